using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Webhooks;

/// <summary>A program elsewhere that is told of lessons in its scope. Its secret is shown once, when it is made.</summary>
/// <param name="Paused">It is told nothing, and what happens meanwhile is not kept for it.</param>
internal sealed record Webhook(string Id, string Name, string Url, TreePlace Scope, bool Paused, string CreatedBy, DateTimeOffset CreatedAt, WebhookCounts Deliveries);

internal sealed record WebhookCounts(int Waiting, int Failed);

internal enum WebhookDeliveryState
{
    Waiting,
    Delivered,
    Failed,
}

/// <summary>One message to one webhook.</summary>
/// <param name="Status">Of the last answer; null when there was none.</param>
/// <param name="ErrorCode">answer_refused, timeout, connection_failed, address_private, queue_full; null when nothing is wrong.</param>
/// <param name="NextAt">When it is tried; null when it is not.</param>
/// <param name="Body">As it is sent.</param>
internal sealed record WebhookDelivery(
    string Id, string Event, string? LessonId, WebhookDeliveryState State, int Attempts, int? Status, string? ErrorCode, DateTimeOffset CreatedAt, DateTimeOffset? NextAt, DateTimeOffset? FinishedAt, string Body);

/// <summary>A delivery that is to be sent now.</summary>
internal sealed record DueDelivery(string Id, string Event, string Body, long Attempts, string Url, string Secret);

/// <summary>Webhooks and their deliveries in the database. One sees those whose scope lies within one's own.</summary>
internal sealed class WebhookStore(HubDatabase database, WebhookQueue queue, TimeProvider time)
{
    public const int MostWebhooks = 100;

    private const string Columns = """
        webhook.*, (SELECT COUNT(*) FROM webhook_delivery WHERE webhook_id = webhook.id AND state = 'waiting') AS waiting,
        (SELECT COUNT(*) FROM webhook_delivery WHERE webhook_id = webhook.id AND state = 'failed') AS failed
        """;

    private const string Insert = """
        INSERT INTO webhook (id, name, url, secret, scope_kind, scope_id, paused, created_by, created_at_ms)
        VALUES (@id, @name, @url, @secret, @kind, @scopeId, 0, @caller, @nowMs)
        """;

    private const string SelectDeliveries = "SELECT id, event, lesson_id, state, attempts, status, error_code, created_at_ms, next_at_ms, finished_at_ms, body FROM webhook_delivery WHERE webhook_id = @id";

    private const string SelectDue = """
        SELECT webhook_delivery.id AS Id, webhook_delivery.event AS Event, webhook_delivery.body AS Body, webhook_delivery.attempts AS Attempts, webhook.url AS Url, webhook.secret AS Secret
        FROM webhook_delivery JOIN webhook ON webhook.id = webhook_delivery.webhook_id
        WHERE webhook_delivery.state = 'waiting' AND webhook_delivery.next_at_ms <= @nowMs AND webhook.paused = 0
        ORDER BY webhook_delivery.next_at_ms, webhook_delivery.id LIMIT @limit
        """;

    private const string Finish = """
        UPDATE webhook_delivery SET state = @state, attempts = attempts + 1, status = @status, error_code = @errorCode, next_at_ms = @nextMs, finished_at_ms = @finishedMs
        WHERE id = @id AND state = 'waiting'
        """;

    private const string Replay = """
        UPDATE webhook_delivery SET state = 'waiting', attempts = 0, next_at_ms = @nowMs, finished_at_ms = NULL WHERE id = @delivery AND webhook_id = @id AND state <> 'waiting'
        """;

