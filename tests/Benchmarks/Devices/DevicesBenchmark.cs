using System.Diagnostics;
using System.Text.Json.Nodes;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Devices;

/// <summary>A room with six devices: what the box takes to poll them, and how long a scene over them takes.</summary>
internal static class DevicesBenchmark
{
    private const int Rounds = 20;
    private const int Commands = 60;
    private const int FootprintSeconds = 60;
    private static readonly object[] s_source = [new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25 }];

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var (room, box) = await MadeUpRoom.StartAsync(settings => Box.StartAsync(settings, s_source));
        await using var plugged = room;
        await using var running = box;
        await Eventually.LessonGoesOnAsync(20);
        var (memory, cpu) = await FootprintAsync(box);
        yield return new Figure("agent with six devices, PSS", "MB", memory);
        yield return new Figure("agent with six devices, CPU of itself and its broker", "% of a core", cpu);
        yield return new Figure("上课 over six devices: pressed → done", "ms", await ScenesAsync(box));
        yield return new Figure("key pressed → recording on the panel", "ms", await KeysAsync(room, box));
    }

    /// <summary>A relay switched from the console.</summary>
    public static async IAsyncEnumerable<Figure> FromTheHubAsync()
    {
        await using var hub = await Hub.StartAsync();
        var place = "";
        var (room, box) = await MadeUpRoom.StartAsync(async settings =>
        {
            (var started, place) = await Box.StartEnrolledAsync(hub, settings, s_source);
            return started;
        });
        await using var plugged = room;
        await using var running = box;
        await using var console = await PageEvents.OpenAsync(hub.Http, $"/api/v1/events?readings={place}&kinds=devices");
        var (answered, shown) = (new List<double>(), new List<double>());
        for (var i = 0; i < Commands; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(800, 1800)), TimeProvider.System);
            var on = i % 2 == 0;
            var sent = Stopwatch.GetTimestamp();
            var seen = console.UntilAsync(told => (bool?)told["items"]!.AsArray().Single(device => (string?)device!["id"] == "relays")!["properties"]!["relay_2"] == on);
            var answer = await hub.PostAsync($"rooms/{place}/devices/relays/commands", new { capability = "relay", action = on ? "on" : "off", arguments = new { channel = 2 } });
            answered.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if ((string?)answer["outcome"] != "done") throw new InvalidOperationException($"The command came to nothing: {answer.ToJsonString()}");
            shown.Add(Stopwatch.GetElapsedTime(sent, await seen).TotalMilliseconds);
        }

        yield return new Figure("console → hub → box → relay and back: the answer", "ms", answered);
        yield return new Figure("the same until the new state is on the console", "ms", shown);
    }

    private static async Task<(List<double> Memory, List<double> Cpu)> FootprintAsync(Box box)
    {
        var (memory, cpu) = (new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            var before = ProcessTree.ThreadNanoseconds(box.ProcessId);
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed.TotalSeconds < FootprintSeconds / 3)
            {
                await Eventually.LessonGoesOnAsync(2);
                memory.Add(ProcessTree.PssMegabytes(box.ProcessId));
            }

            cpu.Add(100 * ProcessTree.CpuSeconds(before, ProcessTree.ThreadNanoseconds(box.ProcessId)) / clock.Elapsed.TotalSeconds);
        }

        return (memory, cpu);
    }

    private static async Task<List<double>> ScenesAsync(Box box)
    {
        var taken = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            // Not in step with the polls.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(500, 1500)), TimeProvider.System);
            var clock = Stopwatch.StartNew();
            await box.PostAsync($"scenes/{MadeUpRoom.Scene}/run", new { });
            string? state;
            do state = (string?)JsonNode.Parse(await box.Http.GetStringAsync(new Uri("/api/v1/scenes", UriKind.Relative)))![0]!["last"]!["state"];
            while (state == "running");
            taken.Add(clock.Elapsed.TotalMilliseconds);
            if (state != "done") throw new InvalidOperationException($"The scene is {state}:\n{box.Log}");
        }

        return taken;
    }

    private static async Task<List<double>> KeysAsync(MadeUpRoom room, Box box)
    {
        var taken = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var panel = await PageEvents.OpenAsync(box.Http, "/api/v1/events");
            await panel.UntilAsync(status => (string?)status["recorder"]!["state"] == "idle");
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(200, 1200)), TimeProvider.System);
            var pressed = Stopwatch.GetTimestamp();
            await room.Keys.PressAsync("record");
            var seen = await panel.UntilAsync(status => (string?)status["recorder"]!["state"] is "starting" or "recording");
            taken.Add(Stopwatch.GetElapsedTime(pressed, seen).TotalMilliseconds);
            await panel.UntilAsync(status => (string?)status["recorder"]!["state"] == "recording");
            await box.PostAsync("recording/stop", new { undoSeconds = 0 });
            await box.RecorderIsAsync("idle", 30);
        }

        return taken;
    }
}
