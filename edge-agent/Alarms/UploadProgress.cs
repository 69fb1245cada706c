using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Whether uploads get on: that nothing goes although the hub is there and uploading is allowed, and that the box never comes to an end of it.</summary>
internal sealed class UploadProgress(Journal journal, UploadBoard uploads, SegmentSender sender, LinkBoard link)
{
    private (long Sent, TimeSpan Since)? _stuck;
    private TimeSpan? _behindSince;

    public TimeSpan StuckFor { get; private set; }

    public TimeSpan BacklogFor { get; private set; }

    public long PendingBytes { get; private set; }

    public void Look(TimeSpan now)
    {
        PendingBytes = journal.PendingTotals().Bytes;
        var sent = uploads.SentSegments;
        if (PendingBytes == 0 || link.Current.Phase != LinkPhase.Online || !sender.Allowance.Open) _stuck = null;
        else if (_stuck is null || _stuck.Value.Sent != sent) _stuck = (sent, now);
        _behindSince = PendingBytes == 0 ? null : _behindSince ?? now;
        BacklogFor = now - _behindSince ?? TimeSpan.Zero;
        StuckFor = _stuck is { } stuck ? now - stuck.Since : TimeSpan.Zero;
    }
}
