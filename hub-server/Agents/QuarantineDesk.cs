using System.Collections.Concurrent;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>What a room's box keeps because the hub refuses it: asked of the box each time, nothing of it is kept here.</summary>
internal sealed class QuarantineDesk(TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private sealed record Waiting(LinkSession Session, TaskCompletionSource<QuarantineAnswer> Answer);

    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    /// <returns>Null: the box did not answer in ten seconds; one of an older version never does.</returns>
    public async Task<QuarantineAnswer?> AskAsync(LinkSession session, QuarantineAsk ask, CancellationToken cancellationToken)
    {
        ask.AskId = NodeId.New(time);
        var waiting = new Waiting(session, new TaskCompletionSource<QuarantineAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting[ask.AskId] = waiting;
        try
        {
            session.Send(new HubMessage { QuarantineAsk = ask });
            return await waiting.Answer.Task.WaitAsync(s_patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiting.TryRemove(ask.AskId, out _);
        }
    }

    /// <summary>What this box was not asked is passed over.</summary>
    public void Hear(LinkSession session, QuarantineAnswer told)
    {
        if (_waiting.TryGetValue(told.AskId, out var waiting) && waiting.Session == session) waiting.Answer.TrySetResult(told);
    }
}
