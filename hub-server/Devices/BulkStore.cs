using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Devices;

internal enum BulkState
{
    Running,
    Done,
    Cancelled,

    /// <summary>The hub ended meanwhile; what was not sent by then never is.</summary>
    Interrupted,
}

internal enum BulkOutcome
{
    Waiting,
    Done,
    Refused,
    Expired,

    /// <summary>Not sent; the code says why: room_recording, agent_offline, capability_forbidden, cancelled …</summary>
    Skipped,
}

/// <summary>The same command to many devices, and how far it is.</summary>
internal sealed record BulkCommand(
    string Id,
    BulkState State,
    string Capability,
    string Action,
    IReadOnlyDictionary<string, PropertyValue> Arguments,
    string RequestedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    BulkCounts Counts);

internal sealed record BulkCounts(int Total, int Waiting, int Done, int Refused, int Expired, int Skipped);

/// <summary>What came of it at one device.</summary>
internal sealed record BulkRow(string RoomId, string RoomName, string SchoolName, string Device, string DeviceName, BulkOutcome Outcome, string? ErrorCode, string? ErrorMessage);

/// <summary>One of the devices that are still to be told.</summary>
internal sealed record BulkTarget(int Number, string RoomId, string Device);

/// <summary>Bulk commands in the database: they are there with their results after a restart, and go no further then.</summary>
internal sealed class BulkStore(HubDatabase database, TimeProvider time)
{
    /// <summary>Jobs that are kept; older ones go when a new one comes.</summary>
    private const int Kept = 200;

    private const string Insert = """
        INSERT INTO bulk_command (id, scope_kind, scope_id, caller, capability, action, arguments, state, created_at_ms)
        VALUES (@id, @scopeKind, @scopeId, @caller, @capability, @action, @arguments, 'running', @nowMs)
        """;

    private const string InsertRow = """
        INSERT INTO bulk_command_row (bulk_id, number, room_id, room_name, school_name, device, device_name, outcome)
        VALUES (@id, @Number, @RoomId, @RoomName, @SchoolName, @Device, @DeviceName, 'waiting')
        """;

    private const string Trim = """
        DELETE FROM bulk_command WHERE state <> 'running' AND created_at_ms < (SELECT created_at_ms FROM bulk_command ORDER BY created_at_ms DESC LIMIT 1 OFFSET @kept)
        """;

    private const string Select = "SELECT * FROM bulk_command WHERE id = @id AND (@all = 1 OR (scope_kind = @scopeKind AND scope_id = @scopeId))";

    private const string Counts = "SELECT outcome, COUNT(*) AS rows FROM bulk_command_row WHERE bulk_id = @id GROUP BY outcome";

    private const string FinishRow = """
        UPDATE bulk_command_row SET outcome = @outcome, error_code = @code, error_message = @message, finished_at_ms = @nowMs WHERE bulk_id = @id AND number = @number
        """;

    private const string SkipRest = """
        UPDATE bulk_command_row SET outcome = 'skipped', error_code = @code, finished_at_ms = @nowMs WHERE bulk_id = @id AND outcome = 'waiting'
        """;

    private const string Finish = "UPDATE bulk_command SET state = @state, finished_at_ms = @nowMs WHERE id = @id AND state = 'running'";

