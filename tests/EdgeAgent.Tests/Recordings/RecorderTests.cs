using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>The state machine, with a clock that stands still and captures that never run.</summary>
public sealed class RecorderTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken _none = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly LogWatch _logs = new();
    private readonly ManualTimeProvider _time = new();
    private readonly SegmentDisk _disk = new(TimeProvider.System);
    private readonly Journal _journal;
    private readonly Recorder _recorder;
    private long _freeBytes = 100_000_000_000;

    public RecorderTests()
    {
        var folders = new RecordingFolders(_folder.Path);
        var options = new RecordingOptions();
        _journal = new Journal(_folder["journal.db"], folders);
        var list = new SourceList(_folder.Path, [RecorderRoom.Test("teacher"), RecorderRoom.Test("screen")], DamageBoard.Of(_folder.Path, _logs), _time);
        var captures = new SourceCaptures(list, null!, null!, new SourceTaps(), new LiveTaps(_time), _time, _logs.Factory.CreateLogger<SourceCapture>());
        var guard = new StorageGuard(folders, _journal, options, _time, _logs.Factory.CreateLogger<StorageGuard>()) { FreeBytesForTests = () => _freeBytes };
        _recorder = new Recorder(captures, folders, _journal, _disk, guard, options, new LessonClock { BootId = "boot" }, _time, _logs.Factory.CreateLogger<Recorder>());
    }

    [Fact]
    public async Task Start_Twice_SameRecording()
    {
        var first = await StartAsync();
        var second = await _recorder.StartAsync(new StartRecordingRequest("Other"), _none);
        Assert.Equal((first, true), (second.RecordingId, second.AlreadyRunning));
        Assert.Equal((RecorderState.Starting, "Lesson"), (_recorder.Status.State, _recorder.Status.Title));
    }

    [Fact]
    public async Task Stop_Idle_Nothing()
    {
        await _recorder.StopAsync(TimeSpan.Zero, _none);
        Assert.Equal(RecorderState.Idle, _recorder.Status.State);
    }

    [Fact]
    public async Task Stop_WithUndo_RecordsOnUntilItIsOver()
    {
        var id = await StartAsync();
        await _recorder.StopAsync(TimeSpan.FromSeconds(5), _none);
        Assert.Equal((RecorderState.Stopping, _time.GetUtcNow().AddSeconds(5)), (_recorder.Status.State, _recorder.Status.UndoUntil));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.InRange((await _recorder.EndDueAsync(_none)).TotalSeconds, 0.09, 0.11);
        await _recorder.UndoAsync(_none);
        Assert.Equal(RecorderState.Starting, _recorder.Status.State);
        await _recorder.StopAsync(TimeSpan.FromSeconds(5), _none);
        _time.Advance(TimeSpan.FromSeconds(5));
        await _recorder.EndDueAsync(_none);
        Assert.Equal(RecorderState.Idle, _recorder.Status.State);
        Assert.Equal(9.9, (_journal.Find(id)!.EndedAt!.Value - _journal.Find(id)!.StartedAt).TotalSeconds, 0.01);
        Assert.Equal("undo_too_late", (await Assert.ThrowsAsync<RecorderException>(() => _recorder.UndoAsync(_none))).Code);
    }

    [Fact]
    public async Task Start_WhileStopping_EndsTheOldOneAndBeginsAnother()
    {
        var first = await StartAsync();
        await _recorder.StopAsync(TimeSpan.FromSeconds(5), _none);
        var second = await StartAsync();
        Assert.NotEqual(first, second);
        Assert.NotNull(_journal.Find(first)!.EndedAt);
        Assert.Null(_journal.Find(second)!.EndedAt);
    }

    [Fact]
    public async Task WallClockStepped_InMidLesson_LengthIsRight()
    {
        var id = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        _time.StepWallClock(TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(2), _recorder.Status.Elapsed);
        await _recorder.StopAsync(TimeSpan.Zero, _none);
        Assert.Equal(120, (_journal.Find(id)!.EndedAt!.Value - _journal.Find(id)!.StartedAt).TotalSeconds, 0.01);
    }

    [Fact]
    public async Task PlannedEnd_Passed_RunsOnAndStopsAfterTheOverrun()
    {
        await _recorder.StartAsync(new StartRecordingRequest("Lesson", PlannedEnd: _time.GetUtcNow().AddMinutes(40)), _none);
        await _recorder.ExtendAsync(5, _none);
        Assert.Equal(_time.GetUtcNow().AddMinutes(45), _recorder.Status.PlannedEnd);
        _time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal(TimeSpan.FromMinutes(1), await _recorder.EndDueAsync(_none));
        _time.Advance(TimeSpan.FromMinutes(1));
        await _recorder.EndDueAsync(_none);
        Assert.Equal(RecorderState.Idle, _recorder.Status.State);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(30 * 365 * 24 * 60)]
    public async Task PlannedEnd_WallClockStepped_StaysWhereItWasInTheLesson(int minutes)
    {
        await _recorder.StartAsync(new StartRecordingRequest("Lesson", PlannedEnd: _time.GetUtcNow().AddMinutes(40)), _none);
        _time.Advance(TimeSpan.FromMinutes(5));
        _time.StepWallClock(TimeSpan.FromMinutes(minutes));
        Assert.Equal(TimeSpan.FromMinutes(35), _recorder.Status.UntilPlannedEnd);
        await _recorder.ExtendAsync(5, _none);
        Assert.Equal(TimeSpan.FromMinutes(50), await _recorder.EndDueAsync(_none));
        Assert.Equal(RecorderState.Starting, _recorder.Status.State);
        _time.Advance(TimeSpan.FromMinutes(50));
        await _recorder.EndDueAsync(_none);
        Assert.Equal(RecorderState.Idle, _recorder.Status.State);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(20 * 60, false)]
    public async Task GoneOnWithoutAClock_TimeKnownAfterwards_EndsWhatHadBeenOverForLong(int minutesSinceStart, bool goesOn)
    {
        var startedAt = _time.GetUtcNow().AddMinutes(-minutesSinceStart);
        var start = new RecordingStart("id", "Lesson", "", startedAt.ToUnixTimeMilliseconds(), 0, "before", 0, true, null) { Lesson = LessonTag.None };
        _journal.Begin(start, [RecorderRoom.Test("teacher")]);
        var running = new RunningRecording(start, Stopping: false, Paused: false, ["teacher"], MediaEndUs: 10 * 60_000_000, OpenSpan: null);
        var nowUs = RecordingTimeline.MonotonicUs(_time);

        await _recorder.ContinueAsync(running, new ResumedTimeline(new RecordingTimeline("id", startedAt, nowUs - running.MediaEndUs), new BlindResume(running, nowUs)), _none);
        await _recorder.EndDueAsync(_none);

        Assert.Equal(goesOn ? RecorderState.Starting : RecorderState.Idle, _recorder.Status.State);
    }

    [Fact]
    public async Task NoPlannedEnd_Forgotten_StopsAfterTheLongestLesson()
    {
        await StartAsync();
        _time.Advance(TimeSpan.FromHours(6));
        await _recorder.EndDueAsync(_none);
        Assert.Equal(RecorderState.Idle, _recorder.Status.State);
    }

    [Fact]
    public async Task PauseAndCover_Overlapping_OneHiddenSpanUntilBothAreOff()
    {
        var id = await StartAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await _recorder.PauseAsync(_none);
        await _recorder.PauseAsync(_none);
        Assert.Equal(RecorderState.Paused, _recorder.Status.State);
        _time.Advance(TimeSpan.FromSeconds(10));
        await _recorder.CoverAsync(true, _none);
        await _recorder.ResumeAsync(_none);
        Assert.Equal((RecorderState.Paused, true), (_recorder.Status.State, _recorder.Status.Covered));
        _time.Advance(TimeSpan.FromSeconds(10));
        await _recorder.CoverAsync(false, _none);
        var span = Assert.Single(_journal.Find(id)!.HiddenSpans);
        Assert.Equal((10.0, 30.0), (span.FromSeconds, span.ToSeconds!.Value));
    }

    [Fact]
    public async Task Cover_WhileIdle_RecordingBeginsHidden()
    {
        await _recorder.CoverAsync(true, _none);
        var id = await StartAsync();
        Assert.Equal(0.0, Assert.Single(_journal.Find(id)!.HiddenSpans).FromSeconds);
        Assert.Equal(RecorderState.Paused, _recorder.Status.State);
    }

    [Fact]
    public async Task Refusals_EachWithItsCode()
    {
        await RefusedAsync("source_unknown", () => _recorder.StartAsync(new StartRecordingRequest(Sources: ["nobody"]), _none));
        await RefusedAsync("title_too_long", () => _recorder.StartAsync(new StartRecordingRequest(new string('x', 10_000)), _none));
        await RefusedAsync("title_invalid", () => _recorder.StartAsync(new StartRecordingRequest("a\0b"), _none));
        await RefusedAsync("planned_end_past", () => _recorder.StartAsync(new StartRecordingRequest(PlannedEnd: _time.GetUtcNow()), _none));
        await RefusedAsync("recorder_idle", () => _recorder.PauseAsync(_none));
        await RefusedAsync("recorder_idle", () => _recorder.MarkAsync("", _none));
        await RefusedAsync("minutes_out_of_range", () => _recorder.ExtendAsync(0, _none));
        await RefusedAsync("undo_out_of_range", () => _recorder.StopAsync(TimeSpan.FromMinutes(2), _none));
        _freeBytes = 900_000_000;
        await RefusedAsync("storage_full", () => _recorder.StartAsync(new StartRecordingRequest(), _none));
        Assert.Empty(_journal.List(10));
    }

    [Fact]
    public async Task DiskAlmostFull_LessonOfTheTimetable_StillBegins()
    {
        var planned = new StartRecordingRequest("Lesson", Lesson: new LessonTag("", "", "lesson-1"));
        _freeBytes = 60_000_000;
        await RefusedAsync("storage_full", () => _recorder.StartAsync(planned, _none));
        _freeBytes = 70_000_000;
        await RefusedAsync("storage_full", () => _recorder.StartAsync(planned with { Lesson = null }, _none));
        Assert.False((await _recorder.StartAsync(planned, _none)).AlreadyRunning);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _recorder.DisposeAsync();

    public void Dispose()
    {
        _journal.Dispose();
        _disk.Dispose();
        _logs.Dispose();
        _folder.Dispose();
    }

    private async Task<string> StartAsync() => (await _recorder.StartAsync(new StartRecordingRequest("Lesson"), _none)).RecordingId;

    private static async Task RefusedAsync(string code, Func<Task> action) => Assert.Equal(code, (await Assert.ThrowsAsync<RecorderException>(action)).Code);
}
