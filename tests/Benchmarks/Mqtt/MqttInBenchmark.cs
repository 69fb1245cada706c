using System.Diagnostics;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.Harness;

namespace Tongtang.Benchmarks.Mqtt;

/// <summary>
/// Messages of QoS 1 and 200 bytes from two mosquitto_pub through a Mosquitto into our binding, read one by one as a driver
/// reads them; in turns with mosquitto_sub, which prints them into a pipe that is read. All share the machine.
/// </summary>
internal static class MqttInBenchmark
{
    private const int Messages = 20_000;
    private const int Rounds = 5;
    private static readonly string s_payload = new('x', 200);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        // Otherwise it drops what a listener has not taken yet.
        await using var broker = await Mosquitto.StartAsync("max_queued_messages 0");
        await OursAsync(broker);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await OursAsync(broker));
            theirs.Add(await TheirsAsync(broker));
        }

        yield return new Figure("MQTT in, QoS 1, 200 B, through the binding", "/s", ours, "mosquitto_sub", theirs);
    }

    private static async Task<double> OursAsync(Mosquitto broker)
    {
        await using var mqtt = new SharedMqtt(TimeProvider.System);
        await mqtt.UseAsync(new MqttBroker { Host = "127.0.0.1", Port = broker.Port }, CancellationToken.None);
        await using var link = await mqtt.OpenAsync(new WireTrace(TimeProvider.System), CancellationToken.None);
        await link.SubscribeAsync("load/#", 1, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var clock = Stopwatch.StartNew();
        var loading = LoadAsync(broker);
        for (var i = 0; i < Messages; i++)
        {
            var message = await link.ReceiveAsync(patience.Token);
            if (message.Payload.Length != s_payload.Length || message.QualityOfService != 1) throw new InvalidOperationException($"{message.Topic} has {message.Payload.Length} bytes, quality {message.QualityOfService}.");
        }

        var rate = Messages / clock.Elapsed.TotalSeconds;
        await loading;
        return link.Dropped == 0 ? rate : throw new InvalidOperationException($"{link.Dropped} messages were dropped.");
    }

    private static async Task<double> TheirsAsync(Mosquitto broker)
    {
        // One more, since the listener tells by a message of its own that it listens.
        await using var listener = await broker.ListenAsync("load/#", "-q", "1", "-C", $"{Messages + 1}");
        var clock = Stopwatch.StartNew();
        var loading = LoadAsync(broker);
        await listener.EndedAsync();
        var rate = Messages / clock.Elapsed.TotalSeconds;
        await loading;
        return rate;
    }

    private static Task LoadAsync(Mosquitto broker) => Task.WhenAll(Enumerable.Range(0, 2).Select(i => broker.PublishLinesAsync($"load/{i}", Enumerable.Repeat(s_payload, Messages / 2), "-q", "1")));
}
