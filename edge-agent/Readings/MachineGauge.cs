using System.Globalization;
using System.Runtime.InteropServices;

namespace Tongtang.EdgeAgent.Readings;

/// <summary>What the machine says of itself. Null where it does not.</summary>
internal sealed partial class MachineGauge
{
    private (ulong Busy, ulong All)? _before;

    /// <summary>Of all processors together since the last look, 0 to 100.</summary>
    public double? CpuPercent()
    {
        var now = OperatingSystem.IsWindows() ? WindowsTimes() : OperatingSystem.IsLinux() ? LinuxTimes(File.ReadLines("/proc/stat").First()) : null;
        var before = _before;
        _before = now;
        return now is { } n && before is { } b && n.All > b.All && n.Busy >= b.Busy ? 100.0 * (n.Busy - b.Busy) / (n.All - b.All) : null;
    }

    /// <summary>The hottest of the processor's sensors, or of the machine's zones where the processor has none of its own.</summary>
    /// <param name="root">The kernel's folder, <c>/sys/class</c>.</param>
    public static double? TemperatureCelsius(string root) =>
        Hottest(Path.Combine(root, "hwmon"), "hwmon*", folder => ReadText(Path.Combine(folder, "name")) is "coretemp" or "k10temp" or "zenpower" or "cpu_thermal", "temp*_input")
        ?? Hottest(Path.Combine(root, "thermal"), "thermal_zone*", _ => true, "temp");

    /// <summary>The first line of <c>/proc/stat</c>: user nice system idle iowait irq softirq steal (proc(5)).</summary>
    internal static (ulong Busy, ulong All)? LinuxTimes(string line)
    {
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(text => ulong.Parse(text, CultureInfo.InvariantCulture)).ToList();
        if (ticks.Count < 5) return null;
        var all = ticks.Aggregate(0ul, (sum, t) => sum + t);
        return (all - ticks[3] - ticks[4], all);
    }

    private static double? Hottest(string folder, string parts, Predicate<string> counts, string sensors)
    {
        if (!Directory.Exists(folder)) return null;
        var found = Directory.EnumerateDirectories(folder, parts).Where(part => counts(part)).SelectMany(part => Directory.EnumerateFiles(part, sensors))
            .Select(ReadText).Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var thousandths) ? thousandths / 1000.0 : double.NaN)
            // A sensor that is not there answers with nonsense.
            .Where(celsius => celsius is > 0 and < 150).ToList();
        return found.Count == 0 ? null : found.Max();
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Some drivers list sensors that cannot be read.
            return null;
        }
    }

    /// <summary>GetSystemTimes: the kernel's time contains the idle one.</summary>
    private static (ulong Busy, ulong All)? WindowsTimes() =>
        GetSystemTimes(out var idle, out var kernel, out var user) ? (kernel + user - idle, kernel + user) : null;

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out ulong idle, out ulong kernel, out ulong user);
}
