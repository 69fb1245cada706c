using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A room watched as it happens, from the list of live rooms, by the clocks that its cameras burn into their pictures.</summary>
[Collection(DistrictCollection.Name)]
public sealed class LivePageTests(District district)
{
    /// <summary>For five seconds, every picture of every video: when it was shown, in Unix milliseconds, and the clock in it.</summary>
    private const string Watch = """
        async () => {
          const bits = 20, seen = {};
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          let over = false;
          for (const video of document.querySelectorAll('[data-view] video')) {
            const view = video.closest('[data-view]').dataset.view;
            seen[view] = [];
            const look = (now, frame) => {
              const [w, h] = [frame.width, frame.height];
              canvas.canvas.width = w; canvas.canvas.height = 4;
              canvas.drawImage(video, 0, h - h / 24, w, 4, 0, 0, w, 4);
              const line = canvas.getImageData(0, 2, w, 1).data;
              let clock = 0;
              for (let bit = 0; bit < bits; bit++) if (line[4 * Math.floor((bit + 0.5) * w / bits)] > 127) clock += 2 ** bit;
              seen[view].push({ at: performance.timeOrigin + frame.expectedDisplayTime, clock });
              if (!over) video.requestVideoFrameCallback(look);
            };
            video.requestVideoFrameCallback(look);
          }
          await new Promise(resolve => setTimeout(resolve, 5000));
          over = true;
          return JSON.stringify(seen);
        }
        """;

    [Fact]
    public async Task Room_WatchedLive_IsCloseToNowAndItsPicturesAreInStep()
    {
        var (hub, box) = (district.Hub, district.Box);
        await box.StartRecordingAsync("直播");
        await box.RecorderIsAsync("recording");
        await using var console = await district.OpenConsoleAsync("/live");
        await console.SeesAsync("正在录制或有人观看的教室");
        await console.IsAccessibleAsync();
        await console.Page.Locator($"a[href='/live/rooms/{district.Room}']").First.ClickAsync();
        await Assertions.Expect(console.Page.Locator("[data-view='teacher'][data-phase='live']")).ToBeVisibleAsync();
        await Assertions.Expect(console.Page.Locator("[data-view='screen'][data-phase='live']")).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("live-room");
        await using var panel = await district.Browser.OpenAsync(box.Address);
        await panel.SeesAsync("直播中");

        var seen = JsonNode.Parse(await console.Page.EvaluateAsync<string>(Watch))!;
        await File.WriteAllTextAsync(Path.Combine(Programs.Artefacts, "live-room.json"), seen.ToJsonString());
        var (teacher, screen) = (Latencies(seen, "teacher"), Latencies(seen, "screen"));
        // The bound of a busy machine; tests/Benchmarks has the figures.
        Assert.InRange(Median(teacher), 0, 1_500);
        Assert.InRange(Median(teacher) - Median(screen), -150, 150);

        await console.Page.Keyboard.PressAsync("2");
        await Assertions.Expect(console.Page.Locator(".tp-tile-large")).ToHaveAttributeAsync("data-view", "screen");
        await console.Button("打开声音").ClickAsync();
        await console.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('video')].some(video => !video.muted && video.webkitAudioDecodedByteCount > 0)");

        await Programs.RunAsync("pkill", "-KILL", "-P", $"{box.ProcessId}", "ffmpeg");
        await Assertions.Expect(console.Page.Locator("[data-view='teacher']:not([data-phase='live'])")).ToBeVisibleAsync();
        await Assertions.Expect(console.Page.Locator("[data-view='teacher'][data-phase='live']")).ToBeVisibleAsync();
        await box.StopRecordingAsync();
        await hub.RoomIsAsync(district.Room, "online");
    }

    /// <summary>Ordinary viewers, part by part: close to now, back to the beginning, and close to now again.</summary>
    [Fact]
    public async Task Lesson_FollowedByAnOrdinaryViewer_IsCloseToNow_AndCanBeWatchedFromItsBeginningMeanwhile()
    {
        var box = district.Box;
        var id = await box.StartRecordingAsync("跟着看");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(6);
        await using var console = await district.OpenConsoleAsync($"/recordings/{id}");
        console.Expected.Add("404");
        await console.PlaysAsync();
        await console.SeesAsync("即时");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("followed-lesson");
        var seen = JsonNode.Parse(await console.Page.EvaluateAsync<string>(Watch))!;
        await File.WriteAllTextAsync(Path.Combine(Programs.Artefacts, "followed-lesson.json"), seen.ToJsonString());
        // The bound of a busy machine; tests/Benchmarks has the figures.
        Assert.InRange(Median(Latencies(seen, "teacher")), 0, 3_000);

        await console.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(console.Button("回到最新")).ToBeVisibleAsync();
        await console.Page.WaitForFunctionAsync("() => document.querySelector('[data-view=teacher] video').currentTime < 5");
        await console.Button("回到最新").ClickAsync();
        await console.SeesAsync("即时");
        await box.StopRecordingAsync();
        await district.Hub.RecordingBecomesAsync(id, "complete", 10);
    }

    private static List<double> Latencies(JsonNode seen, string view)
    {
        var latencies = seen.List(view).Select(picture => BurnedClock.Wrap(picture.Number("at") - picture.Number("clock"))).ToList();
        Assert.True(latencies.Count > 20, $"{view}: {latencies.Count} pictures in five seconds");
        return latencies;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
