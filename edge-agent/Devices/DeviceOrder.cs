using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>A command on its way to a device.</summary>
/// <param name="Answer">Gets what became of it.</param>
internal sealed record DeviceOrder(DeviceCommand Command, TaskCompletionSource<CommandResult> Answer)
{
    public static DeviceOrder Of(DeviceCommand command) => new(command, new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously));
}
