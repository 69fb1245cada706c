using System.Threading.Channels;
using Tongtang.EdgeAgent.Playback;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>
/// Tells the hub how the lesson goes in this room: the whole of it when a link begins and when something happened, at most
/// once a second; counts alone every ten seconds.
/// </summary>
internal sealed class LessonReports(LessonBoard board, Receptions receptions, DisplayBoard display, TimeProvider time)
{
    private static readonly LiveState s_waiting = new(LiveCondition.Waiting, StreamQuality.Full);
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_counts = TimeSpan.FromSeconds(10);

    public async Task RunAsync(ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        LessonReport? told = null;
        var toldAt = time.GetTimestamp();
        while (true)
        {
            var (seen, receptionsSeen) = (board.Changed.Version, receptions.Changed.Version);
            if (Read() is not { } report)
            {
                told = null;
                await board.Changed.WaitAsync(seen, cancellationToken);
                continue;
            }
            if (!Stable(report).Equals(told) || time.GetElapsedTime(toldAt) >= s_counts)
            {
                await outbound.WriteAsync(new AgentMessage { Lesson = report }, cancellationToken);
                (told, toldAt) = (Stable(report), time.GetTimestamp());
            }
            await Task.Delay(s_pace, time, cancellationToken);
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(board.Changed.WaitAsync(seen, round.Token), receptions.Changed.WaitAsync(receptionsSeen, round.Token), Task.Delay(s_counts, time, round.Token));
            await round.CancelAsync();
        }
    }

    /// <summary>Null: the room has no part, and nothing to say.</summary>
    internal LessonReport? Read()
    {
        var status = board.Status;
        if (status.Part is not { } part) return null;
        var report = new LessonReport
        {
            LessonId = part.LessonId,
            Revision = part.Revision,
            Check = status.Check,
            RecordingId = status.RecordingId,
            ProblemCode = status.ProblemCode,
            Problem = status.Problem,
        };
        // A box without a desktop is no fault of the lesson: its people open the page elsewhere. The panel says so.
        if (report.ProblemCode.Length == 0 && display.Problem.Code != DisplayBoard.NoDisplay) (report.ProblemCode, report.Problem) = display.Problem;
        if (board.Refused is { Length: > 0 } refused) (report.ProblemCode, report.Problem) = ("part_invalid", refused);
        report.Receptions.AddRange(receptions.Current.Select(one => Describe(one.Status)));
        // Not missed: they are not to be shown now. What was counted of them stays.
        report.Receptions.AddRange(receptions.Before.Select(one => Describe(one with { State = s_waiting, LagMs = null })));
        return report;
    }

    private static LessonReception Describe(ReceptionStatus status) => new()
    {
        RoomId = status.RoomId,
        Source = status.Source,
        State = status.State.Condition switch
        {
            LiveCondition.Live => LessonReceptionState.Live,
            LiveCondition.Waiting => LessonReceptionState.Waiting,
            _ => LessonReceptionState.Lost,
        },
        SinceMs = status.Since.ToUnixTimeMilliseconds(),
        Interruptions = (uint)status.Tally.Interruptions,
        ReceivedMs = (ulong)status.Tally.ReceivedMs,
        LostMs = (ulong)status.Tally.LostMs,
        LagMs = (uint)(status.LagMs ?? 0),
    };

    /// <summary>Without what moves all the time.</summary>
    private static LessonReport Stable(LessonReport report)
    {
        var stable = report.Clone();
        if (stable.Check is { } check) check.RoundTripMs = 0;
        foreach (var reception in stable.Receptions) (reception.ReceivedMs, reception.LostMs, reception.LagMs) = (0, 0, 0);
        return stable;
    }
}
