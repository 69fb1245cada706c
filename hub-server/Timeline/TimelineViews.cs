namespace Tongtang.HubServer.Timeline;

internal enum TimelineKind
{
    /// <summary>Whether the room's box was there.</summary>
    Presence,

    /// <summary>Lessons of the timetable.</summary>
    Timetable,
    Recordings,
    LinkedLessons,
    Alarms,
    Commands,
    Maintenance,
}

/// <summary>Something that took some time in a room.</summary>
/// <param name="Id">Of the thing; empty where there is none.</param>
/// <param name="Until">Null: it goes on. The same as From: a moment.</param>
/// <param name="Label">A title, a subject or a reason; of an alarm its kind, of a command its action.</param>
/// <param name="Detail">A teacher, an alarm's subject, a command's device.</param>
/// <param name="State">As the thing's own list says it; of an alarm how much it presses.</param>
internal sealed record TimelineBar(string Id, DateTimeOffset From, DateTimeOffset? Until, string Label, string Detail, string State);

/// <param name="LeftOut">Bars beyond those that are shown; the earliest ones are left out.</param>
internal sealed record TimelineRow(TimelineKind Kind, IReadOnlyList<TimelineBar> Bars, int LeftOut);

/// <summary>What happened in a room, row by row.</summary>
/// <param name="Day">The school's day in which From is.</param>
/// <param name="TimeZone">The school's: a name of the IANA database.</param>
internal sealed record RoomTimeline(DateTimeOffset From, DateTimeOffset To, DateOnly Day, string TimeZone, IReadOnlyList<TimelineRow> Rows);

/// <summary>From when to when.</summary>
internal readonly record struct TimelineSpan(DateTimeOffset From, DateTimeOffset To)
{
    public long FromMs => From.ToUnixTimeMilliseconds();

    public long ToMs => To.ToUnixTimeMilliseconds();

    public bool Meets(TimelineBar bar) => bar.From < To && (bar.Until is not { } until || until > From || until == bar.From);
}
