namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// A device cannot be reached or does not speak its protocol. It ends the driver's session; the device's supervisor opens
/// another one later. A device that says no is not an exception but a <see cref="CommandResult"/>.
/// </summary>
/// <param name="code">One of <see cref="DeviceProblems"/>: stable, for programs and for pages to translate.</param>
/// <param name="message">English, for logs, without any secret.</param>
public class DeviceException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}

/// <summary>The device let the time for an answer pass. A driver may ask again, where asking twice does no harm.</summary>
public sealed class NoAnswerException(string message) : DeviceException(DeviceProblems.NoAnswer, message);

/// <summary>The stable codes of what may be wrong with a device.</summary>
public static class DeviceProblems
{
    /// <summary>Nothing listens at the address, or nothing is there.</summary>
    public const string Unreachable = "device_unreachable";

    /// <summary>The connection broke, or the device ended it.</summary>
    public const string LinkLost = "device_link_lost";

    public const string NoAnswer = "device_no_answer";

    /// <summary>The password or PIN is wrong or missing. Trying again at once does no good and may lock the device.</summary>
    public const string Denied = "device_denied";

    /// <summary>What came back is not the protocol that the driver speaks.</summary>
    public const string Garbled = "device_garbled";

    /// <summary>It answers, and says that it is another kind of device.</summary>
    public const string Unexpected = "device_unexpected";

    /// <summary>Serial ports and Linux files: there is none of that name.</summary>
    public const string PortMissing = "port_missing";

    /// <summary>The box may not open it.</summary>
    public const string PortDenied = "port_denied";

    /// <summary>Another program or another device has it open.</summary>
    public const string PortBusy = "port_busy";

    /// <summary>A setting is impossible; the message says which one and what is allowed.</summary>
    public const string SettingInvalid = "setting_invalid";

    /// <summary>A library that the driver needs is not installed on the box; the message names its package.</summary>
    public const string LibraryMissing = "library_missing";

    /// <summary>A fault of the driver itself; the log has its stack.</summary>
    public const string DriverFault = "driver_fault";
}
