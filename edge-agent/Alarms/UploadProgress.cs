using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Whether uploads get on: media waits, the hub is there, uploading is allowed, and still nothing goes.</summary>
internal sealed class UploadProgress(Journal journal, UploadBoard uploads, SegmentSender sender, LinkBoard link)
{
    private (long Sent, TimeSpan Since)? _stuck;

    public TimeSpan StuckFor { get; private set; }

    public long PendingBytes { get; private set; }

    public void Look(TimeSpan now)
    {
        PendingBytes = journal.PendingTotals().Bytes;
        var sent = uploads.SentSegments;
        if (PendingBytes == 0 || link.Current.Phase != LinkPhase.Online || !sender.Allowance.Open) _stuck = null;
        else if (_stuck is null || _stuck.Value.Sent != sent) _stuck = (sent, now);
        StuckFor = _stuck is { } stuck ? now - stuck.Since : TimeSpan.Zero;
    }
}
