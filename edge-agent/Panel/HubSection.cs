using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>How the box stands with its hub, for <see cref="StatusReader"/>.</summary>
internal sealed class HubSection(HubIdentity identity, LinkBoard link, HubClock clock)
{
    public IReadOnlyList<ChangeSignal> Changes => [link.Changed];

    /// <summary>Null until the box is enrolled.</summary>
    public Enrolled? Enrolled => identity.Current?.Enrolled;

    public LinkStatus Link => link.Current;

    public long? ClockOffsetMs => clock.Offset is { } offset ? (long)offset.TotalMilliseconds : null;

    public static HubView View(LinkStatus state) => new(StateOf(state.Phase), state.Since, state.Problem);

    private static HubState StateOf(LinkPhase phase) => phase switch
    {
        LinkPhase.Unenrolled => HubState.Unenrolled,
        LinkPhase.Online => HubState.Online,
        _ => HubState.Offline,
    };
}
