using Dapper;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>An event or alarm as it came.</summary>
/// <param name="Number">Only rises; who works items off keeps the last one in the transaction of what he made of it.</param>
/// <param name="TimeMs">By the box's clock; when it did not know the time and its boot's start is unknown, when the hub received it.</param>
internal sealed record LoggedItem(long Number, string RoomId, string AgentId, long TimeMs, long ReceivedAtMs, Item Item);

/// <summary>
/// Events and alarms in the order in which they were stored, for features that work them off: each remembers in its own
/// database the number it has come to, and so sees every item exactly once, whatever is killed in between.
/// </summary>
internal sealed class ItemLog(IReadingsDatabase database)
{
    private TaskCompletionSource _grown = Signal();

    /// <summary>Ends when more was stored than when it was asked for: take it, read to the end, then wait for it.</summary>
    public Task Grown => Volatile.Read(ref _grown).Task;

    private const string Last = "SELECT COALESCE(MAX(number), 0) FROM item";

    private const string Select = """
        SELECT number AS Number, room_id AS RoomId, agent_id AS AgentId, COALESCE(time_ms, received_at_ms) AS TimeMs, received_at_ms AS ReceivedAtMs, body AS Body
        FROM item WHERE number > @after ORDER BY number LIMIT @limit
        """;

    public async Task<IReadOnlyList<LoggedItem>> ReadAfterAsync(long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select, new { after, limit }, cancellationToken: cancellationToken));
        return rows.Select(row => new LoggedItem(row.Number, row.RoomId, row.AgentId, row.TimeMs, row.ReceivedAtMs, Item.Parser.ParseFrom(row.Body))).ToList();
    }

    /// <summary>The number of the last item; 0 when there is none.</summary>
    public async Task<long> LastAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(Last);
    }

    /// <summary>For the writer: more is on disk.</summary>
    public void Grew() => Interlocked.Exchange(ref _grown, Signal()).TrySetResult();

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Row
    {
        public long Number { get; init; }

        public string RoomId { get; init; } = "";

        public string AgentId { get; init; } = "";

        public long TimeMs { get; init; }

        public long ReceivedAtMs { get; init; }

        public byte[] Body { get; init; } = [];
    }
}
