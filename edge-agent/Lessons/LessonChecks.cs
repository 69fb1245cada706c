using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.V1;
using SourceState = Tongtang.EdgeAgent.Recordings.SourceState;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>One source as it is tried before the bell.</summary>
/// <param name="IsThere">It delivers now.</param>
/// <param name="IsLost">It was asked, and does not.</param>
internal sealed record CheckedSource(bool HasPicture, bool HasSound, bool IsThere, bool IsLost);

/// <param name="LoudestDb">The loudest that was heard since the check began, dBFS; null: nothing measured it.</param>
/// <param name="RoundTrip">To the hub; null: not known.</param>
/// <param name="IsThin">The line does not carry what is sent.</param>
internal sealed record CheckFacts(IReadOnlyList<CheckedSource> Sources, double? LoudestDb, bool IsOnline, TimeSpan? RoundTrip, bool IsThin);

/// <summary>Green, amber or red for picture, sound and line, and why. Pure.</summary>
internal static class LessonJudgement
{
    /// <summary>As the panel's own warning of silence.</summary>
    private const double SilentBelowDb = -50;
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_tooSlow = TimeSpan.FromMilliseconds(1500);

    public static LessonCheck Judge(CheckFacts facts)
    {
        var check = new LessonCheck { RoundTripMs = (uint)Math.Clamp(facts.RoundTrip?.TotalMilliseconds ?? 0, 0, 60_000) };
        check.Picture = Picture([.. facts.Sources.Where(source => source.HasPicture)], check.Codes);
        check.Sound = Sound([.. facts.Sources.Where(source => source.HasSound)], facts.LoudestDb, check.Codes);
        check.Line = Line(facts, check.Codes);
        return check;
    }

    private static LessonCheckResult Picture(IReadOnlyList<CheckedSource> sources, ICollection<string> codes)
    {
        if (sources.Count == 0) return Say(LessonCheckResult.Red, "picture_none", codes);
        if (sources.All(source => source.IsLost)) return Say(LessonCheckResult.Red, "source_lost", codes);
        if (sources.Any(source => source.IsLost)) return Say(LessonCheckResult.Amber, "source_lost", codes);
        return sources.All(source => source.IsThere) ? LessonCheckResult.Green : Say(LessonCheckResult.Amber, "picture_waiting", codes);
    }

    private static LessonCheckResult Sound(IReadOnlyList<CheckedSource> sources, double? loudestDb, ICollection<string> codes)
    {
        if (sources.Count == 0) return Say(LessonCheckResult.Red, "sound_none", codes);
        if (sources.All(source => source.IsLost)) return Say(LessonCheckResult.Red, "sound_lost", codes);
        if (loudestDb is null) return Say(LessonCheckResult.Amber, "sound_waiting", codes);
        return loudestDb >= SilentBelowDb ? LessonCheckResult.Green : Say(LessonCheckResult.Amber, "sound_silent", codes);
    }

    private static LessonCheckResult Line(CheckFacts facts, ICollection<string> codes)
    {
        if (!facts.IsOnline) return Say(LessonCheckResult.Red, "line_lost", codes);
        if (facts.RoundTrip > s_tooSlow) return Say(LessonCheckResult.Red, "line_slow", codes);
        if (facts.IsThin) return Say(LessonCheckResult.Amber, "line_thin", codes);
        if (facts.RoundTrip is null) return Say(LessonCheckResult.Amber, "line_waiting", codes);
        return facts.RoundTrip > s_slow ? Say(LessonCheckResult.Amber, "line_slow", codes) : LessonCheckResult.Green;
    }

    private static LessonCheckResult Say(LessonCheckResult result, string code, ICollection<string> codes)
    {
        codes.Add(code);
        return result;
    }
}

/// <summary>Looks at this room's sources and line while a lesson is being prepared or runs. One caller at a time.</summary>
internal sealed class LessonChecks(Recorder recorder, SourceList sources, SnapshotBoard sounds, LinkBoard link, HubClock clock, LiveBoard live, TimeProvider time)
{
    /// <summary>Sources that nobody watches are captured this long for each look.</summary>
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(900);

    private string _lesson = "";
    private double? _loudestDb;
    private long _lookedAt;
    private LessonCheck _last = new();

    /// <summary>Once a second; oftener it answers what it saw last.</summary>
    public LessonCheck Look(string lessonId)
    {
        if (_lesson == lessonId && time.GetElapsedTime(_lookedAt) < s_pace) return _last;
        if (_lesson != lessonId) (_lesson, _loudestDb) = (lessonId, null);
        (_last, _lookedAt) = (Look(), time.GetTimestamp());
        return _last;
    }

    private LessonCheck Look()
    {
        recorder.WarmUp(s_warm);
        foreach (var source in sources.Current.Where(source => source.HasSound))
        {
            if (sounds.Sound(source.Name) is { } heard) _loudestDb = Math.Max(_loudestDb ?? double.MinValue, heard.RmsDb);
        }
        var states = recorder.Status.Sources.ToDictionary(source => source.Name, source => source.State, StringComparer.Ordinal);
        return LessonJudgement.Judge(new CheckFacts(
            [.. sources.Current.Select(source => Of(source, states.GetValueOrDefault(source.Name, SourceState.Cold)))],
            _loudestDb,
            link.Current.Phase == LinkPhase.Online,
            clock.RoundTrip,
            live.Status.Level != LiveLevel.Full));
    }

    private static CheckedSource Of(SourceOptions source, SourceState state) =>
        new(source.HasPicture, source.HasSound, state is SourceState.Warm or SourceState.Recording, state == SourceState.Lost);
}
