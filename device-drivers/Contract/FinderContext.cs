using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>All that a search knows of the world.</summary>
public sealed record FinderContext
{
    public required TimeProvider Time { get; init; }

    /// <summary>What opens links.</summary>
    public required Connections Connections { get; init; }

    /// <summary>How long answers are collected. PJLink asks for 30 s, since projectors answer after up to 10.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The networks to search.</summary>
    public IReadOnlyList<LocalNetwork> Networks { get; init; } = LocalNetwork.All();

    /// <summary>Serial ports that may be searched: those that no configured device has.</summary>
    public IReadOnlyList<string> SerialPorts { get; init; } = [];
}

/// <summary>A network that the box is in.</summary>
/// <param name="Address">The box's own.</param>
/// <param name="Broadcast">Where everybody in it hears.</param>
public sealed record LocalNetwork(IPAddress Address, IPAddress Broadcast)
{
    /// <summary>Every IPv4 network that is up, without the loopback.</summary>
    public static IReadOnlyList<LocalNetwork> All() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => Of(address.Address, address.IPv4Mask)),
    ];

    /// <param name="mask">E.g. 255.255.255.0.</param>
    public static LocalNetwork Of(IPAddress address, IPAddress mask)
    {
        var bytes = address.GetAddressBytes();
        var masked = mask.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++) bytes[i] |= (byte)~masked[i];
        return new(address, new IPAddress(bytes));
    }
}
