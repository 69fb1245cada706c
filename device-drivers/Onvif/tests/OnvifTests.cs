using Tongtang.DeviceDrivers.Onvif;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Tests.Onvif;

public sealed class OnvifTests
{
    [Theory]
    [InlineData(OnvifSignIn.Soap, false)]
    [InlineData(OnvifSignIn.Http, false)]
    [InlineData(OnvifSignIn.Either, true)]
    internal async Task SignIn_InEachWay_Works(OnvifSignIn signIn, bool forTime)
    {
        await using var bench = New(time => new OnvifSimulator(time) { User = "admin", Password = "p\"a'<s>&", SignIn = signIn, WantsPasswordForTime = forTime }, ("user", "admin"), ("password", "p\"a'<s>&"));
        await using var driver = await bench.StartAsync();
        await driver.PollAsync(CancellationToken.None);
        Assert.InRange(((OnvifSimulator)bench.Simulator).Denials, 0, 1);
    }

    [Theory]
    [InlineData(OnvifSignIn.Soap, false)]
    [InlineData(OnvifSignIn.Soap, true)]
    [InlineData(OnvifSignIn.Http, false)]
    internal async Task SignIn_WrongPassword_IsDeniedAndTriedTwiceAtMost(OnvifSignIn signIn, bool asBadRequest)
    {
        await using var bench = New(time => new OnvifSimulator(time) { User = "admin", Password = "right", SignIn = signIn, DeniesAsBadRequest = asBadRequest }, ("user", "admin"), ("password", "wrong"));
        Assert.Equal(DeviceProblems.Denied, (await Assert.ThrowsAsync<DeviceException>(bench.StartAsync)).Code);
        Assert.InRange(((OnvifSimulator)bench.Simulator).Denials, 1, 2);
    }

    [Fact]
    public async Task SignIn_CamerasClockIsWrong_ItsOwnTimeIsUsed()
    {
        await using var bench = New(time => new OnvifSimulator(time) { User = "admin", Password = "x", ClockOffset = TimeSpan.FromDays(-900) }, ("user", "admin"), ("password", "x"));
        await using var driver = await bench.StartAsync();
    }

