using System.Collections.Immutable;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

/// <summary>
/// Follows the part that the room was told: begins, goes on after a restart, ends. What it did is on the disk before
/// anything else happens, so that a box that was killed in mid-lesson comes back in the same lesson and recording.
/// </summary>
internal sealed class LessonLoop(
    LessonBoard board, LessonStore store, LessonOrders orders, LessonDuties duties, LessonChecks checks, Recorder recorder, TimeProvider time) : BackgroundService, IBeating
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>How often what was counted of the receptions is kept for a restart.</summary>
    private static readonly TimeSpan s_keepCounts = TimeSpan.FromSeconds(10);

    private KeptLesson _kept = KeptLesson.None;
    private long _keptAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _kept = store.Read();
        // Another room's part is none of this room's.
        if (_kept.Part is not null && _kept.RoomId != orders.RoomId) _kept = _kept with { Part = null };
        if (_kept.Part is not null) board.Set(_kept.Part, _kept.RoomId);
        await base.StartAsync(cancellationToken);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var (seen, recorderSeen) = (board.Changed.Version, recorder.Changed.Version);
            using (Pulse.Work()) await FollowAsync(orders.Now(), stoppingToken);
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task[] news = _kept.Part is null
                ? [board.Changed.WaitAsync(seen, round.Token)]
                : [board.Changed.WaitAsync(seen, round.Token), recorder.Changed.WaitAsync(recorderSeen, round.Token), Task.Delay(s_look, time, round.Token)];
            await Task.WhenAny(news);
            await round.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private async Task FollowAsync(LessonPart? part, CancellationToken cancellationToken)
    {
        if (_kept.Doings is { } before && before.LessonId != part?.LessonId)
        {
            await duties.EndAsync(before, cancellationToken);
            await KeepAsync(new KeptLesson(orders.RoomId, part, null), cancellationToken);
        }
        if (part is null)
        {
            if (_kept.Part is not null) await KeepAsync(new KeptLesson(orders.RoomId, null, null), cancellationToken);
            board.Show(null, "", "", "");
            return;
        }
        var doings = _kept.Doings ?? new LessonDoings(part.LessonId, time.GetUtcNow(), "", false, false, false, ImmutableDictionary<string, ReceptionTally>.Empty);
        // Before anything is begun: who is cut off here must know what to end.
        if (_kept.Doings is null || !ReferenceEquals(_kept.Part, part)) await KeepAsync(new KeptLesson(orders.RoomId, part, doings), cancellationToken);
        var counted = doings with { Received = duties.Counts(doings) };
        var done = await duties.FollowAsync(part, orders.RoomId, counted, cancellationToken);
        if (done != counted || time.GetElapsedTime(_keptAt) >= s_keepCounts) await KeepAsync(new KeptLesson(orders.RoomId, part, done), cancellationToken);
        else _kept = _kept with { Doings = done };
        board.Show(checks.Look(part.LessonId), done.RecordingId, duties.Problem.Code, duties.Problem.Text);
    }

    private async Task KeepAsync(KeptLesson kept, CancellationToken cancellationToken)
    {
        await store.WriteAsync(kept, cancellationToken);
        (_kept, _keptAt) = (kept, time.GetTimestamp());
    }
}
