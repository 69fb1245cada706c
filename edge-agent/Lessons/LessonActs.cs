using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>The hub did not do what somebody wished; a stable code, and the same in English.</summary>
internal sealed class LessonActException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>
/// What people do at this room's panel, said to the hub, and what it answers: a part in which it is so, or a refusal. It is
/// the hub's lesson: without it nothing of this is done. Thread safe.
/// </summary>
internal sealed class LessonActs(LessonBoard board, LinkBoard link, TimeProvider time)
{
    /// <summary>Nobody presses faster.</summary>
    private const int Waiting = 16;

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(8);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<LessonRefusal?>> _open = new(StringComparer.Ordinal);
    private readonly Channel<AgentMessage> _outbound = Channel.CreateBounded<AgentMessage>(Waiting);
    private TaskCompletionSource<LessonChoices> _choices = NewChoices();

    /// <summary>Returns when it is so.</summary>
    /// <exception cref="LessonActException">hub_offline, hub_silent, lesson_busy, or what the hub refuses with.</exception>
    public async Task DoAsync(LessonAct act, CancellationToken cancellationToken)
    {
        RequireLink();
        act.ActId = Guid.CreateVersion7().ToString("N");
        var answered = _open[act.ActId] = new TaskCompletionSource<LessonRefusal?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            Send(new AgentMessage { LessonAct = act });
            var done = DoneAsync(act, patience.Token);
            await await Task.WhenAny(done, answered.Task).WaitAsync(s_answer, time, cancellationToken);
            if (answered.Task.IsCompletedSuccessfully && await answered.Task is { } refusal) throw new LessonActException(refusal.Code, refusal.Message);
        }
        catch (TimeoutException)
        {
            throw Silent();
        }
        finally
        {
            _open.TryRemove(act.ActId, out _);
            await patience.CancelAsync();
        }
    }

    /// <summary>What this room can begin or invite.</summary>
    /// <exception cref="LessonActException">hub_offline, hub_silent, lesson_busy.</exception>
    public async Task<LessonChoices> AskAsync(CancellationToken cancellationToken)
    {
        RequireLink();
        var answer = NewChoices();
        Interlocked.Exchange(ref _choices, answer).TrySetCanceled(CancellationToken.None);
        Send(new AgentMessage { LessonAsk = new LessonAsk() });
        try
        {
            return await answer.Task.WaitAsync(s_answer, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Silent();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LessonActException("lesson_busy", "Somebody else asks the same at this moment.");
        }
    }

    public void Refused(LessonRefusal refusal)
    {
        if (_open.TryGetValue(refusal.ActId, out var open)) open.TrySetResult(refusal);
    }

    public void Answered(LessonChoices choices) => Volatile.Read(ref _choices).TrySetResult(choices);

    /// <summary>One link's life: what was wished while there was none is not said later.</summary>
    public async Task RunAsync(ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        while (_outbound.Reader.TryRead(out _))
        {
        }
        await foreach (var message in _outbound.Reader.ReadAllAsync(cancellationToken)) await outbound.WriteAsync(message, cancellationToken);
    }

    private static TaskCompletionSource<LessonChoices> NewChoices() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static LessonActException Silent() => new("hub_silent", $"The hub did not answer within {s_answer.TotalSeconds:0} s.");

    private void RequireLink()
    {
        if (link.Current.Phase != LinkPhase.Online) throw new LessonActException("hub_offline", "The hub cannot be reached; the lesson goes on as it is.");
    }

    private void Send(AgentMessage message)
    {
        if (!_outbound.Writer.TryWrite(message)) throw new LessonActException("lesson_busy", "Too much is being asked of the hub at this moment.");
    }

    private async Task DoneAsync(LessonAct act, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = board.Changed.Version;
            var status = board.Status;
            if (IsSo(act, status.Part, status.RoomId)) return;
            await board.Changed.WaitAsync(seen, cancellationToken);
        }
    }

    /// <summary>Whether the part is as the act wishes it. Pure.</summary>
    internal static bool IsSo(LessonAct act, LessonPart? part, string roomId)
    {
        if (act.ActCase == LessonAct.ActOneofCase.Start) return part is not null;
        if (act.ActCase is LessonAct.ActOneofCase.End or LessonAct.ActOneofCase.Leave) return part?.LessonId != act.LessonId;
        if (part is null || part.LessonId != act.LessonId) return false;
        var own = LessonSources.Own(part, roomId);
        return act.ActCase switch
        {
            LessonAct.ActOneofCase.Hand => act.Hand ? own.HandRaisedMs > 0 || own.HasFloor : own.HandRaisedMs == 0,
            LessonAct.ActOneofCase.Mute => own.Muted == act.Mute,
            LessonAct.ActOneofCase.Help => own.WantsHelp == act.Help,
            LessonAct.ActOneofCase.GiveFloor => part.Rooms.Where(room => room.HasFloor).Select(room => room.RoomId).SequenceEqual(act.GiveFloor.Length == 0 ? [] : [act.GiveFloor]),
            LessonAct.ActOneofCase.Layout => part.Layout is not null && part.Layout.Equals(act.Layout),
            LessonAct.ActOneofCase.Invite => part.Rooms.Any(room => room.RoomId == act.Invite),
            _ => false,
        };
    }
}
