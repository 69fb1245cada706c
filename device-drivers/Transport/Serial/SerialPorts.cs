using System.Runtime.InteropServices;

namespace Tongtang.DeviceDrivers.Transport.Serial;

/// <summary>The serial ports of this machine, for an installer to choose from.</summary>
public static partial class SerialPorts
{
    /// <summary>Linux: by-id, which stays the same whatever was plugged in first; else by-path, which stays with the socket; else the kernel's name.</summary>
    /// <param name="root">For tests; else "/".</param>
    public static IReadOnlyList<SerialPort> List(string root = "/") => OperatingSystem.IsWindows() ? ListWindows() : ListLinux(root);

    private static List<SerialPort> ListLinux(string root)
    {
        // Adapters without a serial number (CH340) share one by-id name: the last to be plugged in has it, the others have only by-path.
        var byId = Links(Path.Combine(root, "dev/serial/by-id"));
        var byPath = Links(Path.Combine(root, "dev/serial/by-path"));
        var terminals = Path.Combine(root, "sys/class/tty");
        if (!Directory.Exists(terminals)) return [];
        return [.. Directory.EnumerateFileSystemEntries(terminals).Where(IsPort).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal).Select(name =>
        {
            var device = Path.Combine(root, "dev", name);
            var stable = byId.GetValueOrDefault(name) ?? byPath.GetValueOrDefault(name);
            return new SerialPort(stable ?? device, device, stable is null ? name : Path.GetFileName(stable));
        })];
    }

    /// <summary>It hangs on hardware (or a driver of one), and is not one of the 8250 driver's empty places.</summary>
    private static bool IsPort(string entry)
    {
        if (!Path.Exists(Path.Combine(entry, "device"))) return false;
        var type = Path.Combine(entry, "type");
        return !File.Exists(type) || File.ReadAllText(type).Trim() != "0";
    }

    private static Dictionary<string, string> Links(string folder) => !Directory.Exists(folder)
        ? []
        : new DirectoryInfo(folder).EnumerateFiles().Where(file => file.LinkTarget is not null).OrderBy(file => file.Name, StringComparer.Ordinal)
            .GroupBy(file => Path.GetFileName(file.LinkTarget!)).ToDictionary(group => group.Key, group => group.First().FullName);

    private static List<SerialPort> ListWindows()
    {
        var names = new char[65536];
        var length = QueryDosDevice(null, names, names.Length);
        return [.. new string(names, 0, (int)length).Split('\0').Where(name => name.StartsWith("COM", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), out _))
            .OrderBy(name => int.Parse(name.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture)).Select(name => new SerialPort(name, name, name))];
    }

    [LibraryImport("kernel32.dll", EntryPoint = "QueryDosDeviceW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial uint QueryDosDevice(string? device, [Out] char[] target, int length);
}

/// <param name="Path">What a device's connection should name.</param>
/// <param name="Device">What the kernel calls it now, e.g. /dev/ttyUSB0.</param>
/// <param name="Name">For people, e.g. usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0.</param>
public sealed record SerialPort(string Path, string Device, string Name);
