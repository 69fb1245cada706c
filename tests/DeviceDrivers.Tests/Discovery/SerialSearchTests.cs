using Tongtang.DeviceDrivers.Discovery;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Visca;

namespace Tongtang.DeviceDrivers.Tests.Discovery;

/// <summary>Searches of real pseudo terminals.</summary>
public sealed class SerialSearchTests
{
    [Fact]
    public async Task Search_ADeviceAtThePort_ItIsToldWithItsLine()
    {
        await using var pumped = new PumpedTime();
        await using var camera = SimulatorHost.Start(new ViscaSimulator(pumped.Time), ConnectionKind.Serial);
        var found = Assert.Single(await SearchAsync(pumped.Time, camera.Connection.Path));
        Assert.Equal(("visca", camera.Connection.Path, 9600), (found.Driver, found.Connection.Path, found.Connection.Baud));
    }

    [Fact]
    public async Task Search_NothingThatIsKnown_FindsNothing()
    {
        await using var pumped = new PumpedTime();
        await using var silent = SimulatorHost.Start(new Mumbling(), ConnectionKind.Serial);
        Assert.Empty(await SearchAsync(pumped.Time, silent.Connection.Path));
    }

    [Fact]
    public async Task Search_PortInUseOrGone_IsLeftOut()
    {
        await using var pumped = new PumpedTime();
        await using var camera = SimulatorHost.Start(new ViscaSimulator(pumped.Time), ConnectionKind.Serial);
        await using var user = await new Connections(pumped.Time).OpenAsync(camera.Connection, new WireTrace(pumped.Time), CancellationToken.None);
        Assert.Empty(await SearchAsync(pumped.Time, camera.Connection.Path, "/dev/tongtang-none"));
    }

    private static async Task<IReadOnlyList<FoundDevice>> SearchAsync(TimeProvider time, params string[] ports)
    {
        var found = new Collected();
        var search = new SerialSearch(Bench.Catalog.Manifests);
        var context = new FinderContext { Time = time, Connections = new Connections(time), Networks = [], SerialPorts = ports };
        foreach (var port in ports) await search.SearchPortAsync(context, port, found, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        return found.Devices;
    }

    /// <summary>Answers everything with the same bytes.</summary>
    private sealed class Mumbling : ISimulator
    {
        public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
        {
            var buffer = new byte[256];
            while (await line.ReceiveAsync(buffer, cancellationToken) > 0) await line.SendAsync("?\r\n"u8.ToArray(), sensitive: false, cancellationToken);
        }
    }
}
