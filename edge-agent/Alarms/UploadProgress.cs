using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>What waits to be uploaded, and whether it gets on.</summary>
internal sealed class UploadProgress(Journal journal, UploadBoard uploads, SegmentSender sender, LinkBoard link)
{
    public UploadPace Pace { get; } = new();

    public long PendingBytes { get; private set; }

    public void Look(TimeSpan now)
    {
        var pending = journal.PendingTotals();
        PendingBytes = pending.Bytes;
        Pace.See(pending.Segments, uploads.SentSegments, link.Current.Phase == LinkPhase.Online && sender.Allowance.Open, now);
    }
}
