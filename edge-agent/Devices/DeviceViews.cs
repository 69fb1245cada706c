using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <param name="Code">Stable, e.g. "device_unreachable".</param>
/// <param name="Message">English, without any secret.</param>
internal sealed record DeviceProblemView(string Code, string Message);

/// <summary>A device with all that pages draw.</summary>
internal sealed record DeviceView(
    string Id,
    string Name,
    string Driver,
    DeviceHealth State,
    DateTimeOffset Since,
    DeviceProblemView? Problem,
    IReadOnlyDictionary<string, DeviceValue> Properties,
    IReadOnlyDictionary<string, double> Readings,
    IReadOnlyDictionary<string, string> Identity,
    IReadOnlyList<Capability> Capabilities)
{
    public static DeviceView Of(DeviceSnapshot device) => new(
        device.Options.Id,
        device.Options.Name,
        device.Options.Driver,
        device.Health,
        device.Since,
        ProblemOf(device),
        device.Properties,
        device.Readings,
        device.Identity,
        device.Capabilities);

    public static DeviceProblemView? ProblemOf(DeviceSnapshot device) => device.ProblemCode.Length == 0 ? null : new(device.ProblemCode, device.Problem);
}

/// <summary>The same in the box's status: no capabilities, no identity.</summary>
internal sealed record DeviceStatusView(string Id, string Name, string Driver, DeviceHealth State, DeviceProblemView? Problem, IReadOnlyDictionary<string, DeviceValue> Properties, IReadOnlyDictionary<string, double> Readings)
{
    public static DeviceStatusView Of(DeviceSnapshot device) =>
        new(device.Options.Id, device.Options.Name, device.Options.Driver, device.Health, DeviceView.ProblemOf(device), device.Properties, device.Readings);
}

internal sealed record CommandBody(string Capability, string Action, IReadOnlyDictionary<string, DeviceValue>? Arguments = null);

internal sealed record CommandResultView(CommandOutcome Outcome, string Code, string Message)
{
    public static CommandResultView Of(CommandResult result) => new(result.Outcome, result.Code, result.Message);
}

internal sealed record PastCommandView(long Number, DateTimeOffset At, string Device, string Capability, string Action, IReadOnlyDictionary<string, DeviceValue> Arguments, string RequestedBy, CommandOutcome Outcome, string Code, string Message)
{
    public static PastCommandView Of(PastCommand past) =>
        new(past.Number, past.At, past.Device, past.Command.Capability, past.Command.Action, past.Command.Arguments, past.RequestedBy, past.Result.Outcome, past.Result.Code, past.Result.Message);
}
