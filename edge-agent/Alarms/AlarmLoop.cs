using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Looks at the box once a second and keeps the book of its alarms. It only looks: nothing that records waits for it.</summary>
internal sealed class AlarmLoop(FactsReader facts, AlarmBook book, Recorder recorder, TimeProvider time) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    /// <summary>What was learned of microphones is saved this often; a crash costs no more than that.</summary>
    private static readonly TimeSpan s_saveEvery = TimeSpan.FromMinutes(10);

    /// <summary>A round that takes longer hangs.</summary>
    private static readonly TimeSpan s_longestRound = TimeSpan.FromMinutes(2);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await book.RecoverAsync(stoppingToken);
        var engine = new AlarmEngine(book.Raised.Select(alarm => alarm.Condition));
        for (var savedAt = Now; ;)
        {
            Pulse.Within(s_longestRound);
            foreach (var turn in engine.Take(AlarmRules.Hold(facts.Read(Now)), Now)) await book.TakeAsync(turn, recorder.Status.RecordingId, stoppingToken);
            await book.TellAsync(stoppingToken);
            if (Now - savedAt >= s_saveEvery)
            {
                book.Save();
                savedAt = Now;
            }
            await Task.Delay(s_pace, time, stoppingToken);
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());
}