    private const string Interrupt = """
        UPDATE bulk_command_row SET outcome = 'skipped', error_code = 'hub_restarted', finished_at_ms = @nowMs
        WHERE outcome = 'waiting' AND bulk_id IN (SELECT id FROM bulk_command WHERE state = 'running');
        UPDATE bulk_command SET state = 'interrupted', finished_at_ms = @nowMs WHERE state = 'running'
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["number"] = "number",
        ["outcome"] = "outcome",
        ["roomName"] = "room_name",
    };

    public Task CreateAsync(string id, Scope scope, string caller, BulkOrder order, IReadOnlyList<DeviceListRow> targets, CancellationToken cancellationToken)
    {
        var row = new
        {
            id,
            scopeKind = scope.Kind.Word(),
            scopeId = string.Join(',', scope.Id),
            caller,
            capability = order.Capability,
            action = order.Action,
            arguments = JsonSerializer.Serialize(order.Arguments, JsonDefaults.Options),
            nowMs = Now,
            kept = Kept,
        };
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(Insert, row);
                await connection.ExecuteAsync(InsertRow, targets.Select((target, number) => new
                {
                    id,
                    Number = number,
                    target.RoomId,
                    target.RoomName,
                    target.SchoolName,
                    Device = target.Id,
                    DeviceName = target.Name,
                }));
                await connection.ExecuteAsync(Trim, row);
            },
            cancellationToken);
    }

    public async Task<BulkCommand?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var values = new { id, all = scope.IsHub ? 1 : 0, scopeKind = scope.Kind.Word(), scopeId = string.Join(',', scope.Id) };
        if (await connection.QuerySingleOrDefaultAsync<JobRow>(Select, values) is not { } job) return null;
        var counts = (await connection.QueryAsync<(string Outcome, long Rows)>(Counts, new { id })).ToDictionary(count => count.Outcome, count => (int)count.Rows, StringComparer.Ordinal);
        return job.View(new BulkCounts(
            counts.Values.Sum(), Count(BulkOutcome.Waiting), Count(BulkOutcome.Done), Count(BulkOutcome.Refused), Count(BulkOutcome.Expired), Count(BulkOutcome.Skipped)));

        int Count(BulkOutcome outcome) => counts.GetValueOrDefault(outcome.Word());
    }

    /// <summary>Who asks has been checked.</summary>
    public async Task<Page<BulkRow>> RowsAsync(string id, BulkOutcome? outcome, PagePlan plan, CancellationToken cancellationToken)
    {
        const string from = "FROM bulk_command_row WHERE bulk_id = @id AND (@outcome IS NULL OR outcome = @outcome)";
        var values = new { id, outcome = outcome?.Word() };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {from}", values);
        var rows = await connection.QueryAsync<ResultRow>($"SELECT * {from} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    public Task FinishRowAsync(string id, int number, BulkOutcome outcome, string? code, string? message, CancellationToken cancellationToken) =>
        database.WriteAtLastAsync(connection => connection.ExecuteAsync(FinishRow, new { id, number, outcome = outcome.Word(), code, message, nowMs = Now }), cancellationToken);

    public Task FinishAsync(string id, BulkState state, CancellationToken cancellationToken) => database.WriteAtLastAsync(
        async connection =>
        {
            await connection.ExecuteAsync(SkipRest, new { id, code = "cancelled", nowMs = Now });
            await connection.ExecuteAsync(Finish, new { id, state = state.Word(), nowMs = Now });
        },
        cancellationToken);

    /// <summary>What ran when the hub ended does not go on: nobody waits for it any more.</summary>
    public Task InterruptAsync(CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(Interrupt, new { nowMs = Now }), cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record JobRow
    {
        public required string Id { get; init; }

        public required string Caller { get; init; }

        public required string Capability { get; init; }

        public required string Action { get; init; }

        public required string Arguments { get; init; }

        public required string State { get; init; }

        public long CreatedAtMs { get; init; }

        public long? FinishedAtMs { get; init; }

        public BulkCommand View(BulkCounts counts) => new(
            Id,
            Words.Enum<BulkState>(State),
            Capability,
            Action,
            JsonSerializer.Deserialize<Dictionary<string, PropertyValue>>(Arguments, JsonDefaults.Options)!,
            Caller,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
            FinishedAtMs is { } finished ? DateTimeOffset.FromUnixTimeMilliseconds(finished) : null,
            counts);
    }

    private sealed record ResultRow
    {
        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }

        public required string Device { get; init; }

        public required string DeviceName { get; init; }

        public required string Outcome { get; init; }

        public string? ErrorCode { get; init; }

        public string? ErrorMessage { get; init; }

        public BulkRow View() => new(RoomId, RoomName, SchoolName, Device, DeviceName, Words.Enum<BulkOutcome>(Outcome), ErrorCode, ErrorMessage);
    }
}
