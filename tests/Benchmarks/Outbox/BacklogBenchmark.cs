using System.Diagnostics;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Outbox;

/// <summary>A box that starts with nothing, 100 MB and 2 GB of items waiting: until healthz answers, and its memory after that.</summary>
internal static class BacklogBenchmark
{
    private const int Starts = 7;
    private const int ItemBytes = 1000;
    private const double SettledSeconds = 3;
    private static readonly int[] s_megabytes = [0, 100, 2000];
    private static readonly OutboxOptions s_options = new() { BacklogMegabytes = 4000 };

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var text = new string('x', ItemBytes - 40);
        var boxes = new List<Box>();
        foreach (var megabytes in s_megabytes)
        {
            var box = await Box.StartAsync(new { Outbox = new { s_options.BacklogMegabytes } }, Box.TwoTestSources);
            boxes.Add(box);
            await box.KillAsync();
            await OutboxFill.FillAsync(box.DataFolder, s_options, ItemClass.Backlog, megabytes * 1_000_000 / ItemBytes, _ => new Item { Event = new Event { Kind = "benchmark", Details = { ["text"] = text } } });
        }
        var (starts, memory, own) = (boxes.ConvertAll(_ => new List<double>()), boxes.ConvertAll(_ => new List<double>()), boxes.ConvertAll(_ => new List<double>()));
        for (var round = 0; round < Starts; round++)
        {
            for (var i = 0; i < boxes.Count; i++)
            {
                starts[i].Add(await StartAsync(boxes[i]));
                await Eventually.LessonGoesOnAsync(SettledSeconds);
                memory[i].Add(ProcessTree.PssMegabytes(boxes[i].ProcessId));
                own[i].Add(ProcessTree.AnonymousMegabytes(boxes[i].ProcessId));
                await boxes[i].KillAsync();
            }
        }
        for (var i = 0; i < boxes.Count; i++)
        {
            var bytes = new DirectoryInfo(boxes[i].DataFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1_000_000;
            yield return new Figure($"agent with {s_megabytes[i]} MB waiting ({bytes} MB on disk), start → healthz", "ms", starts[i], i == 0 ? null : "with nothing", i == 0 ? null : starts[0]);
            yield return new Figure($"its PSS {SettledSeconds} s later", "MB", memory[i], i == 0 ? null : "with nothing", i == 0 ? null : memory[0]);
            yield return new Figure("of it, what is no file's", "MB", own[i], i == 0 ? null : "with nothing", i == 0 ? null : own[0]);
        }
        foreach (var box in boxes) await box.DisposeAsync();
    }

    /// <summary>The harness looks every 50 ms, which is a tenth of what is measured.</summary>
    private static async Task<double> StartAsync(Box box)
    {
        using var http = new HttpClient { BaseAddress = box.Address };
        var clock = Stopwatch.StartNew();
        var starting = box.StartAgainAsync();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/healthz", UriKind.Relative));
                if (answer.IsSuccessStatusCode) break;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
        var took = clock.Elapsed.TotalMilliseconds;
        await starting;
        return took;
    }
}
