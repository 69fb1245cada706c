using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.Harness;

namespace Tongtang.DeviceDrivers.Tests.Drivers;

/// <summary>The binding at a real Mosquitto and at aedes, with mosquitto_pub, mosquitto_sub and npm mqtt at the other end.</summary>
public sealed class MqttTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Messages_ToAndFromMosquittosTools_Arrive(int quality)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        await link.SubscribeAsync("room/+/state", quality, CancellationToken.None);
        await broker.PublishAsync("room/灯/state", "开 on", "-q", $"{quality}");
        var message = await link.ReceiveAsync(CancellationToken.None);
        Assert.Equal(("room/灯/state", "开 on", quality, false), (message.Topic, message.Text, message.QualityOfService, message.Retained));

        await using var listener = await broker.ListenAsync("room/#", "-q", $"{quality}");
        await link.PublishAsync(MqttMessage.Of("room/灯/set", "off", quality), CancellationToken.None);
        Assert.Equal("room/灯/set off", await listener.NextAsync());
    }

    [Fact]
    public async Task Retained_SubscribedLater_IsThereUntilRemoved()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var first = await OpenAsync(mqtt);
        await first.PublishAsync(MqttMessage.Of("kept", "1", retained: true), CancellationToken.None);
        await using var second = await OpenAsync(mqtt);
        await second.SubscribeAsync("kept", 1, CancellationToken.None);
        var message = await second.ReceiveAsync(CancellationToken.None);
        Assert.Equal(("1", true), (message.Text, message.Retained));

        await first.PublishAsync(MqttMessage.Of("kept", "", retained: true), CancellationToken.None);
        Assert.Equal("", (await second.ReceiveAsync(CancellationToken.None)).Text);
        await using var third = await OpenAsync(mqtt);
        await third.SubscribeAsync("kept", 1, CancellationToken.None);
        await first.PublishAsync(MqttMessage.Of("kept", "news"), CancellationToken.None);
        Assert.Equal(("news", false), ((await third.ReceiveAsync(CancellationToken.None)) is var next ? (next.Text, next.Retained) : default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Messages_ManyOfAForeignClient_ComeEachOnceAndInOrder(int quality)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        await link.SubscribeAsync("count", quality, CancellationToken.None);
        await NodePeer.RunAsync("mqtt.mjs", "send", $"{broker.Port}", $"{quality}", "500");
        for (var i = 0; i < 500; i++) Assert.Equal($"{i}", (await link.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit)).Text);
    }

    [Fact]
    public async Task Publish_QualityTwoToAForeignClient_IsAnsweredOnceEach()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var echo = await NodePeer.StartAsync("mqtt.mjs", "echo", $"{broker.Port}", "2");
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        await link.SubscribeAsync("from/#", 2, CancellationToken.None);
        // More than may be under way at once, so that some wait.
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => link.PublishAsync(MqttMessage.Of($"to/{i}", $"{i}", 2), CancellationToken.None)));
        var answers = new List<int>();
        for (var i = 0; i < 300; i++) answers.Add(int.Parse((await link.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit)).Text, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(0, 300), answers.Order());
    }

    [Fact]
    public async Task Filters_OverlapInOneLinkAndInTwo_EachGetsTheMessageOnce()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var first = await OpenAsync(mqtt);
        await using var second = await OpenAsync(mqtt);
        await first.SubscribeAsync("a/#", 1, CancellationToken.None);
        await first.SubscribeAsync("a/b", 1, CancellationToken.None);
        await second.SubscribeAsync("a/+", 1, CancellationToken.None);
        await broker.PublishAsync("a/b", "1", "-q", "1");
        await broker.PublishAsync("a/b", "2", "-q", "1");
        foreach (var link in new[] { first, second })
        {
            Assert.Equal("1", (await link.ReceiveAsync(CancellationToken.None)).Text);
            Assert.Equal("2", (await link.ReceiveAsync(CancellationToken.None)).Text);
        }
    }

    [Fact]
    public async Task Link_Closed_TheOthersFiltersStay()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var first = await OpenAsync(mqtt);
        await first.SubscribeAsync("a", 1, CancellationToken.None);
        var second = await OpenAsync(mqtt);
        await second.SubscribeAsync("a", 1, CancellationToken.None);
        await second.DisposeAsync();
        await broker.PublishAsync("a", "1", "-q", "1");
        Assert.Equal("1", (await first.ReceiveAsync(CancellationToken.None)).Text);
        await Assert.ThrowsAsync<DeviceException>(async () => await second.ReceiveAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Queue_NobodyReads_TheOldestGoAndAreCounted()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        await using var last = await OpenAsync(mqtt);
        await link.SubscribeAsync("flood", 1, CancellationToken.None);
        await last.SubscribeAsync("end", 1, CancellationToken.None);
        await broker.PublishLinesAsync("flood", Enumerable.Range(0, 10_500).Select(i => $"{i}"), "-q", "1");
        await broker.PublishAsync("end", "", "-q", "1");
        await last.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit);
        Assert.Equal(500, link.Dropped);
        Assert.Equal("500", (await link.ReceiveAsync(CancellationToken.None)).Text);
    }

    [Fact]
    public async Task Queue_OfLargeMessages_IsBoundedInBytesToo()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        await using var last = await OpenAsync(mqtt);
        await link.SubscribeAsync("flood", 1, CancellationToken.None);
        await last.SubscribeAsync("end", 1, CancellationToken.None);
        var large = new byte[200 * 1024];
        for (var i = 0; i < 30; i++) await last.PublishAsync(new MqttMessage("flood", large), CancellationToken.None);
        await broker.PublishAsync("end", "", "-q", "1");
        await last.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit);
        Assert.Equal(10, link.Dropped);
    }

    [Fact]
    public async Task Payload_TenMegabytesOrAMillionKeys_IsDroppedCountedAndTheRestGoesOn()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        await link.SubscribeAsync("a", 1, CancellationToken.None);
        await broker.PublishFileAsync("a", new byte[10 * 1024 * 1024], "-q", "1");
        await broker.PublishFileAsync("a", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"k{i}\":{i}"))}}}"), "-q", "1");
        await broker.PublishAsync("a", "small", "-q", "1");
        Assert.Equal("small", (await link.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit)).Text);
        Assert.Equal(2, link.TooLarge);
        var error = await Assert.ThrowsAsync<DeviceException>(() => link.PublishAsync(new MqttMessage("a", new byte[10 * 1024 * 1024]), CancellationToken.None));
        Assert.Equal(DeviceProblems.SettingInvalid, error.Code);
    }

    [Theory]
    [InlineData("a/+")]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task Publish_ToNoTopic_IsRefusedBeforeItIsSent(string topic)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        Assert.Equal(DeviceProblems.SettingInvalid, (await Assert.ThrowsAsync<DeviceException>(() => link.PublishAsync(MqttMessage.Of(topic, ""), CancellationToken.None))).Code);
        await link.PublishAsync(MqttMessage.Of("a", ""), CancellationToken.None);
    }

    [Fact]
    public async Task Broker_KilledAndBack_LinksEndAndTheNextOneWorks()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        await using var link = await OpenAsync(mqtt);
        await link.SubscribeAsync("a", 1, CancellationToken.None);
        await broker.KillAsync();
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(() => link.Ended.WaitAsync(s_limit))).Code);
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(async () => await link.ReceiveAsync(CancellationToken.None))).Code);
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(() => link.PublishAsync(MqttMessage.Of("a", ""), CancellationToken.None))).Code);
        Assert.Equal(DeviceProblems.Unreachable, (await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(mqtt))).Code);

        await broker.StartAgainAsync();
        // A failure counts for all who ask within a second of it.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System);
        await using var again = await OpenAsync(mqtt);
        await again.SubscribeAsync("a", 1, CancellationToken.None);
        await broker.PublishAsync("a", "back", "-q", "1");
        Assert.Equal("back", (await again.ReceiveAsync(CancellationToken.None)).Text);
    }

    [Fact]
    public async Task Will_LineCut_IsSaidAndAGoodbyeDoesNotSayIt()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var listener = await broker.ListenAsync("status");
        var will = MqttMessage.Of("status", "offline", retained: true);
        await using (var leaving = await ClientAsync(broker.Port, will))
        {
            await using var link = await OpenAsync(leaving);
            await link.PublishAsync(MqttMessage.Of("status", "leaving"), CancellationToken.None);
        }

        await using var host = SimulatorHost.Start(new BrokerLine(broker.Port), ConnectionKind.Tcp);
        await using var cut = await ClientAsync(host.Connection.Port, will);
        await using var lost = await OpenAsync(cut);
        await lost.PublishAsync(MqttMessage.Of("status", "here"), CancellationToken.None);
        await host.DisposeAsync();
        Assert.Equal("status leaving", await listener.NextAsync());
        Assert.Equal("status here", await listener.NextAsync());
        Assert.Equal("status offline", await listener.NextAsync());
    }

    [Fact]
    public async Task Password_RightAndWrong_IsLetInOrDenied()
    {
        using var folder = new TemporaryFolder();
        using (var made = System.Diagnostics.Process.Start("mosquitto_passwd", ["-b", "-c", folder["passwords"], "box", "s3cret"])) await made.WaitForExitAsync();
        await using var broker = await Mosquitto.StartAsync($"password_file {folder["passwords"]}");
        await using var right = new SharedMqtt(TimeProvider.System);
        await right.UseAsync(At(broker.Port) with { User = "box", Password = "s3cret" }, CancellationToken.None);
        await using var link = await OpenAsync(right);

        await using var wrong = new SharedMqtt(TimeProvider.System);
        await wrong.UseAsync(At(broker.Port) with { User = "box", Password = "S3cret" }, CancellationToken.None);
        var error = await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(wrong));
        Assert.Equal(DeviceProblems.Denied, error.Code);
        Assert.DoesNotContain("S3cret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", wrong.Broker!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_OfAKnownAuthority_WorksAndOfAnotherDoesNot()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using var broker = await Mosquitto.StartAsync($"certfile {authority.CertificateFile}", $"keyfile {authority.KeyFile}");
        await using var right = new SharedMqtt(TimeProvider.System);
        await right.UseAsync(At(broker.Port) with { Tls = true, AuthorityFile = authority.AuthorityFile }, CancellationToken.None);
        await using var link = await OpenAsync(right);
        await link.SubscribeAsync("a", 1, CancellationToken.None);
        await link.PublishAsync(MqttMessage.Of("a", "safe"), CancellationToken.None);
        Assert.Equal("safe", (await link.ReceiveAsync(CancellationToken.None)).Text);

        foreach (var file in new[] { other.AuthorityFile, "" })
        {
            await using var wrong = new SharedMqtt(TimeProvider.System);
            await wrong.UseAsync(At(broker.Port) with { Tls = true, AuthorityFile = file }, CancellationToken.None);
            Assert.Equal(DeviceProblems.Unexpected, (await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(wrong))).Code);
        }
    }

    [Fact]
    public async Task Aedes_AnotherBroker_AllQualitiesRetainedAndRefusals()
    {
        await using var broker = await NodePeer.StartAsync("mqtt.mjs", "broker");
        var port = int.Parse(broker.FirstLine, System.Globalization.CultureInfo.InvariantCulture);
        await using var mqtt = new SharedMqtt(TimeProvider.System);
        await mqtt.UseAsync(At(port) with { User = "box", Password = "secret" }, CancellationToken.None);
        await using var link = await OpenAsync(mqtt);
        await link.SubscribeAsync("a/+", 2, CancellationToken.None);
        await link.PublishAsync(MqttMessage.Of("a/kept", "kept", 1, retained: true), CancellationToken.None);
        Assert.False((await link.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit)).Retained);
        await using var later = await OpenAsync(mqtt);
        await later.SubscribeAsync("a/#", 2, CancellationToken.None);
        Assert.True((await later.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit)).Retained);
        for (var quality = 0; quality <= 2; quality++)
        {
            await link.PublishAsync(MqttMessage.Of("a/b", $"{quality}", quality), CancellationToken.None);
            Assert.Equal($"{quality}", (await later.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(s_limit)).Text);
        }

        Assert.Equal(DeviceProblems.Denied, (await Assert.ThrowsAsync<DeviceException>(() => link.SubscribeAsync("forbidden/#", 1, CancellationToken.None))).Code);
        await using var wrong = new SharedMqtt(TimeProvider.System);
        await wrong.UseAsync(At(port) with { User = "box", Password = "wrong" }, CancellationToken.None);
        Assert.Equal(DeviceProblems.Denied, (await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(wrong))).Code);
    }

    [Fact]
    public async Task Port_OfNoBroker_IsSaidInTime()
    {
        await using var mqtt = await ClientAsync(Mosquitto.FreePort());
        Assert.Equal(DeviceProblems.Unreachable, (await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(mqtt))).Code);
        await using var none = new SharedMqtt(TimeProvider.System);
        Assert.Equal(DeviceProblems.SettingInvalid, (await Assert.ThrowsAsync<DeviceException>(() => OpenAsync(none))).Code);
    }

    [Fact]
    public async Task Connections_OpenedAndEndedOften_LeaveNothingBehind()
    {
        await using var broker = await Mosquitto.StartAsync();
        var left = new List<WeakReference>();
        for (var i = 0; i < 20; i++) left.Add(await OnceAsync(broker.Port));
        for (var i = 0; i < 20 && left.Any(each => each.IsAlive); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            GC.Collect();
        }

        // The last one may still stand in somebody's register.
        Assert.InRange(left.Count(each => each.IsAlive), 0, 1);
    }

    [Fact]
    public async Task Trace_SwitchedOn_ShowsTopicAndPayload()
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var mqtt = await ClientAsync(broker.Port);
        var trace = new WireTrace(TimeProvider.System);
        trace.SwitchOn(TimeSpan.FromMinutes(1));
        await using var link = await mqtt.OpenAsync(trace, CancellationToken.None);
        await link.SubscribeAsync("a", 1, CancellationToken.None);
        await link.PublishAsync(MqttMessage.Of("a", "shown"), CancellationToken.None);
        await link.ReceiveAsync(CancellationToken.None);
        Assert.Equal(["a shown", "a shown"], trace.Last().Select(piece => Encoding.UTF8.GetString(piece.Bytes)));
    }

    private static async Task<WeakReference> OnceAsync(int port)
    {
        var connection = await MqttConnection.OpenAsync(At(port), TimeProvider.System, CancellationToken.None);
        await connection.PublishAsync(MqttMessage.Of("a", "b"), CancellationToken.None);
        await connection.DisposeAsync();
        return new WeakReference(connection);
    }

    private static MqttBroker At(int port) => new() { Host = "127.0.0.1", Port = port };

    private static async Task<SharedMqtt> ClientAsync(int port, MqttMessage? will = null)
    {
        var mqtt = new SharedMqtt(TimeProvider.System);
        await mqtt.UseAsync(At(port) with { Will = will }, CancellationToken.None);
        return mqtt;
    }

    private static Task<MqttLink> OpenAsync(SharedMqtt mqtt) => mqtt.OpenAsync(new WireTrace(TimeProvider.System), CancellationToken.None);
}
