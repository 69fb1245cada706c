namespace Tongtang.DeviceDrivers.LinuxSensors;

/// <summary>
/// Where the kernel has a sensor now. Its number changes with every start, so a sensor is named: "scd4x", "iio/scd4x",
/// "hwmon/sht4x", with "#" and its label or the end of its device tree node when there are several: "sht4x#window".
/// </summary>
internal static class SensorFolders
{
    /// <param name="path">A folder, or a name.</param>
    /// <param name="root">"/sys".</param>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.PortMissing"/>, or <see cref="DeviceProblems.SettingInvalid"/> when there are several.</exception>
    public static string Find(string path, string root)
    {
        if (Path.IsPathRooted(path)) return File.Exists(Path.Combine(path, "name")) ? path : throw new DeviceException(DeviceProblems.PortMissing, $"{path}: there is no sensor");
        var (kind, name) = path.Split('/', 2) is [var first, var second] ? (first, second) : ("", path);
        var label = name.Split('#', 2) is [_, var after] ? after : "";
        if (label.Length > 0) name = name[..name.IndexOf('#', StringComparison.Ordinal)];
        var all = new[] { ("hwmon", "class/hwmon"), ("iio", "bus/iio/devices") }.Where(place => kind.Length == 0 || kind == place.Item1)
            .Select(place => Path.Combine(root, place.Item2)).Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries)
            .Where(folder => Said(folder, "name") is not null).Order(StringComparer.Ordinal).ToList();
        var found = all.Where(folder => Said(folder, "name") == name && (label.Length == 0 || Said(folder, "label") == label || Node(folder) == label)).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new DeviceException(DeviceProblems.PortMissing, $"there is no sensor \"{path}\"; there are: {(all.Count == 0 ? "none" : string.Join(", ", all.Select(folder => Said(folder, "name")).Distinct()))}"),
            _ => throw new DeviceException(DeviceProblems.SettingInvalid, $"path is \"{path}\"; there are {found.Count} of them: add # and one of {string.Join(", ", found.Select(folder => Said(folder, "label") ?? Node(folder) ?? folder))}"),
        };
    }

    private static string? Said(string folder, string file) => File.Exists(Path.Combine(folder, file)) ? File.ReadAllText(Path.Combine(folder, file)).Trim() : null;

    private static string? Node(string folder) =>
        new[] { "of_node", "device/of_node" }.Select(link => new FileInfo(Path.Combine(folder, link)).LinkTarget).FirstOrDefault(target => target is not null) is { } node ? Path.GetFileName(node) : null;
}
