using System.Globalization;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Xunit.Abstractions;
using static Tongtang.EndToEnd.Tests.Faults.Deliveries;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>A box killed again and again, and its hub once, while it delivers what it measures: the hub has what the box's files say was issued.</summary>
[Trait("kind", "fault")]
public sealed class OutboxKillTests(ITestOutputHelper output)
{
    private static readonly int s_kills = FaultTable.Times("OUTBOX_KILLS", 8);

    [Fact]
    [Trait("speed", "slow")]
    public async Task BoxKilledInMidDelivery_HubHasEveryItemOnceAndEveryGapDeclared()
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        var (box, _) = await Box.StartEnrolledAsync(
            hub, line, new { Readings = new { Every = "00:00:01", AtLeastEvery = "00:00:01" } },
            new { Name = "teacher", Kind = "test", Role = "teacher", Width = 320, Height = 180, FramesPerSecond = 10 });
        await using var __ = box;
        // Something is issued each second and is on its way, or its answer is, for most of that.
        line.Condition = LineCondition.Good with { Delay = TimeSpan.FromMilliseconds(350) };
        var random = new Random(5);
        var (inFlight, untold) = (0, 0);

        for (var kill = 0; kill < s_kills; kill++)
        {
            // It delivers: what was issued since the last start has begun to arrive.
            var before = await UpToAsync(hub, 4);
            await Eventually.TrueAsync(async () => await UpToAsync(hub, 4) > before, TimeSpan.FromSeconds(60), () => $"nothing arrives any more\n{box.Log}");
            if (kill == s_kills / 2)
            {
                await hub.KillAsync();
                await Eventually.LessonGoesOnAsync(2.5);
                await hub.StartAgainAsync();
            }
            await Eventually.LessonGoesOnAsync(random.NextDouble());
            await box.KillAsync();
            var (last, acknowledged) = ((await IssuedAsync(box, "readings"))[^1], await AcknowledgedAsync(box, 4));
            var stored = await UpToAsync(hub, 4);
            if (last > stored) inFlight++;
            else if (stored > acknowledged) untold++;
            await box.StartAgainAsync();
        }
        output.WriteLine($"{s_kills} kills: {inFlight} with items not yet stored, {untold} with items stored whose answer was lost");
        Assert.InRange(inFlight + untold, 1, s_kills);
        line.Condition = LineCondition.Good;
        await EverythingArrivesAsync(hub, box);

        var total = await StoredIsIssuedAsync(hub, box);
        var measured = (await IssuedAsync(box, "readings")).Count;
        Assert.Equal(measured, await OneAsync(hub, "SELECT COUNT(*) FROM reading"));
        Assert.Equal(0, await OneAsync(hub, "SELECT COUNT(*) FROM unplaced_reading"));
        Assert.Equal(measured, await OneAsync(hub, "SELECT SUM(count) FROM reading_minute"));
        Assert.Equal(measured, await OneAsync(hub, "SELECT SUM(count) FROM reading_hour"));
        Assert.Equal((await IssuedAsync(box, "alarms")).Count, await OneAsync(hub, "SELECT COUNT(*) FROM item"));
        Assert.Equal("ok", await SqlAsync(Readings(hub), "PRAGMA integrity_check"));
        FaultTable.Add(
            "F01b", "SIGKILL of the agent in mid-delivery of readings, and once of the hub", $"{s_kills} kills",
            "per class the hub's mark = the last issued, stored = issued, every hole declared, nothing twice",
            FormattableString.Invariant($"{total:n0} issued and stored; {inFlight} kills before the hub had stored, {untold} before it was heard"));
    }
}
