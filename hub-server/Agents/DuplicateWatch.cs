using System.Collections.Concurrent;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Tells a copied certificate from a reboot. A machine that reboots comes with a new boot id and never again with the one
/// before, however long its old connection seems open; two machines take the link from each other in turn. So: boot A
/// answers, then B, then A again, within <see cref="Window"/>. Answers are time probes, which a box sends only after it
/// has got our Welcome: nothing that lay in a buffer counts. One small entry for each agent.
/// </summary>
internal sealed partial class DuplicateWatch(AgentRegistry registry, EventHub events, TimeProvider time, ILogger<DuplicateWatch> logger)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Turns> _agents = new(StringComparer.Ordinal);

    /// <summary>A time probe came over this link. If that proves that two machines use the certificate, both are refused from now on.</summary>
    public async ValueTask HeardAsync(LinkSession session, CancellationToken cancellationToken)
    {
        var agent = session.Agent;
        if (!AreTwo(agent.AgentId, session.BootId)) return;
        LogDuplicated(agent.AgentId, agent.RoomId);
        await registry.QuarantineAsync(agent, cancellationToken);
        events.Changed(FleetFeature.RoomEvent, agent.RoomId);
    }

    private bool AreTwo(string agentId, string bootId)
    {
        if (bootId.Length == 0) return false;
        var now = time.GetTimestamp();
        var after = _agents.AddOrUpdate(agentId, _ => new Turns(new Turn(bootId, now), Before: null, Returned: false), (_, turns) => Next(turns, bootId, now));
        return after.Returned;
    }

    private Turns Next(Turns turns, string bootId, long now)
    {
        var turn = new Turn(bootId, now);
        if (turns.Now.BootId == bootId) return turns with { Now = turn, Returned = false };
        var returned = turns.Before is { } before && before.BootId == bootId && time.GetElapsedTime(before.At, now) <= Window;
        return new Turns(turn, turns.Now, returned);
    }

    [LoggerMessage(EventId = 2013, Level = LogLevel.Warning, Message = "Two machines are alive as agent {AgentId} of room {RoomId}; both are refused until a new join code is used")]
    private partial void LogDuplicated(string agentId, string roomId);

    private readonly record struct Turn(string BootId, long At);

    private sealed record Turns(Turn Now, Turn? Before, bool Returned);
}
