using System.Net;
using System.Net.Sockets;
using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.WakeOnLan;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Drivers;

/// <summary>There is no connection and no answer, so that the conformance suite has nothing to damage: what it asks for is asked here.</summary>
public sealed class WakeOnLanTests
{
    // Six times FF and sixteen times the address, as Wireshark's sample and every description of the packet have it.
    [Fact]
    public void Packet_OfAMac_IsTheMagicPacket()
    {
        var packet = WakeOnLanWire.Packet([0x02, 0x5b, 0x26, 0xa8, 0xdc, 0x12], []);
        Assert.Equal("FFFFFFFFFFFF" + string.Concat(Enumerable.Repeat("025B26A8DC12", 16)), Convert.ToHexString(packet));
        Assert.EndsWith("010203040506", Convert.ToHexString(WakeOnLanWire.Packet([0x02, 0x5b, 0x26, 0xa8, 0xdc, 0x12], [1, 2, 3, 4, 5, 6])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("02:5b:26:a8:dc:12", "025B26A8DC12")]
    [InlineData("02-5B-26-A8-DC-12", "025B26A8DC12")]
    [InlineData("025b26a8dc12", "025B26A8DC12")]
    [InlineData("02:5b:26:a8:dc", null)]
    [InlineData("02:5b:26:a8:dc:1g", null)]
    [InlineData("02.5b.26.a8.dc.12", null)]
    [InlineData("", null)]
    public void SixBytes_Spellings_AreRead(string text, string? hex) => Assert.Equal(hex, WakeOnLanWire.SixBytes(text) is { } bytes ? Convert.ToHexString(bytes) : null);

    [Fact]
    public void Woken_AnyBytes_NeverFalls() => Fuzz.RunBriefly("magic packets", [WakeOnLanWire.Packet([1, 2, 3, 4, 5, 6], [])], bytes =>
    {
        _ = WakeOnLanWire.Woken(bytes);
        _ = WakeOnLanWire.SixBytes(Encoding.UTF8.GetString(bytes));
    });

    [Fact]
    public async Task PowerOn_WakesTheComputerWithThisAddressOnly()
    {
        var simulator = new WakeOnLanSimulator(TimeProvider.System);
        await using var host = SimulatorHost.Start(simulator, ConnectionKind.Udp);
        await using var other = New(("mac", "02:00:00:00:00:01"), ("broadcast", "127.0.0.1"), ("wakePort", host.Connection.Port));
        await using var driver = New(("mac", "02:5b:26:a8:dc:12"), ("broadcast", "127.0.0.1"), ("wakePort", host.Connection.Port));
        foreach (var each in new[] { other, driver })
        {
            await using var session = await each.StartAsync();
            Assert.Equal(CommandResult.Done, await each.RunAsync(session, Panels.Command("power", "on")));
            Assert.Equal(CommandProblems.NotSupported, (await each.RunAsync(session, Panels.Command("power", "off"))).Code);
            if (each == other) Assert.False(simulator.Woken.Task.IsCompleted);
        }

        await simulator.Woken.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Presence_ByPort_IsSeenGoneOnlyAfterTwoMissesAndBackAtOnce()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = New(("address", "127.0.0.1"), ("check", "tcp"), ("port", ((IPEndPoint)listener.LocalEndpoint).Port), ("mac", "02:5b:26:a8:dc:12"));
        await using var driver = await bench.StartAsync();
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(true, bench.State("present"));
        Assert.Equal("on", bench.State("power"));
        Assert.NotNull(bench.State("round_trip_ms"));

        listener.Stop();
        // A computer that refuses is there.
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(true, bench.State("present"));
    }

    [Fact]
    public async Task Presence_NobodyThere_IsOffAfterTwoMisses()
    {
        // A name that by RFC 2606 never is.
        await using var bench = New(("address", "nobody.invalid"), ("check", "tcp"));
        await using var driver = await bench.StartAsync();
        await driver.PollAsync(CancellationToken.None);
        Assert.Null(bench.State("present"));
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(false, bench.State("present"));
        Assert.False(driver.Ended.IsCompleted);
    }

    [Fact]
    public async Task Presence_ByPing_IsAnsweredByTheLoopback()
    {
        await using var bench = New(("address", "127.0.0.1"));
        await using var driver = await bench.StartAsync();
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(true, bench.State("present"));
    }

    [Theory]
    [InlineData("mac", "02:5b", "mac")]
    [InlineData("broadcast", "somewhere", "broadcast")]
    [InlineData("secureOn", "12345", "secureOn")]
    [InlineData("address", "", "both empty")]
    public async Task Start_WrongSetting_IsNamed(string name, string value, string named)
    {
        await using var bench = New(name == "address" ? [] : [("address", "127.0.0.1"), (name, value)]);
        var error = await Assert.ThrowsAsync<DeviceException>(bench.StartAsync);
        Assert.Equal(DeviceProblems.SettingInvalid, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("12345", error.Message, StringComparison.Ordinal);
    }

    private static Bench New(params (string Name, DeviceValue Value)[] settings) =>
        new("wake-on-lan", ConnectionKind.Udp, time => new WakeOnLanSimulator(time), settings.ToDictionary(each => each.Name, each => each.Value));
}