    private const string Clean = "DELETE FROM webhook_delivery WHERE state <> 'waiting' AND finished_at_ms < @beforeMs";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "name", ["createdAt"] = "created_at_ms" };

    public static IReadOnlyDictionary<string, string> DeliverySortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["createdAt"] = "created_at_ms" };

    public async Task<Page<Webhook>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var (where, values) = ($"WHERE {Within(scope)}", new { scopeId = scope.Id });
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM webhook {where}", values);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} FROM webhook {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    public async Task<Webhook?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM webhook WHERE id = @id AND {Within(scope)}", new { id, scopeId = scope.Id }))?.View();
    }

    /// <returns>Its id, or null when there are too many.</returns>
    public Task<string?> CreateAsync(string name, string url, string secret, TreePlace place, string caller, CancellationToken cancellationToken)
    {
        var row = new { id = NodeId.New(time), name, url, secret, kind = place.Kind.Word(), scopeId = place.Id, caller, nowMs = Now };
        return database.WriteAsync<string?>(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM webhook") >= MostWebhooks) return null;
                await connection.ExecuteAsync(Insert, row);
                return row.id;
            },
            cancellationToken);
    }

    public Task ChangeAsync(string id, string name, string url, bool paused, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("UPDATE webhook SET name = @name, url = @url, paused = @paused WHERE id = @id", new { id, name, url, paused = paused ? 1 : 0 }), cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM webhook WHERE id = @id", new { id }), cancellationToken);

    /// <summary>Sends it a message that means nothing, to see that it arrives.</summary>
    public async Task<string> PingAsync(string id, CancellationToken cancellationToken)
    {
        var delivery = await database.WriteAsync(connection => queue.AddAsync(connection, id, "ping", lesson: null), cancellationToken);
        queue.Wake();
        return delivery;
    }

    public async Task<Page<WebhookDelivery>> DeliveriesAsync(string id, PagePlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM webhook_delivery WHERE webhook_id = @id", new { id });
        var rows = await connection.QueryAsync<DeliveryRow>($"{SelectDeliveries} {plan.Sql}", new { id });
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    public async Task<WebhookDelivery?> DeliveryAsync(string id, string delivery, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<DeliveryRow>($"{SelectDeliveries} AND id = @delivery", new { id, delivery }))?.View();
    }

    /// <returns>False when there is no such delivery, or it is still in line.</returns>
    public async Task<bool> ReplayAsync(string id, string delivery, CancellationToken cancellationToken)
    {
        var again = await database.WriteAsync(connection => connection.ExecuteAsync(Replay, new { id, delivery, nowMs = Now }), cancellationToken) == 1;
        if (again) queue.Wake();
        return again;
    }

    public async Task<IReadOnlyList<DueDelivery>> DueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<DueDelivery>(SelectDue, new { nowMs = Now, limit })).AsList();
    }

    /// <param name="status">Of the answer; null without one.</param>
    /// <param name="errorCode">Null: it was delivered.</param>
    /// <param name="nextAt">When it is tried again; null: never.</param>
    public Task FinishAsync(string id, int? status, string? errorCode, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        var state = errorCode is null ? WebhookDeliveryState.Delivered : nextAt is null ? WebhookDeliveryState.Failed : WebhookDeliveryState.Waiting;
        var row = new { id, state = state.Word(), status, errorCode, nextMs = nextAt?.ToUnixTimeMilliseconds(), finishedMs = state == WebhookDeliveryState.Waiting ? (long?)null : Now };
        return database.WriteAsync(connection => connection.ExecuteAsync(Finish, row), cancellationToken);
    }

    public Task CleanAsync(TimeSpan life, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync(Clean, new { beforeMs = (time.GetUtcNow() - life).ToUnixTimeMilliseconds() }), cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Within(Scope scope) => scope.FilterPlaces("scope_id");

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Url { get; init; }

        public required string ScopeKind { get; init; }

        public string? ScopeId { get; init; }

        public long Paused { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public int Waiting { get; init; }

        public int Failed { get; init; }

        public Webhook View() => new(Id, Name, Url, TreePlace.Of(ScopeKind, ScopeId), Paused != 0, CreatedBy, LessonRow.Time(CreatedAtMs), new WebhookCounts(Waiting, Failed));
    }

    private sealed record DeliveryRow
    {
        public required string Id { get; init; }

        public required string Event { get; init; }

        public string? LessonId { get; init; }

        public required string State { get; init; }

        public int Attempts { get; init; }

        public int? Status { get; init; }

        public string? ErrorCode { get; init; }

        public long CreatedAtMs { get; init; }

        public long? NextAtMs { get; init; }

        public long? FinishedAtMs { get; init; }

        public required string Body { get; init; }

        public WebhookDelivery View() => new(
            Id, Event, LessonId, Words.Enum<WebhookDeliveryState>(State), Attempts, Status, ErrorCode, LessonRow.Time(CreatedAtMs), LessonRow.Time(NextAtMs), LessonRow.Time(FinishedAtMs), Body);
    }
}
