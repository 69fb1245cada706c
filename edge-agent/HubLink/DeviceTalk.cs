using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>What the hub has asked about devices on one link and has not been told yet. Thread safe.</summary>
/// <param name="welcome">What it knows already.</param>
internal sealed class DeviceTalk(Welcome welcome)
{
    private const int Waiting = 64;
    private readonly Channel<string> _descriptions = Channel.CreateBounded<string>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, DateTimeOffset> _watched = new();
    private DesiredConfiguration? _desired;
    private int _choices;

    public ChangeSignal Changed { get; } = new();

    /// <summary>Names the states that the hub has.</summary>
    public string StatesHash { get; } = welcome.DevicesHash;

    /// <summary>Names the equipment that the hub has.</summary>
    public string ConfigurationHash { get; } = welcome.ConfigurationHash;

    public void Ask(DescriptionRequest request)
    {
        foreach (var hash in request.Hashes.Take(32)) _descriptions.Writer.TryWrite(hash);
        Changed.Raise();
    }

    public void AskChoices()
    {
        Interlocked.Exchange(ref _choices, 1);
        Changed.Raise();
    }

    /// <summary>The newest wins.</summary>
    public void Want(DesiredConfiguration desired)
    {
        Interlocked.Exchange(ref _desired, desired);
        Changed.Raise();
    }

    /// <param name="trace">Null: there is no such device.</param>
    public void Watch(WatchWire request, WireTrace? trace, DateTimeOffset now)
    {
        var seconds = Math.Min(request.Seconds, 600);
        if (seconds == 0 || trace is null) _watched.TryRemove(request.Device, out _);
        else if (_watched.Count < 8 || _watched.ContainsKey(request.Device)) _watched[request.Device] = now + TimeSpan.FromSeconds(seconds);
        if (seconds == 0) trace?.SwitchOff();
        else trace?.SwitchOn(TimeSpan.FromSeconds(seconds));
        Changed.Raise();
    }

    public bool TryTakeDescription(out string hash) => _descriptions.Reader.TryRead(out hash!);

    /// <summary>Whether the hub has asked since what can be added to the room.</summary>
    public bool TakeChoices() => Interlocked.Exchange(ref _choices, 0) != 0;

    public DesiredConfiguration? TakeDesired() => Interlocked.Exchange(ref _desired, null);

    /// <summary>The devices whose wires are watched now.</summary>
    public IReadOnlyList<string> Watched(DateTimeOffset now)
    {
        foreach (var (device, until) in _watched)
        {
            if (until <= now) _watched.TryRemove(device, out _);
        }

        return [.. _watched.Keys];
    }
}
