using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// Turns batches into rows, inside the transaction that the writer has begun. Nothing of it is true until the writer has
/// committed; when it has not, everything is forgotten.
/// </summary>
internal sealed class BatchStore : IDisposable
{
    private const string InsertItem = """
        INSERT INTO item (number, room_id, agent_id, time_ms, boot, monotonic_ms, received_at_ms, body)
        VALUES (@number, @RoomId, @AgentId, @timeMs, @boot, @monotonicMs, @nowMs, @body)
        """;

    private readonly ReadingRows _rows;
    private readonly KnownNumbers _numbers;
    private readonly DeliveryMarks _marks;
    private readonly BootClocks _clocks;
    private readonly LiveReadings _live;
    private readonly ItemLog _log;
    private readonly ReadingCounts _counts;
    private readonly TimeProvider _time;
    private (long Stored, long Rejected, long Lost) _counted;
    private bool _logged;

    public BatchStore(DbConnection connection, IReadingsDatabase database, ReadingsSettings settings, BootClocks clocks, LiveReadings live, ItemLog log, ReadingCounts counts, TimeProvider time)
    {
        Connection = connection;
        _rows = new ReadingRows(database, connection);
        _numbers = new KnownNumbers(connection, settings, time);
        _marks = new DeliveryMarks(connection);
        (_clocks, _live, _log, _counts, _time) = (clocks, live, log, counts, time);
    }

    public DbConnection Connection { get; }

    /// <summary>Boots whose start became known in this group, and what waited for it.</summary>
    public List<long> Started { get; } = [];

    public ItemAcknowledgement Store(Delivery delivery)
    {
        var (agent, batch) = (delivery.Agent, delivery.Batch);
        var mark = _marks.Of(agent, batch);
        var plan = SequencePlan.Of((ulong)mark.UpTo, batch.Items, batch.Gaps);
        var answer = new ItemAcknowledgement { StoreEpoch = batch.StoreEpoch, ItemClass = batch.ItemClass, UpToSequence = plan.UpTo };
        if (plan.Skipped) answer.Fault = Fault(batch, plan.UpTo + 1);
        // The box may not have heard why they were rejected.
        for (var i = 0; i < plan.FirstItem; i++) Reject(answer, batch.Items[i], ItemRules.FaultOfRepeat(batch.Items[i]));
        if (plan.UpTo == (ulong)mark.UpTo) return answer;

        var target = new Target(agent.AgentId, agent.RoomId, _numbers.Room(agent.RoomId), _live.IsAsked(agent.RoomId), _time.GetUtcNow().ToUnixTimeMilliseconds());
        var rejectedBefore = answer.Rejected.Count;
        for (var i = plan.FirstItem; i < plan.FirstItem + plan.Items; i++) Reject(answer, batch.Items[i], Store(batch.Items[i], ref target));
        var rejected = answer.Rejected.Count - rejectedBefore;
        mark.UpTo = (long)plan.UpTo;
        mark.Stored += plan.Items - rejected;
        mark.Rejected += rejected;
        if (rejected > 0) mark.RejectedCode = answer.Rejected[^1].ErrorCode;
        _marks.Moved(mark, plan.Lost, target.NowMs);
        Count(plan.Items - rejected, rejected, plan.Lost.Sum(span => (long)span.Count));
        return answer;
    }

    /// <summary>What was gathered in memory goes into the transaction.</summary>
    public void Flush()
    {
        _rows.Flush();
        _marks.Flush();
    }

    /// <summary>The transaction is on disk.</summary>
    public void Committed()
    {
        _live.Tell();
        if (_logged) _log.Grew();
        _logged = false;
        _counts.Add(_counted.Stored, _counted.Rejected, _counted.Lost);
        _counted = default;
        _numbers.Trim();
        _marks.Trim();
    }

    /// <summary>The transaction was undone.</summary>
    public void Forget()
    {
        _rows.Forget();
        _numbers.Forget();
        _marks.Forget();
        _live.Forget();
        _counted = default;
        _logged = false;
        Started.Clear();
    }

    /// <summary>Moves a piece of what waited for the start of a boot to its place in time.</summary>
    /// <returns>How much it was; 0 when nothing is left.</returns>
    public int Place(long boot) => _rows.Place(boot);

