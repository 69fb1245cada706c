using System.Collections.Immutable;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Playback;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Lessons;

/// <summary>Turns what a box tells of a lesson into its room's part. Pure; whatever the box says comes out bounded and valid.</summary>
internal static class LessonReports
{
    private const int MaxReceptions = 64;
    private const int MaxCodes = 16;
    private const int LongestText = 200;

    /// <summary>A day: no lesson is longer.</summary>
    private const long MostMs = 24 * 3600 * 1000;

    /// <summary>Round trips that differ by less are the same to a reader.</summary>
    private const int SameRoundTripMs = 50;

    public static LessonFault? Take(LinkedLesson lesson, string roomId, LessonReport report, DateTimeOffset now, out LinkedLesson next)
    {
        next = lesson;
        if (lesson.RoomOf(roomId) is not { HasLeft: false }) return LessonFault.RoomNotInLesson;
        var others = lesson.Rooms.Where(room => room.RoomId != roomId).Select(room => room.RoomId).ToHashSet(StringComparer.Ordinal);
        next = lesson.With(roomId, room => Take(room, others, report, now));
        return null;
    }

    private static LessonRoom Take(LessonRoom room, HashSet<string> others, LessonReport report, DateTimeOffset now)
    {
        var receptions = report.Receptions
            .Where(told => others.Contains(told.RoomId) && MediaNames.IsView(told.Source))
            .DistinctBy(told => (told.RoomId, told.Source))
            .Take(MaxReceptions)
            .Select(told => Reception(told, now))
            .ToImmutableArray();
        var next = room with
        {
            Receptions = receptions.SequenceEqual(room.Receptions) ? room.Receptions : receptions,
            Check = report.Check is null ? room.Check : Check(report.Check, room.Check),
            RecordingId = DescriptionRules.IsId(report.RecordingId) ? report.RecordingId : room.RecordingId,
            ProblemCode = Text(report.ProblemCode, 64),
            Problem = Text(report.Problem, LongestText),
        };
        return next == room ? room : next;
    }

    private static Reception Reception(LessonReception told, DateTimeOffset now) => new(
        told.RoomId,
        told.Source,
        told.State switch
        {
            LessonReceptionState.Live => ReceptionState.Live,
            LessonReceptionState.Lost => ReceptionState.Lost,
            _ => ReceptionState.Waiting,
        },
        ReportedStates.Time(told.SinceMs, 0) is { } since && since < now ? since : now,
        (int)Math.Min(told.Interruptions, 100_000),
        (long)Math.Min(told.ReceivedMs, MostMs),
        (long)Math.Min(told.LostMs, MostMs),
        (int)Math.Min(told.LagMs, MostMs));

    /// <summary>The one before when it says the same: boxes are told of each other's checks, and need not be every second.</summary>
    private static LessonCheck Check(Protocol.V1.LessonCheck told, LessonCheck? before)
    {
        var check = new LessonCheck(
            Result(told.Picture),
            Result(told.Sound),
            Result(told.Line),
            [.. told.Codes.Take(MaxCodes).Select(code => EnrolmentDesk.Clean(code, 64)).Where(code => code.Length > 0)],
            (int)Math.Min(told.RoundTripMs, 60_000));
        return before is not null
            && (before.Picture, before.Sound, before.Line) == (check.Picture, check.Sound, check.Line)
            && before.Codes.SequenceEqual(check.Codes)
            && Math.Abs(before.RoundTripMs - check.RoundTripMs) < SameRoundTripMs ? before : check;
    }

    private static CheckResult? Result(LessonCheckResult result) => result switch
    {
        LessonCheckResult.Green => CheckResult.Green,
        LessonCheckResult.Amber => CheckResult.Amber,
        LessonCheckResult.Red => CheckResult.Red,
        _ => null,
    };

    private static string? Text(string text, int longest) => EnrolmentDesk.Clean(text, longest) is { Length: > 0 } clean ? clean : null;
}
