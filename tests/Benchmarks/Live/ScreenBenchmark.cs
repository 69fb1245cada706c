using System.Globalization;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Live;

/// <summary>
/// From camera to screen by the clock that made-up cameras burn into their pictures, on the pages that people use: as frames
/// and in parts, before and after faults, two pictures in step, and a line that was away for ten seconds.
/// </summary>
internal static class ScreenBenchmark
{
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(10);

    private const int Faults = 13;

    /// <summary>Which of the faults are restarts of the camera; the others are stalls of the box's and of the viewers' line in turn.</summary>
    private static readonly int[] s_restarts = [3, 7, 11];

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        await using var rooms = await LiveRooms.StartAsync();
        await using (var silent = await rooms.OpenAsync($"/live/rooms/{rooms.SilentRoom}"))
        {
            await using var sound = await rooms.OpenAsync($"/live/rooms/{rooms.Room}");
            await LiveAsync(silent, sound);
            foreach (var figure in await FramesAsync(silent, sound, "")) yield return figure;
            var minutes = Minutes();
            if (minutes > 0)
            {
                await FailAsync(rooms, TimeSpan.FromMinutes(minutes));
                // Side by side, so that a machine that has become busier is no latency that has grown.
                await using var newSilent = await rooms.OpenAsync($"/live/rooms/{rooms.SilentRoom}");
                await using var newSound = await rooms.OpenAsync($"/live/rooms/{rooms.Room}");
                await LiveAsync(newSilent, newSound);
                var fresh = FramesAsync(newSilent, newSound, ", on pages opened then");
                var when = string.Create(CultureInfo.InvariantCulture, $", after {minutes} min with three camera restarts and ten stalls");
                foreach (var figure in await FramesAsync(silent, sound, when)) yield return figure;
                foreach (var figure in await fresh) yield return figure;
            }
            foreach (var figure in await CutsAsync(rooms, silent)) yield return figure;
        }
        foreach (var figure in await PartsAsync(rooms)) yield return figure;
    }

    private static double Minutes() =>
        Environment.GetEnvironmentVariable("BENCH_LIVE_MINUTES") is { Length: > 0 } said ? double.Parse(said, CultureInfo.InvariantCulture) : 2;

    /// <summary>Both show pictures, and have settled.</summary>
    private static async Task LiveAsync(ScreenPage silent, ScreenPage sound)
    {
        foreach (var (page, view) in new[] { (silent, "camera"), (sound, "teacher") })
            await page.Page.WaitForSelectorAsync($"[data-view='{view}'][data-phase='live']", new() { Timeout = 60_000 });
        await Task.Delay(s_settling, TimeProvider.System);
    }

    private static async Task<IReadOnlyList<Figure>> FramesAsync(ScreenPage silent, ScreenPage sound, string when)
    {
        var (first, second) = (silent.WatchAsync(s_measured), sound.WatchAsync(s_measured));
        var (camera, teacher, screen) = ((await first)["camera"].ToList(), (await second)["teacher"].ToList(), (await second)["screen"].ToList());
        return
        [
            new Figure($"camera → screen, frames, picture alone{when}", "ms", Late(camera)),
            new Figure($"camera → screen, frames, with AAC{when}", "ms", Late(teacher)),
            new Figure($"two pictures of one page, apart{when}", "ms", Apart(teacher, screen)),
        ];
    }

    private static IReadOnlyList<double> Late(IReadOnlyList<Seen> seen) =>
        seen.Count >= 100 ? [.. seen.Select(one => one.LateMs)] : throw new InvalidOperationException($"{seen.Count} pictures in {s_measured.TotalSeconds} s.");

    /// <summary>How much later one is shown than the other, at each picture of the first.</summary>
    private static IReadOnlyList<double> Apart(IReadOnlyList<Seen> one, IReadOnlyList<Seen> other) =>
        [.. one.Select(mine => Math.Abs(mine.LateMs - other.MinBy(theirs => Math.Abs(theirs.AtMs - mine.AtMs))!.LateMs))];

    private static async Task FailAsync(LiveRooms rooms, TimeSpan length)
    {
        for (var fault = 0; fault < Faults; fault++)
        {
            await Task.Delay(length / (Faults + 1), TimeProvider.System);
            if (s_restarts.Contains(fault)) await RestartAsync(rooms.Box, rooms.SilentBox);
            else if (fault % 2 == 0) await StallAsync(rooms.BoxLine, rooms.SilentLine);
            else await StallAsync(rooms.ViewerLine);
        }
        await Task.Delay(length / (Faults + 1), TimeProvider.System);
    }

    private static async Task RestartAsync(params Box[] boxes)
    {
        foreach (var box in boxes) await Programs.RunAsync("pkill", "-KILL", "-P", $"{box.ProcessId}", "ffmpeg");
    }

    /// <summary>Nothing is lost: all that was sent comes at its end.</summary>
    private static async Task StallAsync(params FaultyLine[] lines)
    {
        foreach (var line in lines) line.Condition = new LineCondition { Delay = s_stall };
        await Task.Delay(s_stall, TimeProvider.System);
        foreach (var line in lines) line.Condition = LineCondition.Good;
    }

    private static async Task<IReadOnlyList<Figure>> CutsAsync(LiveRooms rooms, ScreenPage page)
    {
        (string What, FaultyLine Line, Action<FaultyLine> Break)[] cuts =
        [
            ("the box's line, reset", rooms.SilentLine, line => line.Cut()),
            ("the box's line, half-open", rooms.SilentLine, line => line.Lose()),
            ("the viewer's line, reset", rooms.ViewerLine, line => line.Cut()),
            ("the viewer's line, half-open", rooms.ViewerLine, line => line.Lose()),
        ];
        var figures = new List<Figure>();
        foreach (var (what, line, sever) in cuts)
        {
            var back = new List<double>();
            for (var round = 0; round < 3; round++)
            {
                await Task.Delay(s_settling, TimeProvider.System);
                await page.BeginAsync();
                sever(line);
                await Task.Delay(s_cut, TimeProvider.System);
                line.Mend();
                back.Add(await page.FirstAfterAsync(NowMs(), () => rooms.SilentBox.Log));
            }
            figures.Add(new Figure($"line back after 10 s → picture back: {what}", "ms", back));
        }
        return figures;
    }

    private static double NowMs() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    private static async Task<IReadOnlyList<Figure>> PartsAsync(LiveRooms rooms)
    {
        var id = await rooms.Box.StartRecordingAsync("直播");
        await rooms.Box.RecorderIsAsync("recording");
        await Task.Delay(s_settling, TimeProvider.System);
        await using var page = await rooms.OpenAsync($"/recordings/{id}");
        await page.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "播放", Exact = true }).ClickAsync();
        await Task.Delay(s_settling * 2, TimeProvider.System);
        var seen = await page.WatchAsync(s_measured);
        await rooms.Box.StopRecordingAsync();
        return
        [
            new Figure("camera → screen, low-latency HLS, with AAC", "ms", Late([.. seen["teacher"]])),
            new Figure("camera → screen, low-latency HLS, picture alone", "ms", Late([.. seen["screen"]])),
        ];
    }
}
