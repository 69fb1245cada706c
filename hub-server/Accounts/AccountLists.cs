using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Accounts;

/// <summary>A role at a place, with the place's name for people; empty for the hub.</summary>
internal sealed record NamedAssignment(Role Role, TreePlace Place, string PlaceName);

/// <summary>An account as those see it who look after accounts.</summary>
/// <param name="SecondFactor">Signing in asks for a code, too.</param>
/// <param name="LastUsedAt">When one of its sessions that still runs was used last; null when none does.</param>
/// <param name="Sessions">How many of them there are.</param>
internal sealed record AccountItem(
    string Id, string Name, AccountState State, IReadOnlyList<NamedAssignment> Roles, bool SecondFactor, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, int Sessions);

/// <summary>Accounts as people read them: by whoever looks after accounts at one of the account's places.</summary>
internal sealed class AccountLists(HubDatabase database)
{
    private const string State = "CASE WHEN account.disabled_at_ms IS NOT NULL THEN 'disabled' WHEN account.invited = 1 THEN 'invited' ELSE 'active' END";

    private const string Columns = $"""
        account.id, account.name, {State} AS state, account.created_at_ms,
        (SELECT COUNT(*) FROM account_totp WHERE account_totp.account_id = account.id AND account_totp.confirmed_at_ms IS NOT NULL) AS second_factor,
        (SELECT MAX(last_used_at_ms) FROM session WHERE session.account_id = account.id) AS last_used_at_ms,
        (SELECT COUNT(*) FROM session WHERE session.account_id = account.id) AS sessions
        """;

    private const string SelectRoles = """
        SELECT account_role.account_id, account_role.role, account_role.place_kind, account_role.place_id, COALESCE(region.name, school.name, '') AS place_name
        FROM account_role LEFT JOIN region ON region.id = account_role.place_id LEFT JOIN school ON school.id = account_role.place_id
        WHERE account_role.account_id IN @ids ORDER BY account_role.role, account_role.place_id
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "account.name",
        ["createdAt"] = "account.created_at_ms",
        ["lastUsedAt"] = "last_used_at_ms",
        ["state"] = "state",
    };

    public async Task<Page<AccountItem>> ListAsync(Scope scope, AccountFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"""
            WHERE {Visible(scope)} AND (@pattern IS NULL OR LOWER(account.name) LIKE @pattern ESCAPE '\')
              AND (@state IS NULL OR {State} = @state)
              AND (COALESCE(@role, @region, @school) IS NULL OR EXISTS (
                  SELECT 1 FROM account_role one WHERE one.account_id = account.id AND (@role IS NULL OR one.role = @role)
                    AND (@school IS NULL OR one.place_id = @school)
                    AND (@region IS NULL OR one.place_id = @region OR one.place_id IN (SELECT id FROM school WHERE region_id = @region))))
            """;
        var values = new { scopeId = scope.Id, pattern = Pattern.Contains(filter.Q), state = filter.State?.Word(), role = filter.Role?.Word(), region = filter.Region, school = filter.School };
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM account {where}", values);
        var rows = (await connection.QueryAsync<Row>($"SELECT {Columns} FROM account {where} {plan.Sql}", values)).AsList();
        return plan.Of(await ViewAsync(connection, rows), total);
    }

    public async Task<AccountItem?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var rows = (await connection.QueryAsync<Row>($"SELECT {Columns} FROM account WHERE account.id = @id AND {Visible(scope)}", new { id, scopeId = scope.Id })).AsList();
        return (await ViewAsync(connection, rows)) is [var found] ? found : null;
    }

    /// <summary>One without any role belongs to nobody but those who look after the whole hub's accounts.</summary>
    private static string Visible(Scope scope) => scope.IsHub
        ? "1 = 1"
        : $"EXISTS (SELECT 1 FROM account_role seen WHERE seen.account_id = account.id AND {scope.FilterPlaces("seen.place_id")})";

    private static async Task<List<AccountItem>> ViewAsync(DbConnection connection, List<Row> rows)
    {
        var roles = (await connection.QueryAsync<RoleRow>(SelectRoles, new { ids = rows.Select(row => row.Id) })).ToLookup(role => role.AccountId, role => role.View(), StringComparer.Ordinal);
        return rows.ConvertAll(row => row.View([.. roles[row.Id].OrderBy(one => one.Role)]));
    }

    private sealed record RoleRow
    {
        public required string AccountId { get; init; }

        public required string Role { get; init; }

        public required string PlaceKind { get; init; }

        public required string PlaceId { get; init; }

        public required string PlaceName { get; init; }

        public NamedAssignment View() => new(Words.Enum<Role>(Role), TreePlace.Of(PlaceKind, PlaceId), PlaceName);
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string State { get; init; }

        public long CreatedAtMs { get; init; }

        public int SecondFactor { get; init; }

        public long? LastUsedAtMs { get; init; }

        public int Sessions { get; init; }

        public AccountItem View(IReadOnlyList<NamedAssignment> roles) => new(
            Id,
            Name,
            Words.Enum<AccountState>(State),
            roles,
            SecondFactor > 0,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
            LastUsedAtMs is { } used ? DateTimeOffset.FromUnixTimeMilliseconds(used) : null,
            Sessions);
    }
}
