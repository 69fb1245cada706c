namespace Tongtang.DeviceDrivers.Transport.Serial;

/// <summary>A serial port: RS-232, RS-485, or a USB adapter.</summary>
public static class SerialLink
{
    /// <exception cref="DeviceException">
    /// <see cref="DeviceProblems.PortMissing"/>, <see cref="DeviceProblems.PortDenied"/>, <see cref="DeviceProblems.PortBusy"/>, or
    /// <see cref="DeviceProblems.SettingInvalid"/> for a speed or form that the port cannot do.
    /// </exception>
    public static ILink Open(DeviceConnection connection)
    {
        ILink link = OperatingSystem.IsWindows() ? WindowsSerialLink.Open(connection) : LinuxSerialLink.Open(connection);
        return connection.Echo ? new EchoDiscardingLink(link) : link;
    }
}
