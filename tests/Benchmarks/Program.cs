using System.Globalization;
using System.Text.Json;
using Tongtang.Benchmarks;
using Tongtang.Benchmarks.Alarms;
using Tongtang.Benchmarks.Capture;
using Tongtang.Benchmarks.Devices;
using Tongtang.Benchmarks.Footprint;
using Tongtang.Benchmarks.Intake;
using Tongtang.Benchmarks.Lessons;
using Tongtang.Benchmarks.Links;
using Tongtang.Benchmarks.Lists;
using Tongtang.Benchmarks.Live;
using Tongtang.Benchmarks.Mqtt;
using Tongtang.Benchmarks.Outbox;
using Tongtang.Benchmarks.Readings;
using Tongtang.Benchmarks.Serving;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Benchmark[] benchmarks =
[
    new("start", "start pressed → first frame, first durable segment; warm and cold", StartBenchmark.RunAsync),
    new("stop", "stop pressed → complete and playable on the hub", StopBenchmark.RunAsync),
    new("copy", "CPU of recording two 1080p cameras, beside two bare ffmpeg copies", CopyBenchmark.RunAsync),
    new("footprint", "memory of the agent idle and recording; cold start", FootprintBenchmark.RunAsync),
    new("intake", "segments into the hub, beside nginx PUT and a bare loop", IntakeBenchmark.RunAsync),
    new("readings", "durable readings into the hub, beside raw SQLite", ReadingsBenchmark.RunAsync),
    new("overload", "more readings than the hub can take: memory, honest waits, nothing lost, commands afterwards", OverloadBenchmark.RunAsync),
    new("outbox", "durable items into the box's outbox, beside raw SQLite in the same groups", OutboxBenchmark.RunAsync),
    new("backlog", "start and memory of a box with nothing, 100 MB and 2 GB waiting", BacklogBenchmark.RunAsync),
    new("alarm-overtakes", "an alarm behind a million readings on a thin line, until the hub's event stream has it", OvertakeBenchmark.RunAsync),
    new("flaps", "the agent's memory after ten thousand resets of its line", FlapsBenchmark.RunAsync),
    new("alarms", "CPU of the box's alarm loop", WatchBenchmark.RunAsync),
    new("serve", "serving segments, beside nginx with the same files", ServeBenchmark.RunAsync),
    new("devices", "six devices of a room: memory and CPU of polling them, a scene over them, a key that starts the recording", DevicesBenchmark.RunAsync),
    new("console", "a device commanded from the console, until its answer and its new state are there", DevicesBenchmark.FromTheHubAsync),
    new("hung", "polls of forty devices, with one that hangs and without", HungDeviceBenchmark.RunAsync),
    new("live", "500 viewers who wait for parts of one room, 100 who get its frames, 50 rooms at once", LiveBenchmark.RunAsync),
    new("frames", "100 viewers who get the frames of one room: the hub's CPU", LiveBenchmark.FramesAsync),
    new("crowd", "10,000 viewers who connect at once, while 100 watch", CrowdBenchmark.RunAsync),
    new("screen", "camera to screen on the pages, before and after faults; pictures in step; a line cut for 10 s; in parts", ScreenBenchmark.RunAsync),
    new("screen-peers", "camera to screen beside node-media-server and nginx-rtmp", PeersBenchmark.RunAsync),
    new("two-way", "two rooms in one lesson: start to first picture, there and back", TwoWayBenchmark.RunAsync),
    new("lists", "what the console asks for first, with 10,000 rooms and 2,000,000 recordings, beside bare statements", ListsBenchmark.RunAsync),
    new("mqtt-in", "MQTT messages into the box, beside mosquitto_sub", MqttInBenchmark.RunAsync),
];

var names = args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
if (names is [] or ["list"])
{
    foreach (var benchmark in benchmarks) Console.WriteLine($"{benchmark.Name,-16} {benchmark.What}");
    return 0;
}
var json = Array.IndexOf(args, "--json") is var at and >= 0 ? args.ElementAtOrDefault(at + 1) : null;
var unknown = names.Except(benchmarks.Select(b => b.Name), StringComparer.Ordinal).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"unknown benchmark {string.Join(", ", unknown)}; \"list\" names those there are");
    return 2;
}

var figures = new List<Figure>();
foreach (var benchmark in benchmarks.Where(b => names.Contains(b.Name)))
{
    Console.WriteLine($"== {benchmark.Name}: {benchmark.What} (load {Load()})");
    await foreach (var figure in benchmark.Run())
    {
        figures.Add(figure);
        Console.WriteLine(figure.ToRow());
    }
    Console.WriteLine($"   load {Load()}");
}
if (json is not null) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
return 0;

// Of the last minute: what else ran beside it.
static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
