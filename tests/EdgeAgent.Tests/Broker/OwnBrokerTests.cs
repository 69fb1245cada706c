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
using Tongtang.Protocol.Stores;

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

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(40)]
    public async Task Retained_Damaged_IsMovedAsideAndTheBrokerRuns(int at)
    {
        var address = await (await StartAsync(new BrokerOptions { Port = 0 })).AddressAsync(CancellationToken.None);
        await using (var link = await OpenAsync(address)) await link.PublishAsync(MqttMessage.Of("a", "1") with { Retained = true }, CancellationToken.None);
        await Brokers.WriteAsync(_folder["data/broker"]);
        await _broker!.StopAsync(CancellationToken.None);
        _broker.Dispose();
        var written = await File.ReadAllBytesAsync(_folder["data/broker/retained.db"]);
        await File.WriteAllBytesAsync(_folder["data/broker/retained.db"], [.. written[..at], .. new byte[30]]);
        await using var again = await OpenAsync(await (await StartAsync(new BrokerOptions { Port = 0 })).AddressAsync(CancellationToken.None));
        var repair = Assert.Single(Repairs().All);
        Assert.Equal("broker/retained.db", repair.File);
        Assert.True(File.Exists(repair.MovedTo));
    }

    [Fact]
    public async Task Users_Damaged_KeepTheirPasswordsByTheCopyOrGetNewOnes()
    {
        var address = await (await StartAsync(new BrokerOptions { Port = 0 })).AddressAsync(CancellationToken.None);
        for (var lost = 0; lost < 2; lost++)
        {
            await _broker!.StopAsync(CancellationToken.None);
            _broker.Dispose();
            await File.WriteAllTextAsync(_folder["data/broker/users.json"], "{\"agent\":");
            if (lost == 1) await File.WriteAllTextAsync(_folder["data/broker/users.json.copy"], "");
            var again = await (await StartAsync(new BrokerOptions { Port = 0 })).AddressAsync(CancellationToken.None);
            await using var link = await OpenAsync(again);
            Assert.Equal(lost == 0, address.Password == again.Password);
        }
        Assert.Equal([("broker/users.json", 1L), ("broker/users.json", 0L)], Repairs().All.Select(repair => (repair.File, repair.Saved)));
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
        var account = BrokerAccounts.Read(_folder["data/broker/users.json"]).Single(each => each.User == user);
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
        Brokers.Kill(_folder.Path);
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
        var account = BrokerAccounts.Read(Path.Combine(room.Box.DataFolder, "broker", "users.json")).Single(each => each.User == BrokerAccounts.Device);
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
        _broker = new OwnBroker(options, new DataFolder(_folder["data"]), _children, Repairs(), time ?? TimeProvider.System, NullLogger<OwnBroker>.Instance);
        await _broker.StartAsync(CancellationToken.None);
        return _broker;
    }

    private StoreRepairs Repairs() => new(new DataFolder(_folder["data"]), TimeProvider.System, NullLogger<StoreRepairs>.Instance);

    private static async Task<MqttLink> OpenAsync(MqttBroker broker)
    {
        var mqtt = new SharedMqtt(TimeProvider.System);
        await mqtt.UseAsync(broker, CancellationToken.None);
        return await mqtt.OpenAsync(new WireTrace(TimeProvider.System), CancellationToken.None);
    }
}
