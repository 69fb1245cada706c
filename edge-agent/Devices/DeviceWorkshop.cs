using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>What the loops of all devices share.</summary>
internal sealed record DeviceWorkshop(DriverCatalog Catalog, Connections Connections, DeviceBook Book, string FilesFolder, TimeProvider Time, ILogger<DeviceWorkshop> Logger);
