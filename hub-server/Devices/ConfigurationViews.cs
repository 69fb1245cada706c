using System.Text.Json.Nodes;

namespace Tongtang.HubServer.Devices;

/// <summary>How what the hub wants and what the box has stand to each other.</summary>
internal enum ConfigurationState
{
    /// <summary>The hub wants nothing; the box has what was set up there.</summary>
    None,

    /// <summary>The box has not looked at it yet.</summary>
    Pending,

    /// <summary>The box does not take it, see Problems, and keeps the last good one.</summary>
    Refused,

    /// <summary>The box has it.</summary>
    InStep,

    /// <summary>The box took it, and then somebody changed it there.</summary>
    ChangedOnBox,
}

/// <summary>The answer of <c>GET /api/v1/rooms/{id}/device-configuration</c>. Secrets read "••••".</summary>
/// <param name="Version">Of Configuration; 0: the hub wants nothing.</param>
/// <param name="Configuration">Devices, scenes and rules as the hub wants them; null when it wants nothing.</param>
/// <param name="Problems">Why the box did not take it, one sentence each.</param>
/// <param name="Actual">What the box has; null until it has said so.</param>
internal sealed record DeviceConfiguration(
    ConfigurationState State,
    long Version,
    JsonNode? Configuration,
    string? SavedBy,
    DateTimeOffset? SavedAt,
    long ReportedVersion,
    IReadOnlyList<string> Problems,
    JsonNode? Actual,
    DateTimeOffset? ReportedAt);

/// <summary>Body of <c>PUT /api/v1/rooms/{id}/device-configuration</c>.</summary>
/// <param name="Version">The version that it was made from; 0 when there was none.</param>
/// <param name="Configuration">An object of devices, scenes and rules; "••••" keeps a secret.</param>
internal sealed record SaveConfiguration(long Version, JsonNode Configuration);
