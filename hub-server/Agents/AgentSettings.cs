namespace Tongtang.HubServer.Agents;

/// <summary>The section <c>Agents</c>.</summary>
internal sealed record AgentSettings
{
    /// <summary>Where classroom boxes connect; the same address as the pages' shares their port.</summary>
    public Uri Listen { get; init; } = new("https://127.0.0.1:8701");
}
