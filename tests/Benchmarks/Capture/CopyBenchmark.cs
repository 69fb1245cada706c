using System.Diagnostics;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Capture;

/// <summary>
/// CPU of recording two 1080p cameras that are copied: the agent with its two ffmpegs, beside two bare
/// <c>ffmpeg -c copy</c> into files, in turns, from the same cameras. The monitor is measured apart, as what it adds to a camera with sound.
/// </summary>
internal static class CopyBenchmark
{
    private const int Rounds = 3;
    private const int WarmUpSeconds = 5;
    private const int Seconds = 20;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await MakeLessonAsync(folder["lesson.mp4"]);
        await using var first = await RtspCamera.StartAsync(("file", folder["lesson.mp4"]), ("audio", "none"));
        await using var second = await RtspCamera.StartAsync(("file", folder["lesson.mp4"]), ("audio", "none"));
        await using var speaking = await RtspCamera.StartAsync(("file", folder["lesson.mp4"]));
        string[] addresses = [first.Address, second.Address];

        var (ours, monitored, deaf, theirs) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await AgentAsync(addresses, monitor: false));
            theirs.Add(await BareAsync(addresses, folder, round));
            deaf.Add(await AgentAsync([speaking.Address], monitor: false));
            monitored.Add(await AgentAsync([speaking.Address], monitor: true));
        }
        yield return new Figure("CPU while copying two 1080p cameras, monitor off", "% of a core", ours, "two bare ffmpeg -c copy", theirs);
        yield return new Figure("what the monitor adds to a camera with picture and sound", "% of a core", [.. monitored.Zip(deaf, (with, without) => with - without)]);
    }

    private static async Task<double> AgentAsync(string[] addresses, bool monitor)
    {
        var sources = addresses.Select((address, i) => new { Name = $"camera-{i}", Kind = "rtsp", Role = "teacher", Address = address });
        await using var box = await Box.StartAsync(new { Monitor = new { Enabled = monitor } }, [.. sources]);
        await box.StartRecordingAsync("copy");
        foreach (var source in sources) await box.SourceIsAsync(source.Name, "recording");
        if (monitor) await Eventually.TrueAsync(() => IsWatchedAsync(box), TimeSpan.FromSeconds(15), () => "no picture or no level came\n" + box.Log);
        return await CpuPercentAsync([box.ProcessId]);
    }

    /// <summary>Or the figure would be of a monitor that does nothing.</summary>
    private static async Task<bool> IsWatchedAsync(Box box) =>
        (await box.StatusAsync())["recorder"]!.List("sources").All(s => s["picture"] is not null && s["audioLevelDb"] is not null);

    private static async Task<double> BareAsync(string[] addresses, TemporaryFolder folder, int round)
    {
        var processes = addresses.Select((address, i) => Process.Start(
            "ffmpeg", ["-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", address, "-c", "copy", folder[$"bare-{round}-{i}.mp4"]])).ToList();
        var percent = await CpuPercentAsync(processes.Select(p => p.Id).ToList());
        foreach (var process in processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        return percent;
    }

    private static async Task<double> CpuPercentAsync(IReadOnlyList<int> processes)
    {
        await Eventually.LessonGoesOnAsync(WarmUpSeconds);
        var before = processes.Select(ProcessTree.ThreadNanoseconds).ToList();
        var clock = Stopwatch.StartNew();
        await Eventually.LessonGoesOnAsync(Seconds);
        return 100 * processes.Zip(before, (id, then) => ProcessTree.CpuSeconds(then, ProcessTree.ThreadNanoseconds(id))).Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>1080p at 25 frames and about 4 Mbit/s, a keyframe every two seconds, and AAC, as classroom cameras send it.</summary>
    private static Task MakeLessonAsync(string path) => Programs.RunAsync(
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=25:d=60", "-f", "lavfi", "-i", "sine=440:r=48000:d=60", "-c:a", "aac", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency",
        "-b:v", "4M", "-maxrate", "4M", "-bufsize", "4M", "-g", "50", "-keyint_min", "50", "-sc_threshold", "0", "-pix_fmt", "yuv420p", path);
}
