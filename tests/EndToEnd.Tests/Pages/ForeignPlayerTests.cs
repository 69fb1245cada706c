using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Tongtang.EndToEnd.Tests.Faults;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>hls.js as it comes, on a page that is not ours, plays what a link gives.</summary>
public sealed class ForeignPlayerTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>
    /// Plays to the end. Of every picture: when it was shown, its media time, the clock burned into it. Of every beep: when it
    /// was heard.
    /// </summary>
    private const string Play = """
        async address => {
          const bits = 20, seen = { pictures: [], beeps: [], errors: [], stalls: 0, ended: false };
          const video = document.createElement('video');
          document.body.append(video);
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const look = (now, frame) => {
            const [w, h] = [frame.width, frame.height];
            canvas.canvas.width = w; canvas.canvas.height = 4;
            canvas.drawImage(video, 0, h - h / 24, w, 4, 0, 0, w, 4);
            const line = canvas.getImageData(0, 2, w, 1).data;
            let clock = 0;
            for (let bit = 0; bit < bits; bit++) if (line[4 * Math.floor((bit + 0.5) * w / bits)] > 127) clock += 2 ** bit;
            seen.pictures.push({ at: frame.expectedDisplayTime, time: frame.mediaTime, clock });
            video.requestVideoFrameCallback(look);
          };
          video.requestVideoFrameCallback(look);
          const audio = new AudioContext();
          const ear = audio.createScriptProcessor(512, 1, 1);
          const tone = (samples, hertz) => {
            let [real, imaginary] = [0, 0];
            samples.forEach((s, i) => { const a = 2 * Math.PI * hertz * i / audio.sampleRate; real += s * Math.cos(a); imaginary += s * Math.sin(a); });
            return Math.hypot(real, imaginary) / samples.length;
          };
          let last = 0;
          ear.onaudioprocess = event => {
            const at = performance.now(), samples = event.inputBuffer.getChannelData(0);
            if (tone(samples, 1760) > 0.02 && at - last > 500) { last = at; seen.beeps.push(at); }
          };
          audio.createMediaElementSource(video).connect(ear);
          ear.connect(audio.destination);
          const hls = new Hls();
          hls.on(Hls.Events.ERROR, (_, error) => seen.errors.push({ fatal: error.fatal, details: error.details }));
          video.addEventListener('waiting', () => { if (video.currentTime > 1) seen.stalls++; });
          hls.loadSource(address);
          hls.attachMedia(video);
          const started = performance.now();
          await new Promise(resolve => {
            video.addEventListener('ended', () => { seen.ended = true; resolve(); });
            hls.on(Hls.Events.MANIFEST_PARSED, () => { audio.resume(); video.play(); });
            setTimeout(resolve, 45000);
          });
          seen.seconds = (performance.now() - started) / 1000;
          seen.duration = video.duration;
          return JSON.stringify(seen);
        }
        """;

    /// <summary>A camera that was away for a while, with the sound of a microphone that was not.</summary>
    [Fact]
    public async Task Hole_InThePictureButNotInTheSound_IsPlayedOverAndBothAreInStepBehindIt()
    {
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(
            hub,
            new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25, Audio = "none", AudioFrom = "mic" },
            new { Name = "mic", Kind = "test", Role = "audio" });
        await using var __ = box;
        var id = await box.StartRecordingAsync("camera falls, microphone does not");
        await Eventually.LessonGoesOnAsync(9);
        await Captures.SignalAsync(box, "teacher", "KILL");
        await Eventually.LessonGoesOnAsync(11);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 10);
        var playlist = await hub.Http.GetStringAsync(new Uri($"/media/{id}/teacher/video.m3u8", UriKind.Relative));
        Assert.Contains("/fill/", playlist, StringComparison.Ordinal);
        var sound = await hub.Http.GetStringAsync(new Uri($"/media/{id}/teacher/audio.m3u8", UriKind.Relative));
        // A microphone that was ready later than the camera has its gap at the beginning, and none after that.
        Assert.DoesNotContain("/fill/", sound[sound.IndexOf("mic.audio/0/0.m4s", StringComparison.Ordinal)..], StringComparison.Ordinal);

        using var published = await hub.Http.PutAsJsonAsync($"/api/v1/recordings/{id}/visibility", new { visibility = "public" });
        published.EnsureSuccessStatusCode();
        var link = (await hub.PostAsync($"recordings/{id}/links", new { hours = 1 })).Text("url");
        await using var elsewhere = await StartPageAsync();
        await using var page = await browser.OpenAsync(new Uri(elsewhere.Urls.First()));
        await page.Page.AddScriptTagAsync(new() { Path = Path.Combine(Programs.Root, "node_modules", "hls.js", "dist", "hls.min.js") });
        var seen = JsonNode.Parse(await page.Page.EvaluateAsync<string>(Play, new Uri(hub.Address, link).AbsoluteUri))!;

        await File.WriteAllTextAsync(Path.Combine(Programs.Artefacts, "foreign-player.json"), seen.ToJsonString());
        Assert.True(seen["ended"]!.GetValue<bool>(), $"it did not play to its end: {seen["errors"]!.ToJsonString()}");
        Assert.DoesNotContain(seen.List("errors"), error => error["fatal"]!.GetValue<bool>());
        Assert.InRange(seen.Number("seconds") - seen.Number("duration"), -0.5, 2.5);
        var pictures = seen.List("pictures").Select(p => new Picture(p.Number("at"), p.Number("time"), p.Number("clock"))).ToList();
        var hole = Hole(pictures);
        Assert.InRange(hole.Seconds, 0.3, 6);
        var beeps = seen.List("beeps").Select(beep => beep!.GetValue<double>()).ToList();
        var before = Phase(beeps.Where(at => at < hole.From), pictures);
        var behind = Phase(beeps.Where(at => at > hole.To), pictures);
        Assert.InRange(Turn(before - behind), -100, 100);
        // And the picture stands at its place in time: what was not captured is missing, nothing else.
        Assert.InRange(BurnedClock.Wrap(Offset(pictures.Where(p => p.At < hole.From)) - Offset(pictures.Where(p => p.At > hole.To))), -100, 100);
    }

    /// <summary>An empty page of another origin.</summary>
    private static async Task<WebApplication> StartPageAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", () => Results.Content("<!doctype html><title>elsewhere</title><link rel=icon href='data:,'>", "text/html"));
        await app.StartAsync();
        return app;
    }

    /// <summary>From the last picture before the burned clock stands still to the first one behind.</summary>
    private static (double From, double To, double Seconds) Hole(List<Picture> pictures)
    {
        var behind = Enumerable.Range(1, pictures.Count - 1).MaxBy(i => BurnedClock.Wrap(pictures[i].Clock - pictures[i - 1].Clock) - (1000 * Math.Max(0, pictures[i].Time - pictures[i - 1].Time)));
        var jump = BurnedClock.Wrap(pictures[behind].Clock - pictures[behind - 1].Clock) / 1000;
        return (pictures[behind].At - (1000 * jump) - 2500, pictures[behind].At + 200, jump);
    }

    /// <summary>Where in the burned clock's second the beeps are heard, milliseconds.</summary>
    private static double Phase(IEnumerable<double> beeps, List<Picture> pictures)
    {
        var phases = beeps.Select(at => (At: at, Shown: pictures.LastOrDefault(p => p.At <= at))).Where(beep => beep.Shown is not null).Select(beep => (beep.Shown!.Clock + beep.At - beep.Shown.At) % 1000).ToList();
        Assert.True(phases.Count >= 3, $"only {phases.Count} beeps");
        return phases[0] + Median(phases.Select(phase => Turn(phase - phases[0])));
    }

    private static double Offset(IEnumerable<Picture> pictures)
    {
        var offsets = pictures.Select(p => (1000 * p.Time) - p.Clock).ToList();
        return offsets[0] + Median(offsets.Select(offset => BurnedClock.Wrap(offset - offsets[0])));
    }

    private static double Turn(double milliseconds) => milliseconds - (1000 * Math.Round(milliseconds / 1000));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <param name="At">When it was shown.</param>
    /// <param name="Time">Media time, seconds.</param>
    /// <param name="Clock">Burned in, milliseconds.</param>
    private sealed record Picture(double At, double Time, double Clock);
}
