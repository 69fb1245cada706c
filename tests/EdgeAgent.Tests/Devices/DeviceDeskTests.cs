using System.Net;
using System.Net.Sockets;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.PjLink;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.EdgeAgent.Devices;

namespace Tongtang.EdgeAgent.Tests.Devices;

public sealed class DeviceDeskTests
{
    private static readonly object s_hdmi2 = new { capability = "input", action = "set", arguments = new { input = "32" } };

    [Fact]
    public async Task Device_CommandedUnpluggedAndPluggedIn_ShowsIt()
    {
        var projector = new PjLinkSimulator(TimeProvider.System) { IsOn = true };
        var plugged = SimulatorHost.Start(projector, ConnectionKind.Tcp);
        await using var room = await new DeviceRoom().StartAsync(new Equipment { Devices = [DeviceRoom.Projector(plugged.Connection)] });
        await room.UntilAsync("projector", device => (string?)device["state"] == "online" && (string?)device["properties"]!["power"] == "on");

        var (status, answer) = await room.PostAsync("/api/v1/devices/projector/commands", s_hdmi2);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("done", (string?)answer["outcome"]);
        await room.UntilAsync("projector", device => (string?)device["properties"]!["input"] == "32");

        await plugged.DisposeAsync();
        await room.UntilAsync("projector", device => (string?)device["state"] == "offline" && (string?)device["problem"]!["code"] == DeviceProblems.Unreachable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await room.PostAsync("/api/v1/devices/projector/commands", s_hdmi2)).Status);

        await using var again = SimulatorHost.Start(projector, ConnectionKind.Tcp, plugged.Connection.Port);
        await room.UntilAsync("projector", device => (string?)device["state"] == "online");
    }

    [Theory]
    [InlineData("nobody", "power", "on", HttpStatusCode.NotFound, "device_unknown")]
    [InlineData("projector", "flight", "on", HttpStatusCode.BadRequest, CommandProblems.NotSupported)]
    [InlineData("projector", "power", "toggle", HttpStatusCode.BadRequest, CommandProblems.NotSupported)]
    [InlineData("projector", "input", "set", HttpStatusCode.BadRequest, CommandProblems.ArgumentInvalid)]
    public async Task Command_ThatCannotBe_IsRefusedWithItsCode(string device, string capability, string action, HttpStatusCode status, string code)
    {
        await using var plugged = SimulatorHost.Start(new PjLinkSimulator(TimeProvider.System), ConnectionKind.Tcp);
        await using var room = await new DeviceRoom().StartAsync(new Equipment { Devices = [DeviceRoom.Projector(plugged.Connection)] });
        await room.UntilAsync("projector", shown => (string?)shown["state"] == "online");
        var (got, answer) = await room.PostAsync($"/api/v1/devices/{device}/commands", new { capability, action });
        Assert.Equal((status, code), (got, (string?)answer["code"]));
    }

    [Fact]
    public async Task Device_Hung_HoldsUpNoOther()
    {
        using var hung = new TcpListener(IPAddress.Loopback, 0);
        hung.Start();
        await using var plugged = SimulatorHost.Start(new PjLinkSimulator(TimeProvider.System) { IsOn = true }, ConnectionKind.Tcp);
        var connection = plugged.Connection with { Port = ((IPEndPoint)hung.LocalEndpoint).Port };
        await using var room = await new DeviceRoom().StartAsync(new Equipment { Devices = [DeviceRoom.Projector(connection, "hung"), DeviceRoom.Projector(plugged.Connection)] });
        await room.UntilAsync("projector", device => (string?)device["state"] == "online" && (string?)device["properties"]!["power"] == "on");
        Assert.Equal(HttpStatusCode.OK, (await room.PostAsync("/api/v1/devices/projector/commands", s_hdmi2)).Status);
        Assert.NotEqual("online", (string?)(await room.GetAsync("/api/v1/devices/hung"))["state"]);
    }

    [Fact]
    public async Task Command_WhileDeviceIsAway_IsDoneWhenItComesSoon()
    {
        var projector = new PjLinkSimulator(TimeProvider.System);
        var plugged = SimulatorHost.Start(projector, ConnectionKind.Tcp);
        await plugged.DisposeAsync();
        await using var room = await new DeviceRoom().StartAsync(new Equipment { Devices = [DeviceRoom.Projector(plugged.Connection)] });
        await room.UntilAsync("projector", device => (string?)device["state"] == "offline");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await room.PostAsync("/api/v1/devices/projector/commands", new { capability = "power", action = "on" })).Status);
        await using var again = SimulatorHost.Start(projector, ConnectionKind.Tcp, plugged.Connection.Port);
        await room.UntilAsync("projector", device => (string?)device["properties"]!["power"] is "warming" or "on");
    }
}
