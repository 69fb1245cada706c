using Tongtang.EdgeAgent.Rules;
using Tongtang.EdgeAgent.Scenes;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>All that a room has and does by itself; one unit, since scenes name devices and rules name scenes.</summary>
internal sealed record Equipment
{
    public IReadOnlyList<DeviceOptions> Devices { get; init; } = [];

    public IReadOnlyList<SceneOptions> Scenes { get; init; } = [];

    public IReadOnlyList<RuleOptions> Rules { get; init; } = [];
}

/// <summary>Equipment that cannot be: one sentence each, saying where, what and what is allowed.</summary>
internal sealed class EquipmentException(IReadOnlyList<string> problems) : Exception(string.Join(' ', problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