    [Theory]
    [InlineData("no services")]
    [InlineData("media 2")]
    [InlineData("no configurations")]
    [InlineData("no utc")]
    public async Task Start_WhateverTheCameraLeavesOut_Works(string peculiarity)
    {
        await using var bench = New(time => new OnvifSimulator(time)
        {
            Camera = new(time)
            {
                KnowsNoServices = peculiarity == "no services",
                HasMedia2Only = peculiarity == "media 2",
                LeavesOutConfigurations = peculiarity == "no configurations",
                TellsNoUtc = peculiarity == "no utc",
            },
        });
        await using var driver = await bench.StartAsync();
        Assert.Contains(new IdentityNews("stream", "rtsp://127.0.0.1:554/Streaming/Channels/101"), bench.News);
        Assert.Contains(new IdentityNews("model", "Simulated camera"), bench.News);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("home")));
    }

    [Fact]
    public async Task Start_CameraTellsAddressesBehindANat_ThoseThatWorkAreUsed()
    {
        await using var bench = New(time => new OnvifSimulator(time) { Camera = new(time) { TellsOtherHost = true, Stream = "rtsp://192.168.99.99:554/live" } });
        await using var driver = await bench.StartAsync();
        Assert.Contains(new IdentityNews("stream", "rtsp://127.0.0.1:554/live"), bench.News);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("home")));
    }

    [Fact]
    public async Task Start_NoSuchProfile_NamesThoseThatThereAre()
    {
        await using var bench = New(time => new OnvifSimulator(time), ("profile", "third"));
        var error = await Assert.ThrowsAsync<DeviceException>(bench.StartAsync);
        Assert.Equal(DeviceProblems.SettingInvalid, error.Code);
        Assert.Contains("main, sub", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FixedCamera_HasNothingToTurn()
    {
        await using var bench = New(time => new OnvifSimulator(time) { Camera = new(time) { HasPtz = false } });
        await using var driver = await bench.StartAsync();
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Command("home"))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("refuses timeout")]
    [InlineData("refuses stop")]
    [InlineData("ignores timeout")]
    [InlineData("continuous move only")]
    public async Task Move_NotRenewed_StopsWhateverTheCameraRefuses(string peculiarity)
    {
        await using var bench = New(
            time => new OnvifSimulator(time)
            {
                Camera = new(time)
                {
                    RefusesTimeout = peculiarity == "refuses timeout",
                    RefusesStop = peculiarity == "refuses stop",
                    IgnoresTimeout = peculiarity.Length > 0,
                    KnowsContinuousMoveOnly = peculiarity == "continuous move only",
                },
            },
            ("stopSeconds", 1));
        var camera = ((OnvifSimulator)bench.Simulator).Camera;
        await using var driver = await bench.StartAsync();
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("move", ("pan", 0.02), ("tilt", -0.02), ("zoom", 0.02))));
        Assert.True(camera.Pan.Moves && camera.Tilt.Moves && camera.Zoom.Moves);
        var end = bench.Time.GetUtcNow() + TimeSpan.FromSeconds(30);
        while (camera.Pan.Moves || camera.Tilt.Moves || camera.Zoom.Moves)
        {
            Assert.True(bench.Time.GetUtcNow() < end, "it still moves after 30 s");
            await Task.Delay(TimeSpan.FromMilliseconds(100), bench.Time);
        }

        Assert.True(camera.Pan.Position is > 0 and < 1 && camera.Tilt.Position is < 0 and > -1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Presets_StoredMovedRecalledRemoved_KeepTheirNumbers(bool namesTokens)
    {
        await using var bench = New(time => new OnvifSimulator(time) { Camera = new(time) { NamesTokens = namesTokens } });
        var camera = ((OnvifSimulator)bench.Simulator).Camera;
        await using var driver = await bench.StartAsync();
        camera.Pan.Place(0.5);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("store", ("preset", 9))));
        camera.Pan.Place(-0.5);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("store", ("preset", 4))));
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("recall", ("preset", 9))));
        await bench.UntilAsync(driver, "pan", 0.5);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("store", ("preset", 4))));
        Assert.Equal(2, camera.PresetTokens.Count);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("remove", ("preset", 9))));
        Assert.Equal(CommandProblems.NotSupported, (await bench.RunAsync(driver, Command("recall", ("preset", 9)))).Code);
        Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, Command("home")));
    }

    [Theory]
    [InlineData(OnvifSignIn.Soap)]
    [InlineData(OnvifSignIn.Http)]
    internal async Task Stream_OfACamera_IsAnAddressWithThePassword(OnvifSignIn signIn)
    {
        await using var host = SimulatorHost.Start(new OnvifSimulator(TimeProvider.System) { User = "admin", Password = "p@ss:w/d", SignIn = signIn }, ConnectionKind.Http);
        var stream = await OnvifStream.ResolveAsync(host.Connection, "admin", "p@ss:w/d", "sub", keepAddresses: false, TimeProvider.System, CancellationToken.None);
        Assert.Equal("rtsp://admin:p%40ss%3Aw%2Fd@127.0.0.1:554/Streaming/Channels/101", stream.AbsoluteUri);
    }

    [Theory]
    [InlineData(OnvifSignIn.Either)]
    [InlineData(OnvifSignIn.Http)]
    internal async Task Snapshot_OfACamera_IsItsPicture(OnvifSignIn signIn)
    {
        var simulator = new OnvifSimulator(TimeProvider.System) { User = "admin", Password = "x", SignIn = signIn };
        await using var host = SimulatorHost.Start(simulator, ConnectionKind.Http);
        var access = OnvifStream.Access(host.Connection, "admin", "x", keepAddresses: false);
        using var client = new OnvifClient(access, TimeProvider.System, new WireTrace(TimeProvider.System));
        var camera = new OnvifCamera(client, access, "", TimeProvider.System);
        await camera.ConnectAsync(CancellationToken.None);
        Assert.Equal(simulator.Camera.Snapshot, await camera.SnapshotAsync(100_000, CancellationToken.None));
        Assert.Equal(DeviceProblems.Garbled, (await Assert.ThrowsAsync<DeviceException>(() => camera.SnapshotAsync(10, CancellationToken.None))).Code);
    }

    internal static Bench New(Func<TimeProvider, ISimulator> simulator, params (string Name, DeviceValue Value)[] settings) =>
        new("onvif", ConnectionKind.Http, simulator, settings.ToDictionary(setting => setting.Name, setting => setting.Value));

    internal static DeviceCommand Command(string action, params (string Name, DeviceValue Value)[] arguments) =>
        new() { Capability = "ptz", Action = action, Arguments = arguments.ToDictionary(argument => argument.Name, argument => argument.Value) };
}
