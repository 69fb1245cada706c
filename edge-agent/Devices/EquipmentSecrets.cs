using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>Passwords of devices never leave the box: pages and hub get dots, and dots that come back mean what is there. Pure.</summary>
internal static class EquipmentSecrets
{
    public const string Dots = "••••";

    public static Equipment Hide(Equipment equipment, DriverCatalog catalog) =>
        equipment with { Devices = [.. equipment.Devices.Select(device => Hide(device, catalog.Find(device.Driver)))] };

    /// <summary>Puts back what <see cref="Hide"/> hid, of the device of the same id.</summary>
    public static Equipment Restore(Equipment wanted, Equipment current) =>
        wanted with { Devices = [.. wanted.Devices.Select(device => Restore(device, current.Devices.FirstOrDefault(c => c.Id == device.Id && c.Driver == device.Driver)))] };

    private static DeviceOptions Hide(DeviceOptions device, DriverManifest? driver) => device with
    {
        Settings = device.Settings.ToDictionary(
            setting => setting.Key,
            setting => setting.Value.ToString().Length > 0 && driver?.Settings.FirstOrDefault(f => f.Name == setting.Key) is not { Kind: not SettingKind.Secret } ? Dots : setting.Value),
    };

    private static DeviceOptions Restore(DeviceOptions device, DeviceOptions? known) => known is null ? device : device with
    {
        Settings = device.Settings.ToDictionary(
            setting => setting.Key,
            setting => setting.Value == Dots && known.Settings.TryGetValue(setting.Key, out var kept) ? kept : setting.Value),
    };
}
