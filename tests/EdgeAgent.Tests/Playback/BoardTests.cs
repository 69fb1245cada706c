using System.Diagnostics;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.EdgeAgent.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Playback;

/// <summary>
/// A lesson on a real X server, shown by the real browser that the box starts: what is on the screen, and what is heard. The
/// box's own camera stands in for those of the other rooms; the hub's side in memory hands its frames on.
/// </summary>
[Collection(Alone.Name)]
public sealed class BoardTests
{
    private const int Tone = 440;

    [Fact]
    [Trait("speed", "slow")]
    public async Task Receiver_ShowsTheHostsPicturesAndItsSound_AndEverythingEndsWithTheLesson()
    {
        await using var hub = await new TestHub().StartAsync();
        using var screen = await TestScreen.StartAsync();
        var port = Programs.FreePort();
        await using var box = await new TestBox { Settings = Settings(screen, port, "teacher", "screen") }.StartEnrolledAsync(hub);
        using var page = new BoardPage(port);
        Push(hub, "teacher", "screen");
        Tell(hub, MadeLesson.Part(LessonRole.Receiver));
        await page.SaysAsync("document.querySelectorAll('.rc-tile[data-phase=live]').length + ' ' + document.querySelectorAll('.rc-sound').length", "2 1");

        var delays = new List<double>();
        await Eventually.TrueAsync(
            async () =>
            {
                var picture = await screen.TakeAsync("board.png");
                delays.Add(DelayMs(picture));
                return delays[^1] is > 0 and < 3000;
            },
            TimeSpan.FromSeconds(20), () => $"the clocks on the screen were late by {string.Join(' ', delays)} ms");
        await IsHeardAsync(page, $"{MadeLesson.Other}/teacher");
        Assert.Equal("1", await page.AskAsync("[...document.querySelectorAll('video')].filter(video => !video.muted).length"));

        Tell(hub, new LessonPart());
        await Eventually.TrueAsync(() => Browsers(box) == 0, TimeSpan.FromSeconds(10), () => "the browser runs on");
    }

    /// <summary>A receiving room is heard in the host's room while it has the floor, and not before or after; the browser is killed meanwhile.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Host_HearsAReceiverOnlyWithTheFloor_AndItsBrowserComesBackWhenKilled()
    {
        await using var hub = await new TestHub().StartAsync();
        using var screen = await TestScreen.StartAsync();
        var port = Programs.FreePort();
        await using var box = await new TestBox { Settings = [.. Settings(screen, port, "student", "pupils"), ("Display:HostToo", "true")] }.StartEnrolledAsync(hub);
        using var page = new BoardPage(port);
        Push(hub, "student", "pupils");
        var part = MadeLesson.Part(LessonRole.Host);
        part.Record = false;
        Tell(hub, part);
        const string Live = "document.querySelectorAll('.rc-tile[data-phase=live]').length";
        await page.SaysAsync(Live, "2");
        foreach (var browser in Process.GetProcesses().Where(one => IsOurs(one, box))) browser.Kill();
        await TestHub.EventuallyAsync(() => box.Log.Lines.FirstOrDefault(line => line.Contains("The browser ended", StringComparison.Ordinal)), box.Log);
        await page.SaysAsync(Live, "2");

        var pupils = $"{MadeLesson.Other}/student";
        Assert.InRange(await page.ToneDbAsync(pupils, Tone), -200, BoardEar.HeardDb);
        Tell(hub, part = part.With(next => next.Rooms[1].HasFloor = true));
        await page.SaysAsync($"document.querySelector('[data-source=\"{pupils}\"]').dataset.place", "large");
        await IsHeardAsync(page, pupils);
        Tell(hub, part.With(next => next.Rooms[1].HasFloor = false));
        await page.SaysAsync($"document.querySelector('[data-source=\"{pupils}\"]').dataset.place", "equal");
        Assert.InRange(await page.ToneDbAsync(pupils, Tone), -200, BoardEar.HeardDb);
    }

    /// <summary>A sound that is to begin may take a moment on a busy machine.</summary>
    private static async Task IsHeardAsync(BoardPage page, string source)
    {
        var heard = double.NaN;
        await Eventually.TrueAsync(
            async () => (heard = await page.ToneDbAsync(source, Tone)) > BoardEar.HeardDb, TimeSpan.FromSeconds(30), () => $"{Tone} Hz of {source} is heard at {heard} dB");
    }

    private static IReadOnlyList<(string, string)> Settings(TestScreen screen, int port, string first, string second) =>
    [
        ("Sources:0:Name", first), ("Sources:0:Kind", "test"), ("Sources:0:Width", "640"), ("Sources:0:Height", "360"),
        ("Sources:1:Name", second), ("Sources:1:Kind", "test"), ("Sources:1:Width", "640"), ("Sources:1:Height", "360"),
        ("Panel:PagesFolder", Path.Combine(Programs.Root, "edge-agent", "wwwroot")),
        // Nobody manages windows on this screen: it does not fill it by itself.
        ("Display:Arguments:2", $"--window-size={TestScreen.Width},{TestScreen.Height}"),
        ("Display:Screen", screen.Name), ("Display:Arguments:0", "--no-sandbox"), ("Display:Arguments:1", $"--remote-debugging-port={port}"),
    ];

    /// <summary>How late the clock is that is burned into the left one of two pictures side by side: twenty bits of Unix milliseconds.</summary>
    private static double DelayMs(byte[] picture)
    {
        const int Bits = 20;
        // Half the screen is wide as the picture; it stands in the middle of the height.
        const int Width = TestScreen.Width / 2;
        const int Bottom = (TestScreen.Height + (Width * 9 / 16)) / 2;
        var made = 0L;
        for (var bit = 0; bit < Bits; bit++)
        {
            var (red, _, _) = TestScreen.At(picture, (int)((bit + 0.5) * (Width - 2) / Bits), Bottom - 12);
            if (red > 128) made |= 1L << bit;
        }
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() % (1 << Bits);
        return (now - made + (1 << Bits)) % (1 << Bits);
    }

    private static int Browsers(TestBox box) => Process.GetProcesses().Count(one => IsOurs(one, box));

    /// <summary>By the profile that only this box's browser has.</summary>
    private static bool IsOurs(Process process, TestBox box)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"--user-data-dir={box.DataFolder}", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Push(TestHub hub, params string[] sources)
    {
        hub.Live.Want(sources);
        hub.Link!.TryWrite(new HubMessage { LiveRequest = new LiveRequest { Sources = { sources.Select(name => new LiveSourceWish { Name = name, Frames = true }) } } });
    }

    private static void Tell(TestHub hub, LessonPart part) => hub.Link!.TryWrite(new HubMessage { LessonPart = part });
}
