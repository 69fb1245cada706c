using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tongtang.DeviceDrivers.Onvif;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Tests.Peers;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Tcp;
using Tongtang.Harness;

namespace Tongtang.DeviceDrivers.Tests.Onvif;

/// <summary>Our camera asked by clients that are not ours. There is no foreign camera to be had.</summary>
public sealed class OnvifPeerTests
{
    [Theory]
    [InlineData(OnvifSignIn.Soap)]
    [InlineData(OnvifSignIn.Http)]
    [InlineData(OnvifSignIn.Either)]
    internal async Task Camera_AskedByNpmOnvif_AnswersEverything(OnvifSignIn signIn)
    {
        var simulator = new OnvifSimulator(TimeProvider.System) { User = "admin", Password = "p@ss", SignIn = signIn };
        await using var host = SimulatorHost.Start(simulator, ConnectionKind.Http);
        await using var client = await ForeignPeer.ScriptAsync("onvif_client.mjs", "127.0.0.1", $"{host.Connection.Port}", "admin", "p@ss");
        using var told = JsonDocument.Parse(client.Greeting);
        string Text(string name) => told.RootElement.GetProperty(name).ToString();
        Assert.Equal("Simulated camera", Text("model"));
        Assert.Equal($"{TimeProvider.System.GetUtcNow().Year}", Text("year"));
        Assert.Equal("""["main","sub"]""", Text("profiles"));
        Assert.Equal(simulator.Camera.Stream, Text("stream"));
        Assert.EndsWith("/snapshot.jpg", Text("snapshot"), StringComparison.Ordinal);
        Assert.Equal(("MOVING", "IDLE"), (Text("moving"), Text("stopped")));
        Assert.Equal("""["Preset 1"]""", Text("presets"));
        Assert.Equal("[]", Text("left"));
    }

    /// <summary>onvif-util finds cameras by multicast that its own machine does not hear, so it gets a network of its own.</summary>
    [PrivilegedFact(Privilege.SetUpNetworks)]
    public async Task Camera_FoundAndAskedByOnvifUtil_Answers()
    {
        await using var network = await SecondNetwork.CreateAsync();
        // It makes its nonces of the second.
        var simulator = new OnvifSimulator(TimeProvider.System) { User = "admin", Password = "p@ss", RefusesRepeats = false };
        using var ending = new CancellationTokenSource();
        using var listener = new TcpListener(network.Here, 0);
        listener.Start();
        var serving = ServeAsync(listener, simulator, ending.Token);
        await using var group = new MulticastPort(network.Here, IPAddress.Parse("239.255.255.250"), 3702);
        var beacon = new OnvifBeacon($"http://{listener.LocalEndpoint}/onvif/device_service").ServeAsync(group, ending.Token);

        var (_, found) = await network.RunThereAsync("onvif-util -a");
        Assert.Contains($"{network.Here}", found, StringComparison.Ordinal);
        var (_, said) = await network.RunThereAsync($"printf 'get rtsp\\nget profiles\\nget capabilities\\nquit\\n' | onvif-util -u admin -p p@ss {network.Here}");
        Assert.Contains("successfully connected", said, StringComparison.Ordinal);
        Assert.Contains(simulator.Camera.Stream, said, StringComparison.Ordinal);

        var ours = new Collected();
        var context = new FinderContext { Time = TimeProvider.System, Connections = new Connections(TimeProvider.System), Patience = TimeSpan.FromSeconds(2), Networks = [new LocalNetwork(network.Here, network.Here)] };
        await new OnvifFinder().FindAsync(context, ours, CancellationToken.None);
        Assert.Contains(ours.Devices, device => device.Connection.Host == network.Here.ToString());

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(serving, beacon));
    }

    private static async Task ServeAsync(TcpListener listener, OnvifSimulator simulator, CancellationToken cancellationToken)
    {
        var lines = new List<Task>();
        while (true) lines.Add(simulator.ServeAsync(TcpLink.Of(await listener.AcceptSocketAsync(cancellationToken)), cancellationToken));
    }
}
