using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Notices;

/// <summary>What somebody wants to be told, as it is asked for and answered.</summary>
/// <param name="ChannelId">The way out.</param>
/// <param name="Address">The mail address; empty for robots and programs.</param>
/// <param name="Severities">notice, warning, critical.</param>
/// <param name="Kinds">Alarms' kinds; none: all.</param>
/// <param name="Places">Regions and schools; none: all that one sees.</param>
/// <param name="QuietFrom">Begin of the hours without messages, by the wall clock; null: there are none.</param>
/// <param name="QuietTo">Their end; before their begin: on the next day.</param>
/// <param name="UrgentAlways">Critical ones are told in these hours, too.</param>
/// <param name="TimeZone">Where that clock hangs: a name of the IANA database; empty: the hub's.</param>
/// <param name="TellCleared">It is told when a critical one is over.</param>
internal sealed record NoticeWish(
    string ChannelId,
    string Address,
    IReadOnlyList<AlarmSeverity> Severities,
    IReadOnlyList<string> Kinds,
    IReadOnlyList<TreePlace> Places,
    TimeOnly? QuietFrom,
    TimeOnly? QuietTo,
    bool UrgentAlways,
    string TimeZone,
    bool TellCleared,
    NoticeLanguage Language,
    bool Paused);

/// <summary>One's own notices by one way out.</summary>
internal sealed record OwnNotice(string Id, string ChannelName, ChannelKind ChannelKind, NoticeWish Wish);

/// <summary>Who wants to be told what.</summary>
internal sealed class RuleStore(HubDatabase database, AlarmsSettings alarms, TimeProvider time)
{
    public const int MostOfOne = 10;

    /// <summary>All are looked through at every alarm.</summary>
    public const int MostOfAll = 5000;

    private const string Columns = "notice_rule.*, notice_channel.name AS channel_name, notice_channel.kind AS channel_kind";

    private const string Joins = "FROM notice_rule JOIN notice_channel ON notice_channel.id = notice_rule.channel_id";

    private const string Active = $"""
        SELECT {Columns}, notice_channel.scope_kind, notice_channel.scope_id {Joins}
        LEFT JOIN account ON account.id = notice_rule.account_id
        WHERE notice_rule.paused = 0 AND notice_channel.paused = 0 AND account.disabled_at_ms IS NULL
        """;

    private const string SelectRoles = "SELECT account_id, role, place_kind, place_id FROM account_role WHERE account_id IN (SELECT account_id FROM notice_rule)";

    private const string Insert = """
        INSERT INTO notice_rule (id, account_id, channel_id, address, severities, kinds, places, quiet_from, quiet_to, urgent_always, time_zone, tell_cleared, language, paused, overflow, sent_at_ms, created_at_ms)
        VALUES (@id, @account, @ChannelId, @Address, @severities, @kinds, @places, @quietFrom, @quietTo, @urgentAlways, @TimeZone, @tellCleared, @language, @paused, 0, 0, @nowMs)
        """;

    private const string Update = """
        UPDATE notice_rule SET channel_id = @ChannelId, address = @Address, severities = @severities, kinds = @kinds, places = @places, quiet_from = @quietFrom, quiet_to = @quietTo,
            urgent_always = @urgentAlways, time_zone = @TimeZone, tell_cleared = @tellCleared, language = @language, paused = @paused
        WHERE id = @id
        """;

    /// <summary>All that hold now, with what their owners may see now.</summary>
    /// <param name="id">Only this one; null: all.</param>
    public async Task<IReadOnlyList<NoticeRule>> ActiveAsync(DbConnection connection, string? id = null)
    {
        var rows = (await connection.QueryAsync<Row>(id is null ? Active : $"{Active} AND notice_rule.id = @id", new { id })).AsList();
        if (rows.Count == 0) return [];
        var roles = (await connection.QueryAsync<RoleRow>(SelectRoles)).ToLookup(role => role.AccountId, role => role.Assignment(), StringComparer.Ordinal);
        return rows.ConvertAll(row => row.Rule(
            row.AccountId is { } account ? new Assignments(roles[account]).For(Right.SeeRooms) : Scope.Of([TreePlace.Of(row.ScopeKind!, row.ScopeId)]), alarms.TimeZone));
    }

