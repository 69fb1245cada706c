using System.Collections.Immutable;

namespace Tongtang.HubServer.Lessons;

/// <summary>
/// How a lesson goes from one state to the next. Pure: the same lesson, time and facts always make the same next one.
/// <code>
/// planned ──bell, host's box is there──▶ running ◀──▶ disturbed      a room that should be in is not, and is again
///    │                                      │             │
///    └──too late──▶ missed ◀──nobody in─────┴──time, end──┴──▶ ended
/// </code>
/// </summary>
internal static class LessonCourse
{
    public const string BoxAway = "box_away";
    public const string PictureLost = "picture_lost";
    public const string HubAway = "hub_away";

    /// <summary>So long a room may wait for the host's picture before that is a disturbance.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <summary>Spans of one room that are kept: after so many changes, a line that flaps stays as it was last.</summary>
    public const int MaxSpans = 1000;

    /// <param name="isOnline">Whether a room's box is on the line; null while that is not known, after the hub's own start.</param>
    /// <param name="startWithin">So long after the bell it may still begin.</param>
    /// <returns>The same object when nothing has changed.</returns>
    public static LinkedLesson Advance(LinkedLesson lesson, DateTimeOffset now, Func<string, bool?> isOnline, TimeSpan startWithin)
    {
        if (lesson.State == LessonState.Planned) return Open(lesson, now, isOnline, startWithin);
        if (!lesson.IsRunning) return lesson;
        return now >= lesson.PlannedEnd ? Finish(lesson, lesson.PlannedEnd, LessonEnd.Time) : Follow(lesson, now, isOnline);
    }

    /// <summary>It begins now, whoever is there.</summary>
    public static LinkedLesson Begin(LinkedLesson lesson, DateTimeOffset now, Func<string, bool?> isOnline) =>
        Follow(lesson with { State = LessonState.Running, StartedAt = now }, now, isOnline);

    public static LinkedLesson Finish(LinkedLesson lesson, DateTimeOffset at, LessonEnd by)
    {
        var end = lesson.StartedAt is { } started && at < started ? started : at;
        var rooms = lesson.Rooms.Select(room => Close(room, end) with { HandRaisedAt = null, WantsHelp = false }).ToImmutableArray();
        var held = rooms.Any(room => room.Role == LessonRole.Receiver && room.WasIn);
        return lesson with { State = held ? LessonState.Ended : LessonState.Missed, EndedAt = end, EndedBy = by, FloorRoomId = null, Rooms = rooms };
    }

    /// <summary>
    /// The hub was away from <paramref name="seenAt"/> until now: pictures go through it, so no receiver had one. The host
    /// taught on.
    /// </summary>
    public static LinkedLesson Resume(LinkedLesson lesson, DateTimeOffset seenAt) => lesson with
    {
        Rooms = [.. lesson.Rooms.Select(room => room.Role == LessonRole.Receiver && room.Spans is [.., { Kind: SpanKind.In } last]
            ? Change(room, SpanKind.Interrupted, HubAway, seenAt < last.From ? last.From : seenAt)
            : room)],
    };

    private static LinkedLesson Open(LinkedLesson lesson, DateTimeOffset now, Func<string, bool?> isOnline, TimeSpan startWithin)
    {
        if (now < lesson.PlannedStart) return lesson;
        if (now >= lesson.PlannedEnd || now >= lesson.PlannedStart + startWithin) return lesson with { State = LessonState.Missed };
        return isOnline(lesson.Host.RoomId) == true ? Begin(lesson, now, isOnline) : lesson;
    }

    private static LinkedLesson Follow(LinkedLesson lesson, DateTimeOffset now, Func<string, bool?> isOnline)
    {
        var next = lesson;
        foreach (var room in lesson.Rooms) next = next.With(room.RoomId, _ => Follow(lesson.Host.RoomId, room, now, isOnline(room.RoomId)));
        var state = next.Rooms.Any(room => IsDisturbance(room.Spans[^1], now)) ? LessonState.Disturbed : LessonState.Running;
        return state == next.State ? next : next with { State = state };
    }

    private static LessonRoom Follow(string hostId, LessonRoom room, DateTimeOffset now, bool? online)
    {
        // The hub has just begun: how things were is the best that is known.
        if (online is null && room.Spans.Length > 0) return room;
        if (online == false) room = Forget(room);
        var (kind, reason, since) = Condition(hostId, room, now, online ?? false);
        if (room.Spans is not [.., var last]) return room with { Spans = [new RoomSpan(kind, reason, now, null)] };
        // Why it is not there may change while it is not there; that is not another interruption.
        if (last.Kind == kind) return room;
        return Change(room, kind, reason, since < last.From ? last.From : since > now ? now : since);
    }

    /// <summary>What a box that is away receives is not known until it tells it again.</summary>
    private static LessonRoom Forget(LessonRoom room) => room.Receptions.All(reception => reception.State == ReceptionState.Waiting)
        ? room
        : room with { Receptions = [.. room.Receptions.Select(reception => reception with { State = ReceptionState.Waiting })] };

    private static (SpanKind Kind, string? Reason, DateTimeOffset Since) Condition(string hostId, LessonRoom room, DateTimeOffset now, bool online)
    {
        if (room.HasLeft) return (SpanKind.Left, null, now);
        var (missing, cut) = room.WasIn ? (SpanKind.Interrupted, SpanKind.Interrupted) : (SpanKind.Absent, SpanKind.Waiting);
        if (!online) return (missing, BoxAway, now);
        if (room.ProblemCode is { } problem) return (missing, problem, now);
        if (room.Role == LessonRole.Host) return (SpanKind.In, null, now);
        var fromHost = room.Receptions.Where(reception => reception.RoomId == hostId).ToList();
        var lost = fromHost.Where(reception => reception.State == ReceptionState.Lost).ToList();
        if (lost.Count > 0) return (cut, PictureLost, lost.Min(reception => reception.Since));
        var live = fromHost.Where(reception => reception.State == ReceptionState.Live).ToList();
        return live.Count > 0 ? (SpanKind.In, null, live.Max(reception => reception.Since)) : (cut, room.WasIn ? PictureLost : null, now);
    }

    private static bool IsDisturbance(RoomSpan span, DateTimeOffset now) => span.Kind switch
    {
        SpanKind.Interrupted or SpanKind.Absent => true,
        SpanKind.Waiting => now - span.From >= Settling,
        _ => false,
    };

    private static LessonRoom Change(LessonRoom room, SpanKind kind, string? reason, DateTimeOffset at)
    {
        if (room.Spans.Length >= MaxSpans) return room;
        var closed = Close(room, at);
        return closed with { Spans = closed.Spans.Add(new RoomSpan(kind, reason, at, null)) };
    }

    private static LessonRoom Close(LessonRoom room, DateTimeOffset at) =>
        room.Spans is [.., { To: null } last] ? room with { Spans = room.Spans.SetItem(room.Spans.Length - 1, last with { To = at < last.From ? last.From : at }) } : room;
}
