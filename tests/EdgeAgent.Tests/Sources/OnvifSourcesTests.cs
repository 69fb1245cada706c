using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Onvif;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Tests.Sources;

public sealed class OnvifSourcesTests
{
    private static readonly SourceOptions s_source = new() { Name = "board", Kind = SourceKind.Onvif, Address = "camera-1", DelayMs = 40 };

    [Fact]
    public async Task Resolve_ByDevice_IsItsStreamWithItsPassword()
    {
        await using var host = SimulatorHost.Start(Camera("rtsp://127.0.0.1/live/1"), ConnectionKind.Http);
        var device = Device(host.Connection);
        var resolved = await new OnvifSources(id => id == device.Id ? device : null, TimeProvider.System).ResolveAsync(s_source, CancellationToken.None);
        Assert.Equal(s_source with { Kind = SourceKind.Rtsp, Address = "rtsp://admin:p%40ss@127.0.0.1/live/1" }, resolved);
    }

    [Fact]
    public async Task Resolve_ByAddress_IsItsStreamWithItsPassword()
    {
        await using var host = SimulatorHost.Start(Camera("rtsp://127.0.0.1:8554/live"), ConnectionKind.Http);
        var source = s_source with { Address = $"http://admin:p%40ss@127.0.0.1:{host.Connection.Port}#sub" };
        var resolved = await new OnvifSources(_ => null, TimeProvider.System).ResolveAsync(source, CancellationToken.None);
        Assert.Equal("rtsp://admin:p%40ss@127.0.0.1:8554/live", resolved.Address);
    }

    [Fact]
    public async Task Resolve_StreamHasMoved_NextOneIsTold()
    {
        string[] streams = ["rtsp://127.0.0.1/old", "rtsp://127.0.0.1/new"];
        foreach (var stream in streams)
        {
            await using var host = SimulatorHost.Start(Camera(stream), ConnectionKind.Http);
            var resolved = await new OnvifSources(_ => Device(host.Connection), TimeProvider.System).ResolveAsync(s_source, CancellationToken.None);
            Assert.EndsWith(stream[^4..], resolved.Address);
        }
    }

    [Theory]
    [InlineData("camera-1", "wrong", "source_wrong_password")]
    [InlineData("another", "p@ss", "source_no_device")]
    [InlineData("http://127.0.0.1:{0}/", "", "source_wants_password")]
    [InlineData("http://127.0.0.1:{0}/#third", "", "source_wants_password")]
    [InlineData("http://admin:p%40ss@127.0.0.1:{0}/#third", "", "source_not_found")]
    [InlineData("http://127.0.0.1:1/", "", "source_unreachable")]
    public async Task Resolve_CameraDoesNotTell_SaysWhyWithoutThePassword(string address, string password, string code)
    {
        await using var host = SimulatorHost.Start(Camera("rtsp://127.0.0.1/live"), ConnectionKind.Http);
        var device = Device(host.Connection, password);
        var sources = new OnvifSources(id => id == device.Id ? device : null, TimeProvider.System);
        var source = s_source with { Address = address.Replace("{0}", $"{host.Connection.Port}") };
        var error = await Assert.ThrowsAsync<SourceProbeException>(() => sources.ResolveAsync(source, CancellationToken.None));
        Assert.Equal(code, error.Problem.Code);
        Assert.DoesNotContain("p@ss", $"{error} {error.Problem}");
    }

    private static OnvifSimulator Camera(string stream) => new(TimeProvider.System) { User = "admin", Password = "p@ss", Camera = new(TimeProvider.System) { Stream = stream } };

    private static DeviceOptions Device(DeviceConnection connection, string password = "p@ss") => new()
    {
        Id = "camera-1",
        Name = "Camera",
        Driver = "onvif",
        Connection = connection,
        Settings = new Dictionary<string, DeviceValue> { ["user"] = "admin", ["password"] = password },
    };
}
