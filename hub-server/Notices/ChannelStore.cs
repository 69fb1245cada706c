using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.HubServer.Webhooks;

namespace Tongtang.HubServer.Notices;

/// <summary>Ways out in the database. One sees those whose scope lies within one's own.</summary>
internal sealed class ChannelStore(HubDatabase database, RuleStore rules, TimeProvider time)
{
    public const int MostChannels = 500;

    private const string Columns = """
        notice_channel.*, (SELECT COUNT(*) FROM notice_delivery WHERE channel_id = notice_channel.id AND state = 'waiting') AS waiting,
        (SELECT COUNT(*) FROM notice_delivery WHERE channel_id = notice_channel.id AND state = 'failed') AS failed
        """;

    private const string Insert = """
        INSERT INTO notice_channel (id, kind, name, scope_kind, scope_id, paused, url, host, port, security, user_name, sender, secret, free_at_ms, created_by, created_at_ms)
        VALUES (@id, @kind, @name, @scopeKind, @scopeId, 0, @Url, @Host, @Port, @secured, @User, @Sender, @secret, 0, @caller, @nowMs)
        """;

    private const string Update = """
        UPDATE notice_channel SET name = @name, paused = @paused, url = @Url, host = @Host, port = @Port, security = @secured, user_name = @User, sender = @Sender, secret = @secret
        WHERE id = @id
        """;

    // A robot's next moment is taken by whoever sends, in one statement: two never take the same.
    private const string Take = "UPDATE notice_channel SET free_at_ms = @nextMs WHERE id = @id AND free_at_ms <= @nowMs";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "name", ["createdAt"] = "created_at_ms" };

    public async Task<Page<NoticeChannel>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var (where, values) = ($"WHERE {scope.FilterPlaces("scope_id")}", new { scopeId = scope.Id });
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM notice_channel {where}", values);
        var rows = (await connection.QueryAsync<Row>($"SELECT {Columns} FROM notice_channel {where} {plan.Sql}", values)).AsList();
        var own = await rules.OfChannelsAsync(connection, rows.ConvertAll(row => row.Id));
        return plan.Of(rows.ConvertAll(row => row.View(own.GetValueOrDefault(row.Id))), total);
    }

    public async Task<NoticeChannel?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM notice_channel WHERE id = @id AND {scope.FilterPlaces("scope_id")}", new { id, scopeId = scope.Id });
        return row?.View((await rules.OfChannelsAsync(connection, [id])).GetValueOrDefault(id));
    }

    /// <summary>Mail of any place that the caller stands in, under or over; robots and programs of where he connects programs.</summary>
    public async Task<IReadOnlyList<OfferedChannel>> OfferedAsync(Assignments held, CancellationToken cancellationToken)
    {
        var (sight, connects) = (held.For(Right.SeeRooms), held.For(Right.ConnectPrograms));
        const string above = "scope_kind = 'hub' OR (scope_kind = 'region' AND scope_id IN (SELECT region_id FROM school WHERE id IN @scopeId))";
        await using var connection = await database.OpenAsync(cancellationToken);
        var mail = await connection.QueryAsync<(string Id, string Name)>(
            $"SELECT id, name FROM notice_channel WHERE kind = 'mail' AND ({sight.FilterPlaces("scope_id")} OR {above}) ORDER BY name, id LIMIT 100", new { scopeId = sight.Id });
        var others = await connection.QueryAsync<(string Id, string Kind, string Name)>(
            $"SELECT id, kind, name FROM notice_channel WHERE kind <> 'mail' AND {connects.FilterPlaces("scope_id")} ORDER BY name, id LIMIT 100", new { scopeId = connects.Id });
        return [.. mail.Select(one => new OfferedChannel(one.Id, ChannelKind.Mail, one.Name)), .. others.Select(one => new OfferedChannel(one.Id, Words.Enum<ChannelKind>(one.Kind), one.Name))];
    }

    public async Task<OpenChannel?> OpenAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>("SELECT * FROM notice_channel WHERE id = @id", new { id }))?.Open();
    }

    /// <returns>Its id, or null when there are too many.</returns>
    public Task<string?> CreateAsync(ChannelKind kind, string name, TreePlace place, ChannelTarget target, string secret, string caller, CancellationToken cancellationToken)
    {
        var id = NodeId.New(time);
        var values = new DynamicParameters(target);
        values.AddDynamicParams(new { id, kind = kind.Word(), name, scopeKind = place.Kind.Word(), scopeId = place.Id, secured = target.Security.Word(), secret, caller, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return database.WriteAsync<string?>(
            async connection => await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notice_channel") < MostChannels && await connection.ExecuteAsync(Insert, values) == 1 ? id : null,
            cancellationToken);
    }

    public Task ChangeAsync(string id, string name, bool paused, ChannelTarget target, string secret, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(target);
        values.AddDynamicParams(new { id, name, paused = paused ? 1 : 0, secured = target.Security.Word(), secret });
        return database.WriteAsync(connection => connection.ExecuteAsync(Update, values), cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM notice_channel WHERE id = @id", new { id }), cancellationToken);

    /// <returns>False when the robot may not be sent anything yet.</returns>
    public Task<bool> TakeAsync(OpenChannel channel, CancellationToken cancellationToken) =>
        channel.IsRobot ? database.WriteAsync(connection => TakeAsync(connection, channel.Id), cancellationToken) : Task.FromResult(true);

    public async Task<bool> TakeAsync(DbConnection connection, string id)
    {
        var now = time.GetUtcNow();
        return await connection.ExecuteAsync(Take, new { id, nowMs = now.ToUnixTimeMilliseconds(), nextMs = (now + OpenChannel.RobotPace).ToUnixTimeMilliseconds() }) == 1;
    }

    /// <summary>The peer wants to be left alone for so long.</summary>
    public Task RestAsync(string id, TimeSpan rest, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("UPDATE notice_channel SET free_at_ms = @untilMs WHERE id = @id", new { id, untilMs = (time.GetUtcNow() + rest).ToUnixTimeMilliseconds() }), cancellationToken);

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Kind { get; init; }

        public required string Name { get; init; }

        public required string ScopeKind { get; init; }

        public string? ScopeId { get; init; }

        public long Paused { get; init; }

        public required string Url { get; init; }

        public required string Host { get; init; }

        public int Port { get; init; }

        public required string Security { get; init; }

        public required string UserName { get; init; }

        public required string Sender { get; init; }

        public required string Secret { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public int Waiting { get; init; }

        public int Failed { get; init; }

        public OpenChannel Open() => new(Id, Words.Enum<ChannelKind>(Kind), Name, Target(), Secret);

        public NoticeChannel View(OwnNotice? rule) => new(
            Id, Words.Enum<ChannelKind>(Kind), Name, TreePlace.Of(ScopeKind, ScopeId), Target().Shown, Host, Port, Words.Enum<MailSecurity>(Security), UserName, Sender, Secret.Length > 0, Paused != 0,
            CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), new WebhookCounts(Waiting, Failed), rule);

        private ChannelTarget Target() => new(Url, Host, Port, Words.Enum<MailSecurity>(Security), UserName, Sender);
    }
}
