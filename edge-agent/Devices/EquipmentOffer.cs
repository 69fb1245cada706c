using System.Text.Json;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport.Serial;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>What can be added to the room: the drivers that the box has, its serial ports, the files that settings can name.</summary>
internal sealed class EquipmentOffer(DriverCatalog catalog, DeviceWorkshop workshop)
{
    public IReadOnlyList<DriverManifest> Drivers => [.. catalog.Manifests];

    public IReadOnlyList<PortChoice> Ports => [.. SerialPorts.List().Select(port => new PortChoice(port.Path, port.Name))];

    /// <summary>Null: there is no such driver.</summary>
    public IReadOnlyList<string>? FilesOf(string driver) => catalog.FilesOf(driver, workshop.FilesFolder);

    public EquipmentChoices Make()
    {
        var files = Drivers.Where(driver => driver.Settings.Any(setting => setting.Kind == SettingKind.File)).ToDictionary(driver => driver.Id, driver => FilesOf(driver.Id));
        return new EquipmentChoices { Json = JsonSerializer.Serialize(new { Drivers, Ports, Files = files }, EquipmentStore.Json) };
    }
}

/// <param name="Path">As a connection names it.</param>
/// <param name="Name">For people.</param>
internal sealed record PortChoice(string Path, string Name);
