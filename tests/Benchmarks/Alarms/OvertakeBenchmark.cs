using System.Text.Json.Nodes;
using Tongtang.Benchmarks.Outbox;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Alarms;

/// <summary>
/// A box with a million readings in its outbox hands them to its hub over a line of 4 Mbit/s. Meanwhile its cameras are
/// gone in one lesson after the other; from the moment at which the box raises each alarm until the hub's event stream,
/// which the console listens to, has it.
/// </summary>
internal static class OvertakeBenchmark
{
    private const int Readings = 1_000_000;
    private const int Lessons = 4;
    private static readonly OutboxOptions s_options = new() { ReadingMegabytes = 512 };
    private static readonly string[] s_cameras = ["teacher", "students", "board"];

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        var sources = s_cameras.Select(object (name) => new { Name = name, Kind = "file", Address = $"/nowhere/{name}.mp4", Role = "teacher" }).ToArray();
        var (box, room) = await Box.StartEnrolledAsync(hub, line, new { Outbox = new { s_options.ReadingMegabytes } }, sources);
        await using var _ = box;
        await box.KillAsync();
        await OutboxFill.FillAsync(box.DataFolder, s_options, ItemClass.Reading, Readings, i => new Item { Reading = new Reading { Device = "agent", Name = $"quantity_{i % 20}_percent", Value = i % 1000 / 10.0 } });
        line.Condition = LineCondition.Good with { BytesPerSecond = 500_000 };

        using var end = new CancellationTokenSource();
        var seen = new List<double>();
        var listening = ListenAsync(hub, room, seen, end.Token);
        await box.StartAgainAsync();
        await hub.RoomIsAsync(room, "online", 60);
        var before = await PendingAsync(box);
        for (var lesson = 1; lesson <= Lessons; lesson++)
        {
            await box.StartRecordingAsync("overtaking");
            var due = lesson * s_cameras.Length;
            await Eventually.TrueAsync(() => seen.Count >= due, TimeSpan.FromSeconds(60), () => $"{seen.Count} of {due} alarms came\n{box.Log}");
            await box.StopRecordingAsync();
            // Each alarm is over before it is raised again.
            await Eventually.LessonGoesOnAsync(8);
        }
        var after = await PendingAsync(box);
        await end.CancelAsync();
        await listening;
        if (after is 0 || after >= before) throw new InvalidOperationException($"{before} readings waited before and {after} after: the box did not deliver all the while.");
        yield return new Figure($"alarm raised on the box → hub's event stream, while {before} to {after} readings wait behind it (4 Mbit/s)", "ms", seen);
    }

    private static async Task<long> PendingAsync(Box box) => (await box.StatusAsync())["outbox"]!["pendingReadings"]!.GetValue<long>();

    private static async Task ListenAsync(Hub hub, string room, List<double> seen, CancellationToken end)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await using var stream = await hub.Http.GetStreamAsync(new Uri("/api/v1/events?kinds=alarm", UriKind.Relative), end);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(end) is { } text)
            {
                if (!text.StartsWith("data:", StringComparison.Ordinal) || JsonNode.Parse(text[5..]) is not { } alarm) continue;
                if (alarm.Text("kind") != "source_down" || alarm.Text("state") != "raised" || alarm.Text("roomId") != room) continue;
                var raisedAt = alarm["raisedAt"]!.GetValue<DateTimeOffset>();
                // Box and hub share this machine's clock.
                if (known.Add($"{alarm.Text("subject")} {raisedAt:O}")) seen.Add((TimeProvider.System.GetUtcNow() - raisedAt).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was seen.
        }
    }
}
