namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// The files that settings of <see cref="SettingKind.File"/> name: those of the box first, so that an installer can mend
/// one without a new version, then those in the folder <c>files</c> beside the driver, which are part of the assembly.
/// </summary>
public static class DriverFiles
{
    // Register maps and command tables have a few kilobytes.
    private const int MaxBytes = 1 << 20;

    /// <summary>What can be named, in alphabetical order.</summary>
    /// <param name="driver">A class in the driver's folder.</param>
    /// <param name="boxFolder">See <see cref="DriverContext.FilesFolder"/>.</param>
    public static IReadOnlyList<string> Names(Type driver, string boxFolder)
    {
        var prefix = Prefix(driver);
        var own = Resources(driver).Select(pair => pair.Path).Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Select(path => path[prefix.Length..]);
        var boxes = boxFolder.Length > 0 && Directory.Exists(boxFolder) ? Directory.EnumerateFiles(boxFolder).Select(file => Path.GetFileName(file)) : [];
        return [.. own.Concat(boxes).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <exception cref="DeviceException"><see cref="DeviceProblems.SettingInvalid"/>: there is none of this name, or it is too large.</exception>
    public static byte[] Read(Type driver, string boxFolder, string name)
    {
        if (name.Length == 0 || Path.GetFileName(name) != name) throw new DeviceException(DeviceProblems.SettingInvalid, $"file is \"{name}\"; allowed: the name of a file, without a folder");
        var file = boxFolder.Length > 0 ? new FileInfo(Path.Combine(boxFolder, name)) : null;
        if (file is { Exists: true }) return file.Length <= MaxBytes ? File.ReadAllBytes(file.FullName) : throw new DeviceException(DeviceProblems.SettingInvalid, $"{name} has {file.Length} bytes; allowed: at most {MaxBytes}");
        var found = Resources(driver).FirstOrDefault(pair => pair.Path == Prefix(driver) + name).Resource;
        if (found is null) throw new DeviceException(DeviceProblems.SettingInvalid, $"file \"{name}\" is not there; there are: {string.Join(", ", Names(driver, boxFolder))}");
        using var stream = driver.Assembly.GetManifestResourceStream(found)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static IEnumerable<(string Resource, string Path)> Resources(Type driver) => driver.Assembly.GetManifestResourceNames().Select(name => (name, name.Replace('\\', '/')));

    /// <summary>A folder's namespace ends with its name.</summary>
    private static string Prefix(Type driver) => driver.Namespace!.Split('.')[^1] + "/files/";
}
