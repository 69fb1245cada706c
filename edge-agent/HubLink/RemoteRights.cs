using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>What the school lets the hub do here. Until a hub says otherwise nothing is forbidden; what was said holds until it says more.</summary>
internal sealed class RemoteRights
{
    public const string Pictures = "camera_picture";

    private volatile HashSet<string> _forbidden = [];

    public bool Allows(string capability) => !_forbidden.Contains(capability);

    /// <param name="limits">Null: nothing is forbidden.</param>
    public void Take(RemoteLimits? limits) => _forbidden = [.. limits?.ForbiddenCapabilities ?? []];
}
