using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>How often a device is asked how it is. Pure.</summary>
internal static class PollPace
{
    /// <summary>For so long after a command, and while it warms up or cools down, a device is asked every second.</summary>
    public static readonly TimeSpan Attentive = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_often = TimeSpan.FromSeconds(1);

    /// <param name="sinceCommand">Since the last command ended.</param>
    public static TimeSpan After(DriverManifest driver, DeviceSnapshot device, TimeSpan sinceCommand)
    {
        var power = device.Properties.TryGetValue("power", out var value) ? value.ToString() : "";
        var usual = TimeSpan.FromSeconds(device.Options.PollSeconds > 0 ? device.Options.PollSeconds : power is "off" or "standby" ? driver.PollSecondsOff : driver.PollSeconds);
        return usual > s_often && (power is "warming" or "cooling" || sinceCommand < Attentive) ? s_often : usual;
    }
}