    /// <summary>The link says which boot it is now: what waited for it can be placed.</summary>
    public int Learn(string agentId, string bootId)
    {
        if (_clocks.StartOf(agentId, bootId) is { } startedAtMs && _numbers.Boot(agentId, bootId) is { StartedAtMs: null } boot) Start(boot, startedAtMs);
        return 0;
    }

    public void Dispose() => _rows.Dispose();

    private void Count(long stored, long rejected, long lost) => _counted = (_counted.Stored + stored, _counted.Rejected + rejected, _counted.Lost + lost);

    private static void Reject(ItemAcknowledgement answer, Item item, ItemFault? fault)
    {
        if (fault is not null) answer.Rejected.Add(new RejectedItem { Sequence = item.Sequence, ErrorCode = fault.Code, ErrorMessage = fault.Message });
    }

    private ItemFault? Store(Item item, ref Target target)
    {
        if (ItemRules.Fault(item) is { } wrong) return wrong;
        var boot = item.BootId.Length == 0 ? null : BootOf(item, ref target);
        if (item.TimeMs == 0 && boot is null) return new ItemFault("boot_invalid", "The box has told of too many boots.");
        var timeMs = BootTime.Place(item.TimeMs, item.MonotonicMs, boot?.StartedAtMs);
        if (timeMs is { } placed && !BootTime.IsTime(placed)) return new ItemFault("time_invalid", "By its boot the item is not of the years 2000 to 2099.");
        if (item.BodyCase == Item.BodyOneofCase.Reading) return StoreReading(item, timeMs, boot, in target);
        StoreBody(item, timeMs, boot, in target);
        return null;
    }

    private ItemFault? StoreReading(Item item, long? timeMs, KnownBoot? boot, in Target target)
    {
        var reading = item.Reading;
        var (series, wrong) = _numbers.Series(target.Room, reading);
        if (wrong is not null) return wrong;
        if (timeMs is not { } at)
        {
            _rows.AddUnplaced(boot!.Number, item.MonotonicMs, series, target.Room.Number, reading.Value);
            return null;
        }
        _rows.Add(target.Room.Number, series, at, reading.Value);
        if (target.IsAsked) _live.Note(target.RoomId, reading, at);
        return null;
    }

    private void StoreBody(Item item, long? timeMs, KnownBoot? boot, in Target target)
    {
        // Command results took effect before they came here.
        if (item.BodyCase == Item.BodyOneofCase.CommandResult) return;
        var row = new { number = _numbers.Next("item"), target.RoomId, target.AgentId, timeMs, boot = boot?.Number, monotonicMs = item.MonotonicMs, nowMs = target.NowMs, body = item.ToByteArray() };
        Connection.Execute(InsertItem, row);
        _logged = true;
    }

    /// <summary>The boot's row; its start is learned from whoever knows it first: the link, or an item that has both times.</summary>
    private KnownBoot? BootOf(Item item, ref Target target)
    {
        if (target.Boot is null || target.BootId != item.BootId) (target.BootId, target.Boot) = (item.BootId, _numbers.Boot(target.AgentId, item.BootId));
        if (target.Boot is not { StartedAtMs: null } unknown) return target.Boot;
        var startedAtMs = _clocks.StartOf(target.AgentId, item.BootId) ?? BootTime.StartOf(item.TimeMs, item.MonotonicMs);
        if (startedAtMs is { } start) Start(unknown, start);
        return unknown;
    }

    private void Start(KnownBoot boot, long startedAtMs)
    {
        _numbers.Start(boot, startedAtMs);
        Started.Add(boot.Number);
    }

    private static SequenceFault Fault(ItemBatch batch, ulong expected) => new()
    {
        ErrorCode = "sequence_skipped",
        ErrorMessage = $"{batch.ItemClass} of store epoch {batch.StoreEpoch}: {expected} was expected, neither an item nor a declared gap of the batch has it.",
        ExpectedSequence = expected,
    };

    /// <summary>Where the items of one batch go.</summary>
    private record struct Target(string AgentId, string RoomId, KnownRoom Room, bool IsAsked, long NowMs)
    {
        public string? BootId { get; set; }

        public KnownBoot? Boot { get; set; }
    }
}
