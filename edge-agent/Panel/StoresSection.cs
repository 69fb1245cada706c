using Tongtang.EdgeAgent.Health;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>What lies on the box and has yet to reach the hub, for <see cref="StatusReader"/>.</summary>
internal sealed class StoresSection(Journal journal, StorageGauge storage, UploadBoard uploads, OutboxStore outbox)
{
    private const int RejectedShown = 20;

    public IReadOnlyList<ChangeSignal> Changes => [journal.Changed];

    public StorageView ReadStorage()
    {
        var disk = storage.Read();
        return new StorageView(disk.FreeBytes, Math.Round(disk.HoursLeft, 2));
    }

    public OutboxView ReadOutbox()
    {
        var (segments, bytes) = journal.PendingTotals();
        var items = outbox.Counts;
        return new OutboxView(items.Sum(c => c.Pending), segments, bytes, items.Sum(c => c.Evicted), [.. ReadRejected().Take(RejectedShown)]);
    }

    private IEnumerable<RejectedView> ReadRejected() =>
        uploads.Refused.Select(r => new RejectedView(r.RecordingId, Track: null, Number: null, r.Code, r.Reason))
            .Concat(uploads.Rejected.Select(r => new RejectedView(r.Key.RecordingId, r.Key.Track, r.Key.Number, r.Code, r.Reason)));
}
