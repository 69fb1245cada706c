using System.Globalization;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>One lesson in which the agent, a capture, or both are killed at random moments, over and over.</summary>
[Trait("kind", "fault")]
public sealed class KillRoundsTests(ITestOutputHelper output)
{
    private static readonly int s_rounds = FaultTable.Times("KILLS", 20);

    [Fact]
    public async Task AgentAndCapturesKilledAtRandom_OneRecordingAndSecondsLostWithinBounds()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var __ = box;
        var id = await box.StartRecordingAsync("everything falls");
        await CapturingAsync(box);
        var random = new Random(11);
        var kills = new List<(string Source, DateTimeOffset At)>();
        for (var round = 0; round < s_rounds; round++)
        {
            await Eventually.LessonGoesOnAsync(0.5 + (random.NextDouble() * 2));
            var (agent, source) = (random.Next(3), random.Next(2) == 0 ? "teacher" : "screen");
            if (agent != 1) await Captures.SignalAsync(box, source, "KILL");
            if (agent == 0) kills.Add((source, TimeProvider.System.GetUtcNow()));
            if (agent != 0)
            {
                await box.KillAsync();
                kills.AddRange([("teacher", TimeProvider.System.GetUtcNow()), ("screen", TimeProvider.System.GetUtcNow())]);
                await box.StartAgainAsync();
            }
            await CapturingAsync(box);
        }
        await Eventually.LessonGoesOnAsync(1);
        Assert.Equal(id, (await box.StatusAsync())["recorder"]!.Text("recordingId"));
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 30);

        Assert.Equal(1, (await hub.GetAsync("recordings")).Number("total"));
        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        var lost = await StoredSpans.SecondsLostAsync(hub, id, kills.Select(k => ($"{k.Source}.video", k.At)));
        output.WriteLine($"{s_rounds} kills, seconds lost: {string.Join(' ', lost.Select(l => l.ToString("0.00", CultureInfo.InvariantCulture)))}");
        FaultTable.Add(
            "F01", "SIGKILL of the agent, of a capture, or of both, at random moments of one lesson", $"{s_rounds} kills",
            "one recording under its own id, every segment decodes, seconds lost per track p99 ≤ 2, max ≤ 4", FormattableString.Invariant($"{lost.Count} track losses, median {lost[lost.Count / 2]:0.00} s, most {lost[^1]:0.00} s"));
        Assert.InRange(lost[^1], 0, 4);
        Assert.InRange(lost[(int)Math.Ceiling(lost.Count * 0.99) - 1], 0, 2);
    }

    private static async Task CapturingAsync(Box box)
    {
        await box.RecorderIsAsync("recording", seconds: 30);
        await box.SourceIsAsync("teacher", "recording", seconds: 30);
        await box.SourceIsAsync("screen", "recording", seconds: 30);
    }
}
