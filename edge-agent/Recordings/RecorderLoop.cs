using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>At the agent's start: repairs, and goes on with what was cut off. Then: ends what is due.</summary>
internal sealed partial class RecorderLoop(
    Recorder recorder, SourceList sources, Journal journal, JournalRebuild rebuild, Recovery recovery, RecordingOptions options, LessonClock clock, TimeProvider time, ILogger<RecorderLoop> logger) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    /// <summary>An end brings the last pieces to the disk.</summary>
    private static readonly TimeSpan s_longestRound = TimeSpan.FromMinutes(2);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        sources.Objection = () => recorder.Status.State == RecorderState.Idle
            ? null
            : new RecorderException("recorder_busy", "A recording runs; sources are changed when it is over.");
        rebuild.Run();
        await recovery.RunAsync(cancellationToken);
        var runs = false;
        foreach (var running in journal.Running())
        {
            var resumed = runs ? null : ResumeDecision.Decide(running, clock.BootId, RecordingTimeline.MonotonicUs(time), time.GetUtcNow(), clock.Known, options);
            if (resumed is not null) await recorder.ContinueAsync(running, resumed, cancellationToken);
            else Close(running);
            runs |= resumed is not null;
        }
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var seen = recorder.Changed.Version;
            Pulse.Within(s_longestRound);
            var pause = await recorder.EndDueAsync(stoppingToken);
            Pulse.Within(s_longestPause + s_longestRound);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var timer = Task.Delay(pause < s_longestPause ? pause : s_longestPause, time, waiting.Token);
            await Task.WhenAny(timer, recorder.Changed.WaitAsync(seen, waiting.Token));
            await waiting.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private void Close(RunningRecording running)
    {
        journal.End(running.Start.Id, running.Start.StartedAtMs + (running.MediaEndUs / 1000), running.MediaEndUs);
        LogClosed(running.Start.Id);
    }

    [LoggerMessage(2601, LogLevel.Warning, "Recording {RecordingId} was cut off too long ago and is closed")]
    private partial void LogClosed(string recordingId);
}
