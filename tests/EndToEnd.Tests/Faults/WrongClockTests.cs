using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>Real processes whose wall clock is wrong by years (libfaketime), and certificates that ran out meanwhile.</summary>
[Trait("kind", "fault")]
public sealed class WrongClockTests
{
    // Later in 1970 than this machine has been on: one that was on for longer than its clock shows would have been switched
    // on before 1970, which no real one was; captures then deliver nothing.
    private static int Since1970 =>
        (int)TimeProvider.System.GetElapsedTime(0).TotalDays + 1 - (int)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;

    public static TheoryData<int> Clocks => new() { Since1970, 400, -400 };

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task Box_ClockWrongByYears_ConnectsAndRecordsTheRightTimes(int days)
    {
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var disposed = box;
        await box.KillAsync();
        await hub.RoomIsAsync(room, "offline");
        await box.StartAgainAsync(days);
        await hub.RoomIsAsync(room, "online");
        var began = TimeProvider.System.GetUtcNow();
        var id = await box.StartRecordingAsync("Wrong clock");
        await box.RecorderIsAsync("recording");
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        await box.StopRecordingAsync();
        var took = (TimeProvider.System.GetUtcNow() - began).TotalSeconds;
        await hub.RecordingBecomesAsync(id, "complete", 30);
        var recording = await hub.RecordingAsync(id);
        Assert.InRange(recording["durationSeconds"]!.GetValue<double>(), 6, took + 2);
        Assert.InRange((recording["startedAt"]!.GetValue<DateTimeOffset>() - began).TotalSeconds, -3, 10);
        FaultTable.Add(days < -1000 ? "F08a1" : days < 0 ? "F08a2" : "F08a3", $"the box's clock {(days < -1000 ? "in 1970" : $"{days} days off")}", "1", "connects, records, begin and length right", "held");
    }

