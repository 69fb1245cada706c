using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Results that were put on the line and of which nobody knows whether they arrived: the answer to a time probe that was sent
/// after one says that it did. Thread safe.
/// </summary>
internal sealed class UntoldResults
{
    private readonly Lock _lock = new();
    private readonly Queue<(long SentMs, CommandResult Result)> _sent = new();

    public IReadOnlyList<CommandResult> Left
    {
        get
        {
            lock (_lock) return [.. _sent.Select(sent => sent.Result)];
        }
    }

    public void Sent(CommandResult result, long nowMs)
    {
        lock (_lock) _sent.Enqueue((nowMs, result));
    }

    /// <param name="probeSentMs">When the probe left that is answered now.</param>
    /// <returns>The commands whose results have arrived.</returns>
    public IReadOnlyCollection<string> Answered(long probeSentMs)
    {
        List<string> arrived = [];
        lock (_lock)
        {
            while (_sent.TryPeek(out var oldest) && oldest.SentMs < probeSentMs) arrived.Add(_sent.Dequeue().Result.CommandId);
        }
        return arrived;
    }
}
