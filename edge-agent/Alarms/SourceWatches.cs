using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Looks at what the monitor has of every source, once a second: a tiny picture and the loudest level.</summary>
internal sealed class SourceWatches(SnapshotBoard board, Dictionary<string, double> floors)
{
    private readonly Dictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private bool _recorded;

    /// <param name="records">Whether it is recorded now: what stood still before a lesson says nothing about it.</param>
    public IReadOnlyList<SourceFinding> Look(IReadOnlyList<SourceStatus> sources, bool records, TimeSpan now)
    {
        if (records && !_recorded) _watches.Clear();
        _recorded = records;
        return [.. sources.Select(source => Look(source, now))];
    }

    private SourceFinding Look(SourceStatus source, TimeSpan now)
    {
        if (!_watches.TryGetValue(source.Name, out var watch)) _watches[source.Name] = watch = new Watch(new SoundWatch(floors.TryGetValue(source.Name, out var floor) ? floor : null));
        var silent = Listen(watch, source);
        LookAt(watch, board.Picture(source.Name), now);
        if (watch.Sound.FloorDb is { } learned) floors[source.Name] = learned;
        return new SourceFinding(source.Name, source.Role, source.State, source.ProblemCode, silent, watch.Sound.FloorDb, watch.Picture.IsBlack, watch.LastPictureAt - watch.Picture.StillSince);
    }

    /// <summary>Sound that does not come, or comes no more, is silence, too.</summary>
    private bool Listen(Watch watch, SourceStatus source)
    {
        if (board.TakeLoudest(source.Name) is not { } loudest) return watch.WasHeard || source.ExpectsSound;
        watch.WasHeard = true;
        return watch.Sound.Take(loudest);
    }

    private static void LookAt(Watch watch, Snapshot? picture, TimeSpan now)
    {
        if (picture is null)
        {
            watch.Picture.Forget();
            watch.LastPictureAt = null;
        }
        else if (picture != watch.Last && JpegThumbnail.Read(picture.Jpeg.Span) is { } thumbnail)
        {
            watch.Picture.Take(thumbnail, now);
            watch.LastPictureAt = now;
        }
        watch.Last = picture;
    }

    private sealed record Watch(SoundWatch Sound)
    {
        public PictureWatch Picture { get; } = new();

        /// <summary>Sound came in this lesson.</summary>
        public bool WasHeard { get; set; }

        public Snapshot? Last { get; set; }

        public TimeSpan? LastPictureAt { get; set; }
    }
}
