using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Lessons;

/// <summary>What a lesson shall be; its texts checked already.</summary>
/// <param name="Title">Empty: chosen from the pairing and the time.</param>
/// <param name="Start">Null: now.</param>
/// <param name="Weeks">How many weeks in a row, this one included.</param>
internal sealed record LessonWish(string Title, string Teacher, DateTimeOffset? Start, int Minutes, int Weeks = 1);

/// <summary>Plans lessons and begins them, for the console and for boxes. Who asks has been checked.</summary>
internal sealed class LessonStarts(LessonDesk desk, LessonStore store, RoomStates states, LessonTeller teller, LessonsSettings settings, TimeProvider time)
{
    public const int MaxMinutes = 300;
    public const int MaxWeeks = 60;

    private static readonly TimeSpan s_farthest = TimeSpan.FromDays(400);

    /// <returns>The lesson, the first one of a series; or why not.</returns>
    public async Task<(LinkedLesson? Lesson, LessonFault? Fault)> AddAsync(Pairing pairing, LessonWish wish, string requestedBy, string? actId, CancellationToken cancellationToken)
    {
        if (actId is not null && await store.OfActAsync(actId, cancellationToken) is { } known) return (await store.FindAsync(known, cancellationToken), null);
        var now = time.GetUtcNow();
        if (Fault(pairing, wish, now) is { } fault) return (null, fault);
        var series = wish.Weeks > 1 ? NodeId.New(time) : null;
        var lessons = Starts(wish, now).Select(start => Plan(pairing, wish, start, requestedBy) with { SeriesId = series, ActId = actId }).ToList();
        if (lessons.Find(lesson => !pairing.IsValidAt(lesson.PlannedStart)) is { } late)
            return (null, new LessonFault("pairing_not_valid", $"The pairing \"{pairing.Name}\" is not valid at {late.PlannedStart:u}."));
        return await desk.AddAsync(lessons, cancellationToken) is { } taken ? (null, taken) : (desk.Find(lessons[0].Id) ?? lessons[0], null);
    }

    private LessonFault? Fault(Pairing pairing, LessonWish wish, DateTimeOffset now)
    {
        if (wish.Minutes is < 1 or > MaxMinutes) return new LessonFault("minutes_invalid", $"minutes is {wish.Minutes}; allowed: 1 to {MaxMinutes}.");
        if (wish.Weeks is < 1 or > MaxWeeks) return new LessonFault("weeks_invalid", $"weeks is {wish.Weeks}; allowed: 1 to {MaxWeeks}.");
        if (wish.Start is { } start) return start <= now || start > now + s_farthest ? new LessonFault("start_invalid", $"startAt is {start:u}; allowed: after now, at most {s_farthest.Days} days.") : null;
        if (wish.Weeks > 1) return new LessonFault("weeks_invalid", "A lesson that begins now is not repeated; give startAt.");
        if (!teller.IsOnline(pairing.Host.RoomId)) return new LessonFault("host_offline", $"The box of {pairing.Host.RoomName} is not connected.");
        return pairing.Record && states.Of(pairing.Host.RoomId) is { Recorder: not RecorderState.Idle } state
            ? new LessonFault("room_recording", $"{pairing.Host.RoomName} is recording another lesson ({state.Title}); stop that first.")
            : null;
    }

    /// <summary>Weeks are counted by the wall clock: ten o'clock stays ten o'clock when summer time begins.</summary>
    private IEnumerable<DateTimeOffset> Starts(LessonWish wish, DateTimeOffset now)
    {
        if (wish.Start is not { } first) return [now];
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        var local = TimeZoneInfo.ConvertTime(first, zone).DateTime;
        return Enumerable.Range(0, wish.Weeks).Select(week => Moment(local.AddDays(7 * week), zone));
    }

    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        // An hour that a change to summer time leaves out.
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private LinkedLesson Plan(Pairing pairing, LessonWish wish, DateTimeOffset start, string requestedBy)
    {
        var local = TimeZoneInfo.ConvertTime(start, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone));
        var title = wish.Title.Length > 0 ? wish.Title : $"{pairing.Name} {local:yyyy-MM-dd HH:mm}";
        return pairing.Plan(NodeId.New(time), title, wish.Teacher, start, TimeSpan.FromMinutes(wish.Minutes), requestedBy);
    }
}
