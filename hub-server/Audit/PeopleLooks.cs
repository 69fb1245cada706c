namespace Tongtang.HubServer.Audit;

/// <summary>Accounts, and the programs that are let in.</summary>
internal static class PeopleLooks
{
    // A name only where all roles are at one place: who looks after a school reads of its people.
    private const string Account = """
        SELECT x.id AS thing_id, x.name AS thing_name, x.name, x.disabled_at_ms, x.password_changed_at_ms,
            (SELECT STRING_AGG(one.said, ', ') FROM (
                SELECT role || ' @ ' || place_kind || CASE WHEN place_id = '' THEN '' ELSE ':' || place_id END AS said
                FROM account_role WHERE account_id = x.id ORDER BY role, place_kind, place_id) one) AS roles,
            (SELECT MAX(expires_at_ms) FROM one_time_link WHERE account_id = x.id) AS password_link_until_ms,
            (SELECT COUNT(*) FROM account_totp WHERE account_id = x.id AND confirmed_at_ms IS NOT NULL) AS second_factor,
            (SELECT COUNT(*) FROM session WHERE account_id = x.id) AS sessions,
            COALESCE((SELECT MIN(CASE place_kind WHEN 'region' THEN place_id ELSE (SELECT region_id FROM school WHERE id = place_id) END)
                FROM account_role WHERE account_id = x.id HAVING COUNT(DISTINCT place_id) = 1 AND MIN(place_kind) <> 'hub'), '') AS region_id_of,
            COALESCE((SELECT MIN(place_id) FROM account_role WHERE account_id = x.id HAVING COUNT(DISTINCT place_id) = 1 AND MIN(place_kind) = 'school'), '') AS school_id_of
        FROM account x WHERE x.id = @id
        """;

    public static IReadOnlyList<ThingLook> All { get; } =
    [
        new("account", Account),
        new("token", """
            SELECT x.id AS thing_id, x.name AS thing_name, x.name, x.scope_kind, x.scope_id, x.expires_at_ms,
                (SELECT STRING_AGG(one.role, ', ') FROM (SELECT role FROM token_role WHERE token_id = x.id ORDER BY role) one) AS roles,
                CASE x.scope_kind WHEN 'region' THEN x.scope_id ELSE (SELECT region_id FROM school WHERE id = x.scope_id) END AS region_id_of,
                CASE x.scope_kind WHEN 'school' THEN x.scope_id ELSE '' END AS school_id_of
            FROM api_token x WHERE x.id = @id
            """),
        new("webhook", """
            SELECT x.id AS thing_id, x.name AS thing_name, x.name, x.url, x.scope_kind, x.scope_id, x.paused,
                CASE x.scope_kind WHEN 'region' THEN x.scope_id ELSE (SELECT region_id FROM school WHERE id = x.scope_id) END AS region_id_of,
                CASE x.scope_kind WHEN 'school' THEN x.scope_id ELSE '' END AS school_id_of
            FROM webhook x WHERE x.id = @id
            """),
        new("notice-channel", """
            SELECT x.id AS thing_id, x.name AS thing_name, x.name, x.kind, x.url, x.host, x.port, x.security, x.user_name, x.sender, x.scope_kind, x.scope_id, x.paused,
                (SELECT severities || ' ' || kinds FROM notice_rule WHERE channel_id = x.id AND account_id IS NULL) AS told,
                CASE x.scope_kind WHEN 'region' THEN x.scope_id ELSE (SELECT region_id FROM school WHERE id = x.scope_id) END AS region_id_of,
                CASE x.scope_kind WHEN 'school' THEN x.scope_id ELSE '' END AS school_id_of
            FROM notice_channel x WHERE x.id = @id
            """),
        new("notice-delivery", """
            SELECT x.id AS thing_id, x.title AS thing_name, x.channel_id, x.address, x.state, x.attempts, x.error_code FROM notice_delivery x WHERE x.id = @id
            """),
        new("notice", """
            SELECT x.id AS thing_id, account.name AS thing_name, x.channel_id, x.address, x.severities, x.kinds, x.places, x.quiet_from, x.quiet_to, x.urgent_always, x.tell_cleared, x.language, x.paused
            FROM notice_rule x LEFT JOIN account ON account.id = x.account_id WHERE x.id = @id
            """),
    ];
}
