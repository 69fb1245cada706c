using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Visca;

namespace Tongtang.DeviceDrivers.Tests.Visca;

public sealed class ViscaTests
{
    [Theory]
    [InlineData("nothing")]
    [InlineData("completes only")]
    [InlineData("socket 0")]
    [InlineData("completes only, socket 0")]
    [InlineData("one socket")]
    [InlineData("answers as A0")]
    public async Task Commands_WhateverTheCamerasPeculiarity_AreDone(string peculiarity)
    {
        await using var bench = New(ConnectionKind.Tcp, time => new ViscaSimulator(time)
        {
            Camera = On(time),
            CompletesOnly = peculiarity.Contains("completes only", StringComparison.Ordinal),
            CompletesAsSocketZero = peculiarity.Contains("socket 0", StringComparison.Ordinal),
            HasOneSocketForAll = peculiarity == "one socket",
            AnswersAsAnother = peculiarity == "answers as A0",
        });
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "store", ("preset", 1))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "zoom", ("position", 1))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "recall", ("preset", 1))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "home")));
        await bench.UntilAsync(driver, "zoom", 0);
    }

    [Fact]
    public async Task Standby_EveryCommandButPower_IsNotNow()
    {
        await using var bench = New(ConnectionKind.Tcp, time => new ViscaSimulator(time));
        await using var driver = await bench.StartAsync();
        Assert.Equal("standby", bench.State("power"));
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Command("ptz", "recall", ("preset", 1)))).Code);
        await driver.PollAsync(CancellationToken.None);
        Assert.Null(bench.State("zoom"));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("power", "on")));
        Assert.Equal("on", bench.State("power"));
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(0, bench.State("pan"));
    }

    [Theory]
    [InlineData(true, 4, 4)]
    [InlineData(true, 5, 4)]
    [InlineData(true, 5, 5)]
    [InlineData(false, 4, 4)]
    public async Task Position_OfEachModel_IsInDegrees(bool sony, int panDigits, int tiltDigits)
    {
        await using var bench = New(ConnectionKind.Tcp, time => new ViscaSimulator(time) { Camera = new(time) { IsOn = true, IsSony = sony, PanDigits = panDigits, TiltDigits = tiltDigits } });
        var camera = ((ViscaSimulator)bench.Simulator).Camera;
        camera.Pan.Place(-45);
        camera.Tilt.Place(30);
        await using var driver = await bench.StartAsync();
        await bench.UntilAsync(driver, "pan", -45);
        await bench.UntilAsync(driver, "tilt", 30);
    }

    [Fact]
    public async Task Move_NotRenewed_IsStoppedByItself()
    {
        await using var bench = New(ConnectionKind.Udp, time => new ViscaSimulator(time) { Camera = On(time), HasHeader = true }, ("stopSeconds", 1));
        var camera = ((ViscaSimulator)bench.Simulator).Camera;
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "move", ("pan", 0.1), ("tilt", 0.1), ("zoom", 0.1))));
        Assert.True(camera.Pan.Moves && camera.Tilt.Moves && camera.Zoom.Moves);
        await UntilAsync(bench, () => !camera.Pan.Moves && !camera.Tilt.Moves && !camera.Zoom.Moves);
        Assert.InRange(camera.Pan.Position, 1, 160);
    }

    [Fact]
    public async Task Move_Renewed_GoesOnUntilStop()
    {
        await using var bench = New(ConnectionKind.Tcp, time => new ViscaSimulator(time) { Camera = On(time) }, ("stopSeconds", 5));
        var camera = ((ViscaSimulator)bench.Simulator).Camera;
        await using var driver = await bench.StartAsync();
        for (var second = 0; second < 8; second++)
        {
            await bench.RunAsync(driver, Command("ptz", "move", ("pan", 0.01)));
            await Task.Delay(TimeSpan.FromSeconds(1), bench.Time);
            Assert.True(camera.Pan.Moves);
        }

        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "stop")));
        Assert.False(camera.Pan.Moves);
    }

    [Fact]
    public async Task Move_AgentEnds_CameraStops()
    {
        await using var bench = New(ConnectionKind.Tcp, time => new ViscaSimulator(time) { Camera = On(time) }, ("stopSeconds", 60));
        var driver = await bench.StartAsync();
        await bench.RunAsync(driver, Command("ptz", "move", ("pan", 0.01)));
        await driver.DisposeAsync();
        Assert.False(((ViscaSimulator)bench.Simulator).Camera.Pan.Moves);
    }

    [Fact]
    public async Task Focus_FarWhileAutomatic_IsNotNowAndWorksAfterManual()
    {
        await using var bench = New(ConnectionKind.Tcp, time => new ViscaSimulator(time) { Camera = On(time) });
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Command("ptz", "focus", ("mode", "far")))).Code);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "focus", ("mode", "manual"))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "focus", ("mode", "far"))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "focus", ("mode", "once"))));
    }

    [Fact]
    public async Task Presets_OfPtzOptics_ReservedOnesAreRefused()
    {
        await using var bench = New(ConnectionKind.Tcp, time => new ViscaSimulator(time) { Camera = new(time) { IsOn = true, IsSony = false } });
        await using var driver = await bench.StartAsync();
        var begun = ((ViscaSimulator)bench.Simulator).CommandsBegun;
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Command("ptz", "recall", ("preset", 95)))).Code);
        Assert.Equal(begun, ((ViscaSimulator)bench.Simulator).CommandsBegun);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("freeze", "on")));
        Assert.Equal(true, bench.State("freeze"));
    }

    [Theory]
    [InlineData(ConnectionKind.Tcp, false)]
    [InlineData(ConnectionKind.Udp, true)]
    public async Task Stop_TwoLongWaysUnderWay_BothAreGivenUp(ConnectionKind kind, bool header)
    {
        await using var bench = New(kind, time => new ViscaSimulator(time) { Camera = new(time) { IsOn = true, FastestTurn = 5, FastestZoom = 0.02 }, HasHeader = header });
        var camera = ((ViscaSimulator)bench.Simulator).Camera;
        await using var driver = await bench.StartAsync();
        await bench.RunAsync(driver, Command("ptz", "store", ("preset", 1)));
        camera.Pan.Place(170);
        camera.Zoom.Place(1);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "recall", ("preset", 1))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "zoom", ("position", 0.1))));
        Assert.Equal(CommandProblems.NotNow, (await bench.RunAsync(driver, Command("ptz", "home"))).Code);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "stop")));
        Assert.False(camera.Pan.Moves || camera.Zoom.Moves);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    public async Task Numbered_DatagramsLost_CommandIsDoneOnce(int messages, int replies)
    {
        await using var bench = New(ConnectionKind.Udp, time => new ViscaSimulator(time) { Camera = On(time), HasHeader = true });
        var simulator = (ViscaSimulator)bench.Simulator;
        await using var driver = await bench.StartAsync();
        (simulator.LosesMessages, simulator.LosesReplies) = (messages, replies);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "store", ("preset", 3))));
        Assert.Equal(1, simulator.CommandsBegun);
    }

    [Fact]
    public async Task Numbered_CameraLostCount_DriverBeginsAnew()
    {
        await using var bench = New(ConnectionKind.Udp, time => new ViscaSimulator(time) { Camera = On(time), HasHeader = true });
        await using var driver = await bench.StartAsync();
        ((ViscaSimulator)bench.Simulator).Restart();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "store", ("preset", 3))));
        ((ViscaSimulator)bench.Simulator).Restart();
        await driver.PollAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Numbered_CameraKnowsThreeNumbers_SettingMakesItWork()
    {
        await using var bench = New(ConnectionKind.Udp, time => new ViscaSimulator(time) { Camera = On(time), HasHeader = true, NumbersAllRepliesOne = true }, ("fewNumbers", true));
        await using var driver = await bench.StartAsync();
        for (var i = 0; i < 4; i++) await driver.PollAsync(CancellationToken.None);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "home")));
    }

    [Fact]
    public async Task Plain_ReplyLost_CommandIsNotGivenTwice()
    {
        await using var bench = New(ConnectionKind.Udp, time => new ViscaSimulator(time) { Camera = On(time) });
        var simulator = (ViscaSimulator)bench.Simulator;
        await using var driver = await bench.StartAsync();
        simulator.LosesReplies = 2;
        Assert.Equal(CommandOutcome.Unknown, (await bench.RunAsync(driver, Command("ptz", "home"))).Outcome);
        Assert.Equal(1, simulator.CommandsBegun);
    }

    [Fact]
    public async Task Chain_OtherAddress_AnswersOnlyToItsOwn()
    {
        await using var bench = New(ConnectionKind.Serial, time => new ViscaSimulator(time) { Camera = On(time), Address = 3 }, ("address", 3));
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("ptz", "home")));
    }

    internal static Bench New(ConnectionKind kind, Func<TimeProvider, ViscaSimulator> simulator, params (string Name, DeviceValue Value)[] settings)
    {
        var given = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        given["framing"] = simulator(TimeProvider.System).HasHeader ? "header" : "plain";
        return new("visca", kind, simulator, given);
    }

    internal static DeviceCommand Command(string capability, string action, params (string Name, DeviceValue Value)[] arguments) =>
        new() { Capability = capability, Action = action, Arguments = arguments.ToDictionary(a => a.Name, a => a.Value) };

    private static SimulatedCamera On(TimeProvider time) => new(time) { IsOn = true };

    private static async Task UntilAsync(Bench bench, Func<bool> holds)
    {
        var end = bench.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        while (!holds())
        {
            Assert.True(bench.Time.GetUtcNow() < end, "it did not come about within a minute");
            await Task.Delay(TimeSpan.FromMilliseconds(50), bench.Time);
        }
    }
}
