using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>When what was recorded comes in a view's file: pauses and what was trimmed are not in it. Pure.</summary>
internal sealed class FileTimes
{
    private readonly List<(TimeSpan Start, TimeSpan End, TimeSpan Shift)> _pieces = [];

    private FileTimes(TimeSpan duration) => Duration = duration;

    public TimeSpan Duration { get; }

    /// <summary>Of the first of it, since the lesson began.</summary>
    public TimeSpan First => _pieces.Count == 0 ? TimeSpan.Zero : _pieces[0].Start;

    public static FileTimes Of(PlayableRecording recording, PlayableView view)
    {
        var plan = ViewFilePlan.Of(recording.Index(view));
        var times = new FileTimes(plan.Duration);
        foreach (var (name, placed) in new[] { (view.Video, plan.Video), (view.Audio, plan.Audio) })
        {
            if (recording.Track(name)?.Index.Segments is not { } segments) continue;
            var known = segments.ToDictionary(segment => segment.Number);
            times._pieces.AddRange(placed.Select(one => (known[one.Number].Start, known[one.Number].End, one.Shift)));
        }
        times._pieces.Sort();
        return times;
    }

    /// <param name="lessonTime">Since the lesson began.</param>
    /// <returns>In the file; what is not in it comes where the next piece does, and null after the last.</returns>
    public TimeSpan? At(TimeSpan lessonTime)
    {
        foreach (var (start, end, shift) in _pieces)
        {
            if (lessonTime < end) return (lessonTime > start ? lessonTime : start) + shift;
        }
        return null;
    }
}
