using System.Diagnostics;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>
/// Hours off and on the line, a minute in six seconds with the pacing that ships (an ordinary run: both faster still): a
/// lesson and what the box measures of itself arrive whole, and the drain begins when the line is back.
/// </summary>
[Trait("kind", "fault")]
public sealed class NetworkMatrixTests(ITestOutputHelper output)
{
    private static readonly double s_secondsPerMinute = FaultTable.Times("MATRIX_MILLISECONDS_PER_MINUTE", 400) / 1000.0;
    private static readonly TimeSpan s_cap = TimeSpan.FromSeconds(30 * Math.Min(1, s_secondsPerMinute / 6));
    private static readonly int s_linkUps = FaultTable.Times("LINK_UPS", 1);

    /// <summary>Minutes off, minutes on, how often, and the line meanwhile.</summary>
    private static readonly (string Name, double Off, double On, int Times, LineCondition Line)[] s_rows =
    [
        ("off 5, on 5, 5 times", 5, 5, 5, LineCondition.Good),
        ("cellular: 100 ms and 10 more, 1 %", 0, 15, 1, LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(110), Loss = 0.01 }),
        ("off 5, on 20, 3 times", 5, 20, 3, LineCondition.Good),
        ("off 10, on 10, 3 times", 10, 10, 3, LineCondition.Good),
        ("off 15, on 15, 3 times", 15, 15, 3, LineCondition.Good),
        ("off 30, on 30, twice", 30, 30, 2, LineCondition.Good),
        ("satellite: 600 ms and 50 more, 2 %", 0, 15, 1, LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(325), Loss = 0.02 }),
    ];

    /// <summary>Two of them, with the satellite of NetworkFaultTests a third; the long run has all.</summary>
    public static TheoryData<int> Rows => new(Enumerable.Range(0, FaultTable.IsLong ? s_rows.Length : 2));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Line_OffAndOn_NothingIsLostAndTheDrainBeginsWithinTheCap(int number)
    {
        var (name, off, on, times, condition) = s_rows[number];
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port) { Condition = condition };
        var (box, _) = await Box.StartEnrolledAsync(hub, line, new { Readings = new { Every = "00:00:01", AtLeastEvery = "00:00:01" }, Hub = new { RetryCap = s_cap } });
        await using var __ = box;
        var id = await box.StartRecordingAsync(name);
        await box.RecorderIsAsync("recording", seconds: 30);
        await hub.RecordingBecomesAsync(id, "recording", seconds: 30);
        var drains = new List<double>();
        for (var time = 0; time < times; time++)
        {
            if (off > 0)
            {
                line.Cut();
                await Eventually.LessonGoesOnAsync(off * s_secondsPerMinute);
                line.Mend();
                // A try that begins as the line is mended may fail with it still; and a segment takes its time.
                drains.Add(await DrainAsync(hub, id, s_cap + TimeSpan.FromSeconds(8), box));
            }
            await Eventually.LessonGoesOnAsync(on * s_secondsPerMinute);
        }
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 90);
        var recording = await hub.RecordingAsync(id);
        Assert.All(recording.List("tracks"), track => Assert.Equal(0, track.Number("missing")));
        line.Condition = LineCondition.Good;
        await Deliveries.EverythingArrivesAsync(hub, box);
        var items = await Deliveries.StoredIsIssuedAsync(hub, box);
        output.WriteLine($"{name}: drains began after {string.Join(' ', drains.Select(drain => $"{drain:0.0}"))} s");
        FaultTable.Add(
            $"F05d{number}", FormattableString.Invariant($"line {name} (minutes, {s_secondsPerMinute} s each)"), $"{Math.Max(1, times)}",
            FormattableString.Invariant($"lesson complete, readings stored = issued; after an outage upstream a segment is stored within the back-off's cap of {s_cap.TotalSeconds:0.#} s and 8 s for itself"),
            drains.Count == 0 ? $"held, {items} items" : FormattableString.Invariant($"held, {items} items; drains after at most {drains.Max():0.0} s"));
    }

    /// <summary>Somebody plugs the cable in again: the box does not wait its back-off out.</summary>
    [PrivilegedFact(Privilege.SetUpNetworks)]
    public async Task Line_LocalLinkUp_TheDrainBeginsWithinFiveSeconds()
    {
        const string Address = "192.0.2.77/32";
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        // So patient that without the news it would be away for long.
        var (box, _) = await Box.StartEnrolledAsync(hub, line, new { Hub = new { FirstRetry = "00:00:02", RetryCap = "00:10:00" } });
        await using var __ = box;
        var id = await box.StartRecordingAsync("the cable");
        await hub.RecordingBecomesAsync(id, "recording", seconds: 30);
        var seen = new List<double>();
        for (var time = 0; time < s_linkUps; time++)
        {
            line.Cut();
            await Eventually.TrueAsync(() => WaitOf(box) > 15, TimeSpan.FromSeconds(200), () => $"it does not back off\n{box.Log}");
            // What arrived before the cut is counted by now; and more than ten seconds are left.
            await Eventually.LessonGoesOnAsync(2);
            line.Mend();
            await Programs.RunAsync("ip", "address", "add", Address, "dev", "lo");
            try
            {
                seen.Add(await DrainAsync(hub, id, TimeSpan.FromSeconds(20), box));
            }
            finally
            {
                await Programs.RunAsync("ip", "address", "del", Address, "dev", "lo");
            }
            // Who waits its time out takes longer than either.
            Assert.InRange(seen[^1], 0, FaultTable.IsLong ? 5 : 10);
        }
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", seconds: 30);
        FaultTable.Add("F05e", "an outage that ends with a link-up of the box's own network", $"{s_linkUps}", "the drain begins within 5 s, whatever the back-off", FormattableString.Invariant($"after at most {seen.Max():0.0} s"));
    }

    /// <summary>Seconds until the hub stores more of the recording.</summary>
    private static async Task<double> DrainAsync(Hub hub, string id, TimeSpan limit, Box box)
    {
        var clock = Stopwatch.StartNew();
        var before = await StoredAsync(hub, id);
        await Eventually.TrueAsync(async () => await StoredAsync(hub, id) > before, limit, () => $"nothing is drained\n{box.Log}");
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> StoredAsync(Hub hub, string id) => (await hub.RecordingAsync(id))["progress"]!.Number("stored");

    /// <summary>How long the box said last that it would wait, seconds.</summary>
    private static double WaitOf(Box box)
    {
        var last = box.Log.Split('\n').LastOrDefault(line => line.Contains("LinkLoop", StringComparison.Ordinal)) ?? "";
        var words = last.Split(' ');
        return words.Length > 2 && words[^1] == "s" && double.TryParse(words[^2], System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
    }
}
