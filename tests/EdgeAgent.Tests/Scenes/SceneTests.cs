using System.Net;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.PjLink;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.EdgeAgent.Tests.Devices;

namespace Tongtang.EdgeAgent.Tests.Scenes;

public sealed class SceneTests
{
    private static readonly SceneStep s_hdmi2 = new() { Device = "projector", Capability = "input", Action = "set", Arguments = new Dictionary<string, DeviceValue> { ["input"] = "32" }, Until = new SceneWait { Property = "input", Is = "32" } };

    [Fact]
    public async Task Scene_OverTheApi_RunsItsStepsAndTellsWhatFailed()
    {
        await using var plugged = SimulatorHost.Start(new PjLinkSimulator(TimeProvider.System) { IsOn = true }, ConnectionKind.Tcp);
        var gone = plugged.Connection with { Port = 1 };
        await using var room = await new DeviceRoom().StartAsync(new Equipment
        {
            Devices = [DeviceRoom.Projector(plugged.Connection), DeviceRoom.Projector(gone, "gone")],
            Scenes = [Scene("begin", new SceneStep { Parallel = [s_hdmi2, new SceneStep { Device = "gone", Capability = "power", Action = "on" }] }, new SceneStep { PauseSeconds = 0 })],
        });
        await room.UntilAsync("projector", device => (string?)device["properties"]!["input"] == "31");
        await room.UntilAsync("gone", device => (string?)device["state"] == "offline");

        Assert.True(room.Box.Get<SceneBoard>().TryStart("begin", "panel", out var running));
        var run = await running;
        Assert.Equal((SceneState.DoneWithFailures, 2), (run.State, run.Done));
        var failure = Assert.Single(run.Failures);
        Assert.Equal(("steps[0].parallel[1]", "gone", CommandProblems.Offline), (failure.Place, failure.Device, failure.Code));
        Assert.Equal("32", (string?)(await room.GetAsync("/api/v1/devices/projector"))["properties"]!["input"]);
        Assert.Equal("done-with-failures", (string?)(await room.GetAsync("/api/v1/status"))["scenes"]![0]!["last"]!["state"]);
    }

    [Fact]
    public async Task Scene_BegunWhileAnotherRuns_TakesItsPlace()
    {
        await using var room = await new DeviceRoom().StartAsync(new Equipment { Scenes = [Scene("long", new SceneStep { PauseSeconds = 600 }), Scene("end", new SceneStep { PauseSeconds = 0 })] });
        var board = room.Box.Get<SceneBoard>();
        Assert.True(board.TryStart("long", "panel", out var longer));
        Assert.True(board.TryStart("long", "panel", out var same));
        Assert.Same(longer, same);
        Assert.Equal(HttpStatusCode.Accepted, (await room.PostAsync("/api/v1/scenes/end/run", new { })).Status);
        Assert.Equal(SceneState.Replaced, (await longer).State);
        Assert.Equal(HttpStatusCode.NotFound, (await room.PostAsync("/api/v1/scenes/nothing/run", new { })).Status);
    }

    private static SceneOptions Scene(string id, params SceneStep[] steps) => new() { Id = id, Names = new Words { Zh = id, En = id }, Steps = steps };
}
