using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>Sequences that never come, in order; neighbours with the same reason are one. Pure.</summary>
internal sealed class GapList
{
    private readonly List<DeclaredGap> _gaps = [];

    public IReadOnlyList<DeclaredGap> Gaps => _gaps;

    /// <summary>Nothing when <paramref name="last"/> lies before <paramref name="first"/>.</summary>
    public void Add(long first, long last, string reason)
    {
        if (last < first) return;
        if (_gaps is [.., var before] && before.LastSequence + 1 == (ulong)first && before.Reason == reason) before.LastSequence = (ulong)last;
        else _gaps.Add(new DeclaredGap { FirstSequence = (ulong)first, LastSequence = (ulong)last, Reason = reason });
    }
}
