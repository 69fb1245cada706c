using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>How long a device is left alone before it is tried again. Pure.</summary>
internal static class DeviceBackOff
{
    /// <summary>A device that comes back is seen within ten seconds; one that refuses us is asked once a minute, so that it does not lock us out.</summary>
    /// <param name="failures">In a row, this one included.</param>
    /// <param name="chance">0 to 1, so that the devices of one bus bar do not all come at once.</param>
    public static TimeSpan After(int failures, string code, double chance) => code switch
    {
        DeviceProblems.Denied or DeviceProblems.SettingInvalid => TimeSpan.FromSeconds(60),
        _ => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures - 1), 8) * (0.5 + chance / 2)),
    };
}
