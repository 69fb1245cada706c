using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Timetable;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>How the box stands with its hub, for <see cref="StatusReader"/>.</summary>
internal sealed class HubSection(HubIdentity identity, LinkBoard link, HubClock clock, LiveBoard live, LessonReader lesson, TimetableViews timetable)
{
    public IReadOnlyList<ChangeSignal> Changes => [link.Changed, live.Changed, timetable.Changed, .. lesson.Changes];

    /// <summary>Null until the box is enrolled.</summary>
    public Enrolled? Enrolled => identity.Current?.Enrolled;

    public LinkStatus Link => link.Current;

    public long? ClockOffsetMs => clock.Offset is { } offset ? (long)offset.TotalMilliseconds : null;

    public static HubView View(LinkStatus state) => new(StateOf(state.Phase), state.Since, state.Problem);

    public LiveView? ReadLive() => live.Status is { Sources.Count: > 0 } watched ? new LiveView(watched.Sources, watched.Level, watched.Reason, watched.Rooms) : null;

    /// <summary>While the hub is not there, nobody can look through it.</summary>
    public Onlookers? ReadOnlookers() => link.Current.Phase == LinkPhase.Online ? live.Onlookers : null;

    public LessonView? ReadLesson() => lesson.Read();

    public TimetableView? ReadTimetable() => timetable.Read();

    private static HubState StateOf(LinkPhase phase) => phase switch
    {
        LinkPhase.Unenrolled => HubState.Unenrolled,
        LinkPhase.Online => HubState.Online,
        _ => HubState.Offline,
    };
}
