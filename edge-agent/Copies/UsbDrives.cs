using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.EdgeAgent.Copies;

/// <param name="Id">The same as long as it stays plugged in.</param>
/// <param name="Label">For people: the volume's name or its folder's.</param>
/// <param name="LargestFile">In bytes; FAT32 takes no file of 4 GiB or more.</param>
internal sealed record UsbDrive(string Id, string Label, string Folder, long FreeBytes, long LargestFile);

/// <summary>The sticks that are plugged in, and the folders that the settings add.</summary>
internal sealed class UsbDrives(CopyOptions options)
{
    private const long FatLimit = uint.MaxValue;

    public IReadOnlyList<UsbDrive> List() =>
        [.. (OperatingSystem.IsWindows() ? WindowsFolders() : LinuxFolders()).Concat(options.Folders.Where(Directory.Exists)).Distinct(StringComparer.Ordinal).Select(Describe).OfType<UsbDrive>()];

    /// <summary>Mount points in /proc/mounts that lie on USB or removable disks and can be written. Pure but for the question.</summary>
    internal static IReadOnlyList<string> ParseMounts(string mounts, Func<string, bool> isRemovable) =>
        [.. mounts.Split('\n')
            .Select(line => line.Split(' '))
            .Where(f => f.Length >= 4 && f[0].StartsWith("/dev/", StringComparison.Ordinal) && !f[3].Split(',').Contains("ro", StringComparer.Ordinal) && isRemovable(Path.GetFileName(f[0])))
            .Select(f => Unescape(f[1]))];

    private static IEnumerable<string> LinuxFolders() => ParseMounts(File.ReadAllText("/proc/mounts"), IsRemovable);

    private static IEnumerable<string> WindowsFolders() =>
        DriveInfo.GetDrives().Where(d => d is { DriveType: DriveType.Removable, IsReady: true }).Select(d => d.RootDirectory.FullName);

    /// <summary>The kernel's path of a USB disk goes through a USB port; of a card reader, the disk says removable.</summary>
    private static bool IsRemovable(string device)
    {
        var link = new FileInfo($"/sys/class/block/{device}");
        if (link.ResolveLinkTarget(returnFinalTarget: true)?.FullName is not { } path) return false;
        if (path.Contains("/usb", StringComparison.Ordinal)) return true;
        return new[] { path, Path.GetDirectoryName(path)! }.Select(p => Path.Combine(p, "removable")).Any(p => File.Exists(p) && File.ReadAllText(p).Trim() == "1");
    }

    private static UsbDrive? Describe(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            var fat = drive.DriveFormat.Equals("vfat", StringComparison.OrdinalIgnoreCase) || drive.DriveFormat.Equals("msdos", StringComparison.OrdinalIgnoreCase) || drive.DriveFormat.Equals("FAT32", StringComparison.OrdinalIgnoreCase);
            var label = OperatingSystem.IsWindows() && drive.VolumeLabel.Length > 0 ? drive.VolumeLabel : Path.GetFileName(folder.TrimEnd('/', '\\')) is { Length: > 0 } name ? name : folder;
            return new UsbDrive(Id(folder), label, folder, drive.AvailableFreeSpace, fat ? FatLimit : long.MaxValue);
        }
        catch (IOException)
        {
            // Pulled out between the listing and the look.
            return null;
        }
    }

    private static string Id(string folder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 8));

    /// <summary>/proc/mounts writes blanks, tabs, newlines and backslashes as three octal digits.</summary>
    private static string Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                bytes.Add((byte)Convert.ToInt32(text.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString(CultureInfo.InvariantCulture)));
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
