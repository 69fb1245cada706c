namespace Tongtang.HubServer.Lessons;

/// <summary>What a lesson's spans come to. Pure.</summary>
/// <param name="DurationMs">From when it began until it ended, or until now.</param>
/// <param name="QualityMs">Of these, with every room in that had not left on purpose.</param>
/// <param name="Interruptions">Times that a room was in and then was not.</param>
internal readonly record struct LessonFigures(long DurationMs, long QualityMs, int Interruptions)
{
    public static LessonFigures Of(LinkedLesson lesson, DateTimeOffset now)
    {
        if (lesson.StartedAt is not { } from) return default;
        var to = lesson.EndedAt ?? now;
        var without = lesson.Rooms.SelectMany(room => room.Spans).Where(span => span.Kind is not (SpanKind.In or SpanKind.Left));
        var duration = Milliseconds(to - from);
        return new LessonFigures(duration, duration - Union(without, from, to), lesson.Rooms.Sum(room => InterruptionsOf(lesson, room)));
    }

    /// <summary>How long the room was in.</summary>
    public static long InMs(LessonRoom room, DateTimeOffset now) =>
        room.Spans.Where(span => span.Kind == SpanKind.In).Sum(span => Milliseconds((span.To ?? now) - span.From));

    /// <summary>
    /// The hub may have missed one that the room's box has noticed, and the reverse. Of the host's picture only: what the
    /// host receives is the other rooms' matter. A link that broke while the picture went on interrupted nothing.
    /// </summary>
    public static int InterruptionsOf(LinkedLesson lesson, LessonRoom room) => Math.Max(
        room.Spans.Count(span => span.Kind == SpanKind.Interrupted && span.To != span.From),
        room.Receptions.Where(reception => reception.RoomId == lesson.Host.RoomId).Select(reception => reception.Interruptions).DefaultIfEmpty().Max());

    private static long Union(IEnumerable<RoomSpan> spans, DateTimeOffset from, DateTimeOffset to)
    {
        var (total, reached) = (0L, from);
        foreach (var span in spans.OrderBy(span => span.From))
        {
            var (begin, end) = (span.From > reached ? span.From : reached, span.To is { } closed && closed < to ? closed : to);
            if (end <= begin) continue;
            total += Milliseconds(end - begin);
            reached = end;
        }
        return total;
    }

    private static long Milliseconds(TimeSpan span) => Math.Max(0, (long)span.TotalMilliseconds);
}
