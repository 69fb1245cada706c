using System.Collections.Immutable;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>How every device of the room stands, and what just happened to it. Thread safe; nobody who tells it something waits.</summary>
internal sealed class DeviceBook
{
    private ImmutableSortedDictionary<string, DeviceSnapshot> _devices = ImmutableSortedDictionary<string, DeviceSnapshot>.Empty;

    /// <summary>Raised when <see cref="Devices"/> has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    public ImmutableSortedDictionary<string, DeviceSnapshot> Devices => Volatile.Read(ref _devices);

    /// <summary>Told every piece of news after the book has it, one after another for each device. What listens must not wait.</summary>
    public Action<string, DeviceNews>? Heard { get; set; }

    public DeviceSnapshot? Find(string id) => Devices.TryGetValue(id, out var device) ? device : null;

    public void Put(DeviceSnapshot device) => Change(devices => devices.SetItem(device.Options.Id, device));

    public void Remove(string id) => Change(devices => devices.Remove(id));

    public void Update(string id, Func<DeviceSnapshot, DeviceSnapshot> change) =>
        Change(devices => devices.TryGetValue(id, out var device) && change(device) is var changed && !ReferenceEquals(changed, device) ? devices.SetItem(id, changed) : devices);

    public void Hear(string id, DeviceNews news)
    {
        Update(id, device => device.With(news));
        Heard?.Invoke(id, news);
    }

    private void Change(Func<ImmutableSortedDictionary<string, DeviceSnapshot>, ImmutableSortedDictionary<string, DeviceSnapshot>> change)
    {
        if (ImmutableInterlocked.Update(ref _devices, change)) Changed.Raise();
    }
}
