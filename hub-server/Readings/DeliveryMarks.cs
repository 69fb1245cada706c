using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>How far a class of a box's store has come.</summary>
internal sealed record DeliveryMark
{
    public required string AgentId { get; init; }

    public required string StoreEpoch { get; init; }

    public required int ItemClass { get; init; }

    public required string RoomId { get; init; }

    public long UpTo { get; set; }

    public long Stored { get; set; }

    public long Rejected { get; set; }

    public long Lost { get; set; }

    public string? RejectedCode { get; set; }

    public long ChangedAtMs { get; set; }
}

/// <summary>The high-water marks: moved in memory, written once per group, in the transaction of what they count.</summary>
internal sealed class DeliveryMarks(DbConnection connection)
{
    /// <summary>About 300 bytes each; a box has five.</summary>
    private const int MostMarks = 60_000;

    private const string Select = """
        SELECT agent_id AS AgentId, store_epoch AS StoreEpoch, item_class AS ItemClass, room_id AS RoomId,
               up_to AS UpTo, stored AS Stored, rejected AS Rejected, lost AS Lost, rejected_code AS RejectedCode, changed_at_ms AS ChangedAtMs
        FROM delivery WHERE agent_id = @AgentId AND store_epoch = @StoreEpoch AND item_class = @ItemClass
        """;

    private const string Upsert = """
        INSERT INTO delivery (agent_id, store_epoch, item_class, room_id, up_to, stored, rejected, lost, rejected_code, changed_at_ms)
        VALUES (@AgentId, @StoreEpoch, @ItemClass, @RoomId, @UpTo, @Stored, @Rejected, @Lost, @RejectedCode, @ChangedAtMs)
        ON CONFLICT (agent_id, store_epoch, item_class) DO UPDATE SET
            up_to = excluded.up_to, stored = excluded.stored, rejected = excluded.rejected, lost = excluded.lost,
            rejected_code = excluded.rejected_code, changed_at_ms = excluded.changed_at_ms
        """;

    private const string InsertGap = """
        INSERT INTO declared_gap (agent_id, store_epoch, item_class, first_sequence, last_sequence, reason, received_at_ms)
        VALUES (@AgentId, @StoreEpoch, @ItemClass, @first, @last, @reason, @ChangedAtMs)
        """;

    private readonly Dictionary<(string AgentId, string StoreEpoch, int ItemClass), DeliveryMark> _marks = [];
    private readonly HashSet<DeliveryMark> _moved = new(ReferenceEqualityComparer.Instance);

    public DeliveryMark Of(AgentIdentity agent, ItemBatch batch)
    {
        var key = (agent.AgentId, batch.StoreEpoch, (int)batch.ItemClass);
        if (_marks.TryGetValue(key, out var known)) return known;
        var fresh = new DeliveryMark { AgentId = agent.AgentId, StoreEpoch = batch.StoreEpoch, ItemClass = (int)batch.ItemClass, RoomId = agent.RoomId };
        return _marks[key] = connection.QuerySingleOrDefault<DeliveryMark>(Select, fresh) ?? fresh;
    }

    public void Moved(DeliveryMark mark, IReadOnlyList<LostSpan> lost, long nowMs)
    {
        mark.ChangedAtMs = nowMs;
        _moved.Add(mark);
        foreach (var span in lost)
        {
            mark.Lost += (long)span.Count;
            connection.Execute(InsertGap, new { mark.AgentId, mark.StoreEpoch, mark.ItemClass, first = (long)span.First, last = (long)span.Last, reason = span.Reason, mark.ChangedAtMs });
        }
    }

    public void Flush()
    {
        foreach (var mark in _moved) connection.Execute(Upsert, mark);
        _moved.Clear();
    }

    public void Trim()
    {
        if (_marks.Count > MostMarks) Forget();
    }

    public void Forget()
    {
        _marks.Clear();
        _moved.Clear();
    }
}
