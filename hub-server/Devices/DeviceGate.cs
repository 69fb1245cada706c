namespace Tongtang.HubServer.Devices;

/// <summary>Every command to a device passes here, one by one or in bulk: the device is there, can do it, and its school allows it.</summary>
internal sealed class DeviceGate(DeviceBoard board, DescriptionStore descriptions, LimitBook limits)
{
    public const string Unknown = "device_unknown";
    public const string NotDescribed = "device_not_described";

    /// <summary>Why it is not sent, or null.</summary>
    public async Task<CommandFault?> FaultAsync(string roomId, DeviceOrder order, CancellationToken cancellationToken)
    {
        if ((await board.OfAsync(roomId, cancellationToken))?.Find(order.Device) is not { } device) return new(Unknown, "The room has no such device.");
        if (await limits.IsForbiddenAsync(roomId, order.Capability, cancellationToken)) return new(LimitBook.Code, $"The school does not allow {order.Capability} from outside its rooms.");
        return await descriptions.FindAsync(device.Description, cancellationToken) is { } description
            ? CommandRules.Fault(description, order.Capability, order.Action, order.Arguments)
            : new(NotDescribed, "The box has not told yet what this device can do.");
    }
}