    public async Task<IReadOnlyList<OwnNotice>> OfAccountAsync(string account, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} WHERE account_id = @account ORDER BY notice_rule.id", new { account })).Select(row => row.View())];
    }

    /// <summary>What groups and programs get, by their channel's id.</summary>
    public async Task<IReadOnlyDictionary<string, OwnNotice>> OfChannelsAsync(DbConnection connection, IReadOnlyList<string> channels)
    {
        if (channels.Count == 0) return new Dictionary<string, OwnNotice>(StringComparer.Ordinal);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} WHERE account_id IS NULL AND channel_id IN @channels", new { channels });
        return rows.ToDictionary(row => row.ChannelId, row => row.View(), StringComparer.Ordinal);
    }

    /// <returns>Its id, or null when there are too many.</returns>
    public Task<string?> CreateAsync(string? account, NoticeWish wish, CancellationToken cancellationToken)
    {
        var id = NodeId.New(time);
        var values = Values(id, wish);
        values.Add("account", account);
        values.Add("nowMs", time.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteAsync<string?>(
            async connection =>
            {
                if (account is not null && await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notice_rule WHERE account_id = @account", values) >= MostOfOne) return null;
                if (await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notice_rule") >= MostOfAll) return null;
                await connection.ExecuteAsync(Insert, values);
                return id;
            },
            cancellationToken);
    }

    public Task ChangeAsync(string id, NoticeWish wish, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(Update, Values(id, wish)), cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM notice_rule WHERE id = @id", new { id }), cancellationToken);

    private static DynamicParameters Values(string id, NoticeWish wish) => new(new
    {
        id,
        wish.ChannelId,
        wish.Address,
        severities = string.Join(',', wish.Severities.Distinct().Select(severity => severity.Word())),
        kinds = string.Join(',', wish.Kinds.Distinct(StringComparer.Ordinal)),
        places = NoticeRule.Text(wish.Places.Distinct()),
        quietFrom = Minutes(wish.QuietFrom),
        quietTo = Minutes(wish.QuietTo),
        urgentAlways = wish.UrgentAlways ? 1 : 0,
        wish.TimeZone,
        tellCleared = wish.TellCleared ? 1 : 0,
        language = wish.Language.Word(),
        paused = wish.Paused ? 1 : 0,
    });

    private static int? Minutes(TimeOnly? clock) => clock is { } time ? (time.Hour * 60) + time.Minute : null;

    private sealed record RoleRow
    {
        public required string AccountId { get; init; }

        public required string Role { get; init; }

        public required string PlaceKind { get; init; }

        public string? PlaceId { get; init; }

        public Assignment Assignment() => new(Words.Enum<Role>(Role), TreePlace.Of(PlaceKind, PlaceId));
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public string? AccountId { get; init; }

        public required string ChannelId { get; init; }

        public required string ChannelName { get; init; }

        public required string ChannelKind { get; init; }

        public string? ScopeKind { get; init; }

        public string? ScopeId { get; init; }

        public required string Address { get; init; }

        public required string Severities { get; init; }

        public required string Kinds { get; init; }

        public required string Places { get; init; }

        public int? QuietFrom { get; init; }

        public int? QuietTo { get; init; }

        public long UrgentAlways { get; init; }

        public required string TimeZone { get; init; }

        public long TellCleared { get; init; }

        public required string Language { get; init; }

        public long Paused { get; init; }

        public long Overflow { get; init; }

        public long SentAtMs { get; init; }

        public NoticeRule Rule(Scope sight, string zone) => new()
        {
            Id = Id,
            AccountId = AccountId,
            ChannelId = ChannelId,
            ChannelKind = Words.Enum<ChannelKind>(ChannelKind),
            Address = Address,
            Severities = SeverityList(),
            Kinds = NoticeRule.Split(Kinds),
            Places = NoticeRule.PlacesOf(Places),
            Sight = sight,
            Quiet = QuietFrom is { } from && QuietTo is { } to ? new QuietHours(from, to, TimeZoneInfo.FindSystemTimeZoneById(TimeZone.Length > 0 ? TimeZone : zone)) : null,
            UrgentAlways = UrgentAlways != 0,
            TellCleared = TellCleared != 0,
            Language = Words.Enum<NoticeLanguage>(Language),
            Overflow = Overflow,
            SentAt = DateTimeOffset.FromUnixTimeMilliseconds(SentAtMs),
        };

        public OwnNotice View() => new(Id, ChannelName, Words.Enum<ChannelKind>(ChannelKind), new NoticeWish(
            ChannelId, Address, SeverityList(), NoticeRule.Split(Kinds), NoticeRule.PlacesOf(Places), Clock(QuietFrom), Clock(QuietTo), UrgentAlways != 0, TimeZone, TellCleared != 0,
            Words.Enum<NoticeLanguage>(Language), Paused != 0));

        private IReadOnlyList<AlarmSeverity> SeverityList() => [.. NoticeRule.Split(Severities).Select(Words.Enum<AlarmSeverity>)];

        private static TimeOnly? Clock(int? minutes) => minutes is { } known ? TimeOnly.MinValue.AddMinutes(known) : null;
    }
}
