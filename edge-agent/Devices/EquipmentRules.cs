using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Rules;
using Tongtang.EdgeAgent.Scenes;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>What a room's equipment must keep to. Pure.</summary>
internal static partial class EquipmentRules
{
    public const int MostDevices = 64;
    public const int MostScenes = 64;
    public const int MostRules = 128;

    /// <summary>One sentence for each fault, with its place; empty when there is none.</summary>
    public static IReadOnlyList<string> Problems(Equipment equipment, DriverCatalog catalog) =>
    [
        .. TooMany("devices", equipment.Devices.Count, MostDevices),
        .. TooMany("scenes", equipment.Scenes.Count, MostScenes),
        .. TooMany("rules", equipment.Rules.Count, MostRules),
        .. equipment.Devices.SelectMany((device, i) => DeviceProblems(device, catalog).Select(problem => $"devices[{i}] \"{device.Id}\": {problem}.")),
        .. Twice("devices", equipment.Devices.Select(device => device.Id)),
        .. SharedPorts(equipment.Devices, catalog),
        .. SceneRules.Problems(equipment),
        .. RuleChecks.Problems(equipment),
    ];

    public static IEnumerable<string> Twice(string list, IEnumerable<string> ids) =>
        ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => $"{list}: \"{group.Key}\" is there {group.Count()} times; ids are unique.");

    private static IEnumerable<string> TooMany(string list, int count, int most) => count > most ? [$"{list}: there are {count}; allowed: at most {most}."] : [];

    private static IEnumerable<string> DeviceProblems(DeviceOptions device, DriverCatalog catalog)
    {
        if (!DeviceId().IsMatch(device.Id) || device.Id == "agent") yield return "id: allowed are a-z, 0-9 and . _ -, 1 to 64 characters, and not \"agent\"";
        if (device.Name.Trim().Length is 0 or > 64 || device.Name.Any(char.IsControl)) yield return $"name is \"{device.Name}\"; allowed: 1 to 64 characters";
        if (device.PollSeconds != 0 && device.PollSeconds is < 0.1 or > 3600) yield return $"pollSeconds is {device.PollSeconds}; allowed: 0 (as the driver says), 0.1 to 3600";
        if (catalog.Find(device.Driver) is not { } driver)
        {
            yield return $"driver is \"{device.Driver}\"; allowed: {string.Join(", ", catalog.Manifests.Select(m => m.Id))}";
            yield break;
        }

        if (driver.Connections.All(connection => connection.Kind != device.Connection.Kind))
            yield return $"connection.kind is \"{Lower(device.Connection.Kind)}\"; {driver.Id} allows: {string.Join(", ", driver.Connections.Select(c => Lower(c.Kind)).Distinct())}";
        foreach (var problem in device.Connection.Problems()) yield return $"connection.{problem}";
        foreach (var problem in DriverSettings.Problems(driver.Settings, device.Settings)) yield return problem;
    }

    private static IEnumerable<string> SharedPorts(IReadOnlyList<DeviceOptions> devices, DriverCatalog catalog) =>
        devices.Where(device => device.Enabled && device.Connection.Place.Length > 0)
            .GroupBy(device => device.Connection.Place)
            .Where(group => group.Count() > 1 && !group.All(device => catalog.Find(device.Driver)?.SharesPort ?? true))
            .Select(group => $"devices: {string.Join(" and ", group.Select(device => $"\"{device.Id}\""))} are on one port, {group.First().Connection.Path}; only devices of a bus may share one.");

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DeviceId();
}
