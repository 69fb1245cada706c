using System.Net;
using System.Net.Sockets;
using System.Text;
using Tongtang.DeviceDrivers.PjLink;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.PjLink;

public sealed class PjLinkFinderTests
{
    [Theory]
    [InlineData("00:25:9c:AA:0f:01")]
    [InlineData("00259caa0f01")]
    public async Task Find_AProjectorAnswers_ItIsToldWithItsAddress(string mac)
    {
        await using var pumped = new PumpedTime();
        await using var projector = SimulatorHost.Start(new PjLinkBeacon(mac, pumped.Time), ConnectionKind.Udp);
        var found = await FindAsync(pumped.Time, projector.Connection.Port, listenPort: 0);
        var device = Assert.Single(found);
        Assert.Equal("00:25:9c:aa:0f:01", device.Key);
        Assert.Equal("pjlink", device.Driver);
        Assert.Equal(new DeviceConnection { Kind = ConnectionKind.Tcp, Host = "127.0.0.1", Port = 4352 }, device.Connection);
    }

    [Fact]
    public async Task Find_NobodyAnswers_EndsInTime()
    {
        await using var pumped = new PumpedTime();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Empty(await FindAsync(pumped.Time, ((IPEndPoint)silent.LocalEndPoint!).Port, listenPort: 0));
    }

    [Fact]
    public async Task Find_AnotherProgramListens_SaysSo()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Any, 0));
        var error = await Assert.ThrowsAsync<DeviceException>(() => FindAsync(TimeProvider.System, 9, ((IPEndPoint)other.LocalEndPoint!).Port));
        Assert.Equal(DeviceProblems.PortBusy, error.Code);
    }

    [Fact]
    public async Task Find_Broadcast_ReachesWhoeverListens()
    {
        using var projector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        projector.Bind(new IPEndPoint(IPAddress.Any, 0));
        await using var pumped = new PumpedTime();
        var finding = FindAsync(pumped.Time, ((IPEndPoint)projector.LocalEndPoint!).Port, listenPort: 0, LocalNetwork.Of(IPAddress.Loopback, IPAddress.Parse("255.0.0.0")));
        var heard = new byte[100];
        var asked = await projector.ReceiveFromAsync(heard, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0)).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Convert.FromHexString("2532535243480D"), heard[..asked.ReceivedBytes]);
        await projector.SendToAsync("%2ACKN=00:25:9c:aa:0f:02\r"u8.ToArray(), SocketFlags.None, asked.RemoteEndPoint);
        Assert.Equal("00:25:9c:aa:0f:02", Assert.Single(await finding).Key);
    }

    [Fact]
    public void Found_GivenDamagedDatagrams_NeverFalls() => Fuzz.RunBriefly(
        "PJLink search answers",
        [.. new[] { "%2ACKN=00:25:9c:aa:0f:01\r", "%2LKUP=00259caa0f01\r", "%2SRCH\r", "%2ERST=000020\r" }.Select(Encoding.ASCII.GetBytes)],
        datagram => _ = PjLinkFinder.Found(datagram, IPAddress.Loopback));

    private static async Task<IReadOnlyList<FoundDevice>> FindAsync(TimeProvider time, int projectorPort, int listenPort, LocalNetwork? network = null)
    {
        var found = new Collected();
        var context = new FinderContext { Time = time, Connections = new Connections(time), Patience = TimeSpan.FromSeconds(12), Networks = [network ?? new LocalNetwork(IPAddress.Loopback, IPAddress.Loopback)] };
        await new PjLinkFinder { ProjectorPort = projectorPort, ListenPort = listenPort }.FindAsync(context, found, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return found.Devices;
    }
}