    /// <summary>No clock, no hub, and a lesson; the hub tells the time only afterwards.</summary>
    [Fact]
    public async Task Lesson_RecordedIn1970BeforeTheHubToldTheTime_IsPlacedWhereItWas()
    {
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub);
        await using var disposed = box;
        await box.KillAsync();
        await hub.KillAsync();
        await box.StartAgainAsync(Since1970);
        var began = TimeProvider.System.GetUtcNow();
        var id = await box.StartRecordingAsync("Nobody knows the time");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(5);
        await box.StopRecordingAsync();
        var ended = TimeProvider.System.GetUtcNow();
        await hub.StartAgainAsync();
        await hub.RecordingBecomesAsync(id, "complete", 60);
        var recording = await hub.RecordingAsync(id);
        Assert.InRange((recording["startedAt"]!.GetValue<DateTimeOffset>() - began).TotalSeconds, -3, 5);
        Assert.InRange((recording["endedAt"]!.GetValue<DateTimeOffset>() - ended).TotalSeconds, -5, 3);
        FaultTable.Add("F08b", "a lesson in 1970 without the hub, which tells the time only afterwards", "1", "begin and end right to seconds", "held");
    }

    /// <summary>Nothing but the hub can know that a clock of next year is wrong, and it tells only afterwards.</summary>
    [Fact]
    public async Task Readings_MeasuredNextYearBeforeTheHubToldTheTime_ArePlacedWhereTheyWere()
    {
        await using var hub = await Hub.StartAsync();
        var (box, _) = await Box.StartEnrolledAsync(hub, new { Readings = new { Every = "00:00:01", AtLeastEvery = "00:00:01" } }, Box.TwoTestSources);
        await using var disposed = box;
        await box.KillAsync();
        await hub.KillAsync();
        await box.StartAgainAsync(400);
        await Eventually.LessonGoesOnAsync(6);
        await hub.StartAgainAsync();
        await Deliveries.EverythingArrivesAsync(hub, box);
        await Deliveries.StoredIsIssuedAsync(hub, box);
        await Eventually.TrueAsync(async () => await Deliveries.OneAsync(hub, "SELECT COUNT(*) FROM unplaced_reading") == 0, TimeSpan.FromSeconds(20), () => "readings wait for their time");
        Assert.Equal(0, await Deliveries.OneAsync(hub, $"SELECT COUNT(*) FROM reading WHERE time_ms > {TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds()}"));
        FaultTable.Add("F08d", "readings measured without the hub, by a clock 400 days ahead", "1", "every one is stored once, at its own time", "held");
    }

    [Fact]
    public async Task Clock_StepsByTenMinutesInALesson_TheLessonDoesNotNotice()
    {
        await using var hub = await Hub.StartAsync();
        // Cut at the bell: a planned end that followed the wall clock would be past after the first step.
        var (box, _) = await Box.StartEnrolledAsync(hub, new { Recording = new { Overrun = "00:00:00" } }, Box.TwoTestSources);
        await using var disposed = box;
        await box.KillAsync();
        await box.StartAgainAsync(0);
        var began = TimeProvider.System.GetUtcNow();
        var id = await box.StartRecordingAsync("The clock steps", plannedEnd: began.AddMinutes(5));
        await box.RecorderIsAsync("recording");
        foreach (var minutes in new[] { 10, -10, 0 })
        {
            await Eventually.LessonGoesOnAsync(3);
            box.StepClock(TimeSpan.FromMinutes(minutes));
        }
        await Eventually.LessonGoesOnAsync(3);
        await box.RecorderIsAsync("recording");
        await box.StopRecordingAsync();
        var took = (TimeProvider.System.GetUtcNow() - began).TotalSeconds;
        await hub.RecordingBecomesAsync(id, "complete", 30);
        using var folder = new TemporaryFolder();
        var stored = await StoredRecording.FetchAsync(hub, id, folder);
        await stored.DecodesSilentlyAsync();
        Assert.All(stored.Tracks, track => Assert.Single(track.Epochs));
        Assert.InRange(stored.Description["durationSeconds"]!.GetValue<double>(), 10, took + 2);
        Assert.InRange((stored.Description["startedAt"]!.GetValue<DateTimeOffset>() - began).TotalSeconds, -3, 10);
        FaultTable.Add("F08c", "the clock steps by +10, −20 and +10 minutes in a lesson whose planned end is five minutes away", "1", "it does not end; one epoch per track, all decode, begin and length right", "held");
    }

    /// <summary>Another boot of the machine is made by a mount; without its id the lesson would have been seconds ago by the clock that never steps.</summary>
    [PrivilegedTheory(Privilege.Mount)]
    [InlineData(25)]
    [InlineData(60)]
    [InlineData(91)]
    public async Task Box_OffForDays_ComesBackByItselfWithAllThatItHeld(int days)
    {
        await using var hub = await Hub.StartAsync();
        await using var line = new FaultyLine(hub.AgentsAddress.Port);
        var (box, room) = await Box.StartEnrolledAsync(hub, line, new { Readings = new { Every = "00:00:01", AtLeastEvery = "00:00:01" } });
        await using var disposed = box;
        await hub.KillAsync();
        var began = TimeProvider.System.GetUtcNow();
        var id = await box.StartRecordingAsync("The last lesson before the holidays");
        await box.RecorderIsAsync("recording");
        await Eventually.LessonGoesOnAsync(5);
        await box.StopRecordingAsync();
        await box.RecorderIsAsync("idle");
        await box.KillAsync();
        var held = await Deliveries.IssuedAsync(box, "readings");
        Assert.InRange(held.Count, 10, int.MaxValue);

        await hub.StartAgainAsync(days);
        await box.BootAgainAsync(days);
        await hub.RoomIsAsync(room, "online", seconds: 40);
        var recovered = hub.Log.Contains("by proof of its key", StringComparison.Ordinal);
        Assert.True(recovered == days > 90, $"recovered: {recovered}\n{hub.Log}");
        await hub.RecordingBecomesAsync(id, "complete", seconds: 40);
        var recording = await hub.RecordingAsync(id);
        Assert.All(recording.List("tracks"), track => Assert.Equal(0, track.Number("missing")));
        Assert.InRange((recording["startedAt"]!.GetValue<DateTimeOffset>() - began).TotalSeconds, -3, 10);
        await Deliveries.EverythingArrivesAsync(hub, box);
        await Deliveries.StoredIsIssuedAsync(hub, box);
        // Of before the holidays, by their own time, not by that of their arrival.
        Assert.InRange(await Deliveries.OneAsync(hub, $"SELECT COUNT(*) FROM reading WHERE time_ms < {began.AddDays(1).ToUnixTimeMilliseconds()}"), held.Count, long.MaxValue);
        FaultTable.Add(
            days > 90 ? "F09c" : days > 25 ? "F09b" : "F09a", $"a box switched off for {days} days with a lesson and readings that the hub does not have", "1",
            days > 90 ? "its certificate has ended: re-enrols by proof of its key; lesson and all readings arrive, at their own times" : "connects; lesson and all readings arrive, at their own times", "held");
    }

    /// <summary>The box runs on and has an idea of the hub's time, which then turns out to be wrong by a quarter of a year.</summary>
    [Fact]
    public async Task Hub_ClockJumps_ABoxThatRunsOnFollows()
    {
        await using var hub = await Hub.StartAsync();
        var (box, room) = await Box.StartEnrolledAsync(hub);
        await using var disposed = box;
        await hub.KillAsync();
        await hub.StartAgainAsync(91);
        await hub.RoomIsAsync(room, "online", seconds: 60);
        Assert.Contains("by proof of its key", hub.Log, StringComparison.Ordinal);
    }
}
