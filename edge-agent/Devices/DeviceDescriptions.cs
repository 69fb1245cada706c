using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>The descriptions that the hub may ask for, by hash; made once for each list of capabilities.</summary>
internal sealed class DeviceDescriptions(DriverCatalog catalog)
{
    /// <summary>A device that describes itself anew all the time must not fill the memory.</summary>
    private const int Most = 256;

    private readonly ConditionalWeakTable<IReadOnlyList<Capability>, DeviceDescription> _made = [];
    private readonly ConcurrentDictionary<string, DeviceDescription> _byHash = new();

    public string HashOf(DeviceSnapshot device)
    {
        var made = _made.GetValue(device.Capabilities, capabilities => DeviceMessages.Describe(catalog.Find(device.Options.Driver)!, capabilities));
        if (_byHash.Count >= Most && !_byHash.ContainsKey(made.Hash)) _byHash.Clear();
        _byHash[made.Hash] = made;
        return made.Hash;
    }

    public DeviceDescription? Find(string hash) => _byHash.GetValueOrDefault(hash);
}
