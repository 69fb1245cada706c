using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Timeline;

/// <summary>Asks each feature what it knows of a room in some time; recordings and linked lessons as the caller's own lists have them.</summary>
internal sealed class TimelineReader(HubDatabase database, TimetableReader timetables, RecordingLists recordings, LessonLists lessons, Sights sights, TimeProvider time)
{
    /// <summary>Of one row.</summary>
    public const int MostBars = 200;

    /// <summary>What began before the span may last into it.</summary>
    private static readonly TimeSpan s_longestLesson = TimeSpan.FromHours(12);

    public async Task<RoomTimeline> ReadAsync(Caller caller, Room room, TimelineSpan span, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var values = new { room = room.Id, school = room.SchoolId, region = room.RegionId, fromMs = span.FromMs, toMs = span.ToMs, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await using var connection = await database.OpenAsync(cancellationToken);
        List<TimelineRow> rows =
        [
            await TimelineRows.PresenceAsync(connection, values),
            await TaughtAsync(room, span, zone, cancellationToken),
            await RecordingsAsync(caller, room, span, cancellationToken),
            await LinkedAsync(caller, room, span, cancellationToken),
            await TimelineRows.AlarmsAsync(connection, values),
            await TimelineRows.CommandsAsync(connection, values),
            await TimelineRows.MaintenanceAsync(connection, values),
        ];
        return new RoomTimeline(span.From, span.To, WallClock.DateOf(span.From, zone), zone.Id, rows);
    }

    private async Task<TimelineRow> TaughtAsync(Room room, TimelineSpan span, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var timetable = await timetables.ReadAsync(room.SchoolId, room.Id, cancellationToken);
        var (first, last) = (WallClock.DateOf(span.From, zone), WallClock.DateOf(span.To, zone));
        var bars = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1)
            .SelectMany(day => TaughtLessons.On(timetable, first.AddDays(day)))
            .Where(lesson => lesson.RoomId == room.Id)
            .Select(lesson => new TimelineBar(lesson.Id, lesson.StartsAt, lesson.EndsAt, Joined(lesson.Weekly.Subject, lesson.Weekly.ClassName), lesson.Teacher, "taught"))
            .Where(span.Meets)
            .ToList();
        return Newest(TimelineKind.Timetable, bars, bars.Count);
    }

    private async Task<TimelineRow> RecordingsAsync(Caller caller, Room room, TimelineSpan span, CancellationToken cancellationToken)
    {
        var filter = new RecordingFilter { Room = room.Id, From = span.From - s_longestLesson, To = span.To };
        var found = await recordings.ListAsync(await sights.OfAsync(caller, cancellationToken), filter, Plan("recording.started_at_ms DESC, recording.id"), cancellationToken);
        var bars = found.Items.Reverse().Select(item => new TimelineBar(item.Id, item.StartedAt, EndOf(item), item.Title, item.Teacher, item.State.Word())).Where(span.Meets).ToList();
        return Newest(TimelineKind.Recordings, bars, bars.Count + found.Total - found.Items.Count);
    }

    private async Task<TimelineRow> LinkedAsync(Caller caller, Room room, TimelineSpan span, CancellationToken cancellationToken)
    {
        var filter = new LessonFilter { Room = room.Id, From = span.From - s_longestLesson, To = span.To };
        var found = await lessons.ListAsync(caller.Scope, filter, Plan("planned_start_ms DESC, id"), cancellationToken);
        var bars = found.Items.Reverse()
            .Select(item => new TimelineBar(item.Id, item.StartedAt ?? item.PlannedStart, item.EndedAt ?? item.PlannedEnd, item.Title, item.Teacher, item.State.Word())).Where(span.Meets).ToList();
        return Newest(TimelineKind.LinkedLessons, bars, bars.Count + found.Total - found.Items.Count);
    }

    /// <summary>One whose box went away has no end, but how much of it is there.</summary>
    private static DateTimeOffset? EndOf(RecordingItem item) =>
        item.EndedAt ?? (item.State == RecordingState.Recording ? null : item.StartedAt.AddSeconds(item.DurationSeconds));

    private static TimelineRow Newest(TimelineKind kind, List<TimelineBar> bars, int total)
    {
        List<TimelineBar> shown = [.. bars.TakeLast(MostBars)];
        return new TimelineRow(kind, shown, total - shown.Count);
    }

    private static string Joined(params string[] parts) => string.Join(" · ", parts.Where(part => part.Length > 0));

    private static PagePlan Plan(string order) => new(1, MostBars, $"ORDER BY {order} LIMIT {MostBars}");
}
