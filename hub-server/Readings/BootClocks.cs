using System.Collections.Concurrent;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// When the present boot of each connected box began, by the hub's clock, as its Hello says; right to the delay of one
/// message. One entry per box.
/// </summary>
internal sealed class BootClocks(ReadingsLine line, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string BootId, long StartedAtMs)> _boots = new(StringComparer.Ordinal);

    /// <summary>A box said Hello. What came from this boot without a time is placed soon.</summary>
    public void Hear(string agentId, string bootId, long monotonicMs)
    {
        if (bootId.Length == 0 || BootTime.StartOf(time.GetUtcNow().ToUnixTimeMilliseconds(), monotonicMs) is not { } startedAtMs) return;
        _boots.AddOrUpdate(agentId, _ => (bootId, startedAtMs), (_, before) => before.BootId == bootId ? before : (bootId, startedAtMs));
        line.Enter(new BackgroundPiece(store => store.Learn(agentId, bootId)));
    }

    public long? StartOf(string agentId, string bootId) =>
        _boots.TryGetValue(agentId, out var boot) && boot.BootId == bootId ? boot.StartedAtMs : null;
}
