using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Alarms;

/// <summary>
/// What the box's alarm loop does once a second, done many times in a row inside a box that records two sources: nanoseconds
/// of its thread, and how much of a core that is at one turn a second.
/// </summary>
internal static class WatchBenchmark
{
    private const int Turns = 600;
    private const int Rounds = 5;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var app = EdgeAgent.Program.Build(Settings(folder));
        await app.StartAsync();
        await app.Services.GetRequiredService<Recorder>().StartAsync(new StartRecordingRequest("watched"), CancellationToken.None);
        await Eventually.LessonGoesOnAsync(40);
        var shares = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var share = await Task.Factory.StartNew(() => Share(app), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            // The first round is compiled.
            if (round > 0) shares.Add(share);
        }
        await app.StopAsync();
        yield return new Figure("the alarm loop of a box that records two sources with sound", "% of a core", shares);
    }

    private static double Share(WebApplication app)
    {
        var facts = ActivatorUtilities.CreateInstance<FactsReader>(app.Services);
        var engine = new AlarmEngine([]);
        var now = TimeProvider.System.GetElapsedTime(0, TimeProvider.System.GetTimestamp());
        var before = Nanoseconds();
        for (var turn = 0; turn < Turns; turn++, now += TimeSpan.FromSeconds(1)) engine.Take(AlarmRules.Hold(facts.Read(now)), now);
        return (Nanoseconds() - before) / 1e9 / Turns * 100;
    }

    private static long Nanoseconds() => long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);

    private static IConfiguration Settings(TemporaryFolder folder)
    {
        var sources = new[] { "teacher", "students" }.SelectMany((name, i) => new Dictionary<string, string?>
        {
            [$"Sources:{i}:Name"] = name,
            [$"Sources:{i}:Kind"] = "test",
            [$"Sources:{i}:Role"] = i == 0 ? "teacher" : "student",
            [$"Sources:{i}:Width"] = "640",
            [$"Sources:{i}:Height"] = "360",
        });
        return new ConfigurationBuilder().AddInMemoryCollection([.. sources, new("Agent:DataFolder", folder.Path), new("Panel:Listen", "http://127.0.0.1:0")]).Build();
    }
}
