using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.HomeAssistant;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.EdgeAgent.Broker;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Tests.Devices;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Harness;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Tests.Broker;

/// <summary>With a real Mosquitto.</summary>
public sealed class OwnBrokerTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChildProcesses _children = new();
    private OwnBroker? _broker;

    [Fact]
    public async Task Broker_NobodyWantsIt_DoesNotRun()
    {
        await StartAsync(new BrokerOptions { Port = 0 });
        Assert.False(Directory.Exists(_folder["data/broker"]));
    }

    [Fact]
    public async Task Broker_Wanted_RunsAndOnlyItsUsersComeIn()
    {
        var address = await (await StartAsync(new BrokerOptions { Port = 0 })).AddressAsync(CancellationToken.None);
        await using var link = await OpenAsync(address);
        await link.SubscribeAsync("a", 1, CancellationToken.None);
        await link.PublishAsync(MqttMessage.Of("a", "1"), CancellationToken.None);
        Assert.Equal("1", (await link.ReceiveAsync(CancellationToken.None)).Text);
        foreach (var wrong in new[] { address with { Password = "x" }, address with { User = "", Password = "" }, address with { User = "nobody" } })
            Assert.Equal(DeviceProblems.Denied, (await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(wrong))).Code);
        foreach (var secret in Directory.GetFiles(_folder["data/broker"], "*").Where(file => !file.EndsWith(".db", StringComparison.Ordinal)))
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(secret) == DurableFile.OwnerOnly, secret);
        Assert.DoesNotContain(address.Password, await File.ReadAllTextAsync(_folder["data/broker/passwords"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BrokerAccounts.Device, "zigbee2mqtt/lamp", true)]
    [InlineData(BrokerAccounts.Device, "homeassistant/sensor/x/config", true)]
    [InlineData(BrokerAccounts.Device, "tongtang/devices/keys/key", false)]
    [InlineData(BrokerAccounts.Device, "tongtang/rooms/a/recorder/record/set", false)]
    [InlineData(BrokerAccounts.Tongtang, "tongtang/devices/keys/key", true)]
    [InlineData(BrokerAccounts.Tongtang, "tongtang/devices/keys/reading/co2_ppm", true)]
    [InlineData(BrokerAccounts.Tongtang, "tongtang/devices/keys/command", false)]
    [InlineData(BrokerAccounts.Tongtang, "zigbee2mqtt/lamp/set", false)]
    [InlineData(BrokerAccounts.HomeAssistant, "zigbee2mqtt/lamp/set", true)]
    [InlineData(BrokerAccounts.HomeAssistant, "homeassistant/status", true)]
    [InlineData(BrokerAccounts.HomeAssistant, "tongtang/rooms/a/recorder/record/set", true)]
    [InlineData(BrokerAccounts.HomeAssistant, "tongtang/devices/keys/key", false)]
    public async Task Accounts_Publishing_GetsThroughOnlyWhereAllowed(string user, string topic, bool allowed)
    {
        var address = await (await StartAsync(new BrokerOptions { Port = 0 })).AddressAsync(CancellationToken.None);
        var account = BrokerAccounts.ReadOrMake(_folder["data/broker/users.json"]).Single(each => each.User == user);
        await using var agent = await OpenAsync(address);
        await agent.SubscribeAsync("#", 1, CancellationToken.None);
        await using var sender = await OpenAsync(address with { User = account.User, Password = account.Password });
        await sender.PublishAsync(MqttMessage.Of(topic, "1"), CancellationToken.None);
        await agent.PublishAsync(MqttMessage.Of("end", "1"), CancellationToken.None);
        Assert.Equal(allowed ? topic : "end", (await agent.ReceiveAsync(CancellationToken.None)).Topic);
    }

    [Fact]
    public async Task Broker_Killed_IsStartedAgainAndKeepsUsers()
    {
        var own = await StartAsync(new BrokerOptions { Port = 0, Listen = "127.0.0.1" });
        var first = await own.AddressAsync(CancellationToken.None);
        await using var link = await OpenAsync(first);
        KillMosquitto();
        await Assert.ThrowsAsync<DeviceException>(() => link.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
        var second = first;
        for (var i = 0; i < 100 && second.Port == first.Port; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            second = await own.AddressAsync(CancellationToken.None);
        }

        Assert.Equal(first.Password, second.Password);
        await using var again = await OpenAsync(second);
    }

    [Fact]
    public async Task Room_DeviceComesToItsBroker_IsThereAndCommandedAndGone()
    {
        await using var room = new DeviceRoom { Box = new TestBox { Settings = [("Broker:Port", "0")] } };
        await room.StartAsync(new Equipment
        {
            Devices = [new DeviceOptions { Id = "airbox", Name = "空气盒", Driver = "home-assistant", Connection = new DeviceConnection { Kind = ConnectionKind.Mqtt, Path = "a1b2c3d4e5f6" } }],
        });
        var address = await room.Box.Get<OwnBroker>().AddressAsync(CancellationToken.None);
        var account = BrokerAccounts.ReadOrMake(Path.Combine(room.Box.DataFolder, "broker", "users.json")).Single(each => each.User == BrokerAccounts.Device);
        using var plug = new CancellationTokenSource();
        var device = new HomeAssistantSimulator(TimeProvider.System).RunAsync(address with { User = account.User, Password = account.Password }, plug.Token);
        await room.UntilAsync("airbox", shown => (double?)shown["readings"]?["co2_ppm"] == 650);
        var (_, answer) = await room.PostAsync("/api/v1/devices/airbox/commands", new { capability = "fan", action = "on" });
        Assert.Equal("done", (string?)answer["outcome"]);
        await room.UntilAsync("airbox", shown => (bool?)shown["properties"]?["fan"] == true);
        await plug.CancelAsync();
        await device.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await room.UntilAsync("airbox", shown => (string?)shown["state"] == "offline");
    }

    [Fact]
    public async Task Program_Missing_IsSaidToWhoeverWantsIt()
    {
        var time = new ManualTimeProvider();
        var own = await StartAsync(new BrokerOptions { Port = 0, Program = "/nowhere/mosquitto" }, time);
        var wanting = own.AddressAsync(CancellationToken.None);
        while (!wanting.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            time.Advance(TimeSpan.FromMilliseconds(200));
        }

        var error = await Assert.ThrowsAsync<DeviceException>(() => wanting);
        Assert.Equal(DeviceProblems.Unreachable, error.Code);
        Assert.Contains("/nowhere/mosquitto", error.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null) await _broker.StopAsync(CancellationToken.None);
        _broker?.Dispose();
        _children.Dispose();
        _folder.Dispose();
    }

    private async Task<OwnBroker> StartAsync(BrokerOptions options, TimeProvider? time = null)
    {
        _broker = new OwnBroker(options, new DataFolder(_folder["data"]), _children, time ?? TimeProvider.System, NullLogger<OwnBroker>.Instance);
        await _broker.StartAsync(CancellationToken.None);
        return _broker;
    }

    /// <summary>The one of this test's folder.</summary>
    private void KillMosquitto()
    {
        foreach (var process in Process.GetProcessesByName("mosquitto"))
        {
            using (process)
            {
                if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(_folder.Path, StringComparison.Ordinal)) process.Kill();
            }
        }
    }

    private static async Task<MqttLink> OpenAsync(MqttBroker broker)
    {
        var mqtt = new SharedMqtt(TimeProvider.System);
        await mqtt.UseAsync(broker, CancellationToken.None);
        return await mqtt.OpenAsync(new WireTrace(TimeProvider.System), CancellationToken.None);
    }
}
