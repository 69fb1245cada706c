using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>Makes the uploads of each new connection.</summary>
internal sealed class UploadRounds(Journal journal, SegmentSender sender, UploadBoard board, UploadOptions options, TimeProvider time, ILogger<UploadRound> logger)
{
    public UploadRound On(GrpcChannel channel) => new(channel, journal, sender, board, options, time, logger);
}

/// <summary>
/// The uploads over one connection: newest lesson first, in order within it, some segments at a time. It wakes when the
/// journal has something new or a segment is through; it never polls for work. What it knows of the hub's side (which
/// recordings are open) dies with the connection; what the hub has on its disk is in the journal.
/// </summary>
internal sealed partial class UploadRound(
    GrpcChannel channel,
    Journal journal,
    SegmentSender sender,
    UploadBoard board,
    UploadOptions options,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>So many lessons are sent at the same time; the next come when these are through.</summary>
    private const int LessonsAtOnce = 8;

    /// <summary>So many are looked at for that: lessons of which only what was set aside is left hold up none that are older.</summary>
    private const int LessonsLookedAt = 64;

    /// <summary>How often a closed window or something set aside is looked at again.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AsideForNow = TimeSpan.FromMinutes(10);

    /// <summary>A turn is a look at the journal and at most two questions to the hub, which have their own limit of a minute each.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromMinutes(4);

    private readonly RecordingTalk _talk = new(channel, journal, board, time, logger);
    private readonly Dictionary<SegmentKey, Task<SegmentOutcome>> _running = [];

    /// <summary>Looked at once a turn: whoever is paused in it is waited for, however soon that is over.</summary>
    private TimeSpan? _pausedUntil;

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());

    /// <exception cref="GrpcException">The line or the hub is down.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                var seen = journal.Changed.Version;
                if (_pausedUntil <= Now) _pausedUntil = null;
                var busy = 0;
                foreach (var id in journal.Unfinished(LessonsLookedAt, _talk.Refused))
                {
                    if (await AdvanceAsync(id, ended.Token) && ++busy == LessonsAtOnce) break;
                }
                await AnythingAsync(seen, ended.Token);
                foreach (var (key, task) in _running.Where(r => r.Value.IsCompleted).ToList())
                {
                    _running.Remove(key);
                    Finish(await task);
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
            await ((Task)Task.WhenAll(_running.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether something of it is on its way or could be.</summary>
    private async Task<bool> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        board.Pulse.Within(Slow);
        // First what is to be sent, then what it belongs to: the hub takes nothing of an epoch it was not told.
        var known = Sendable(id).Select(SegmentKey.Of).ToHashSet();
        if (!await _talk.TellAsync(id, cancellationToken)) return false;
        StartSegments(Sendable(id).Where(s => known.Contains(SegmentKey.Of(s))), cancellationToken);
        var sending = _running.Keys.Any(k => k.RecordingId == id) || Sendable(id).Any();
        await _talk.CloseAsync(id, allSent: !sending, cancellationToken);
        return sending;
    }

    private void StartSegments(IEnumerable<JournalSegment> sendable, CancellationToken cancellationToken)
    {
        var free = options.Parallel - _running.Count;
        if (free <= 0 || _pausedUntil is not null || !sender.Allowance.Open) return;
        foreach (var segment in sendable.Take(free).ToList()) _running.Add(SegmentKey.Of(segment), SendAsync(segment, cancellationToken));
    }

    private IEnumerable<JournalSegment> Sendable(string id) =>
        journal.Pending(id, _running.Count + options.Parallel + board.CountRejected(id))
            .Where(s => !_running.ContainsKey(SegmentKey.Of(s)) && !board.IsRejected(SegmentKey.Of(s), Now));

    private async Task<SegmentOutcome> SendAsync(JournalSegment segment, CancellationToken cancellationToken)
    {
        try
        {
            await sender.SendAsync(channel, segment, cancellationToken);
            return SegmentOutcome.Stored(segment);
        }
        catch (GrpcException error)
        {
            return SegmentOutcome.Refused(segment, error);
        }
        catch (IOException error)
        {
            return SegmentOutcome.Unreadable(segment, error.Message);
        }
    }

    private async Task AnythingAsync(long seen, CancellationToken cancellationToken)
    {
        board.Pulse.Within(Slow);
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var look = _pausedUntil is { } until ? TimeSpan.FromTicks(Math.Clamp((until - Now).Ticks, 0, Recheck.Ticks)) : Recheck;
        await Task.WhenAny([.. _running.Values, journal.Changed.WaitAsync(seen, round.Token), Task.Delay(look, time, round.Token)]);
        await round.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Finish(SegmentOutcome outcome)
    {
        var key = SegmentKey.Of(outcome.Segment);
        if (outcome.Problem is null)
        {
            journal.AcknowledgeSegments(key.RecordingId, [(key.Track, key.Number)]);
            board.Sent(key, outcome.Segment.Bytes);
            return;
        }
        var tries = board.Failed(key);
        var verdict = outcome.Refusal is { } refusal ? UploadVerdicts.Of(refusal.Status, outcome.Code, tries) : UploadVerdict.SetAsideForNow;
        LogRefused(key.RecordingId, key.Track, key.Number, outcome.Code, outcome.Problem, verdict);
        switch (verdict)
        {
            case UploadVerdict.LinkDown:
                throw outcome.Refusal!;
            case UploadVerdict.Pause:
                _pausedUntil = Now + (outcome.Refusal!.RetryAfter() ?? options.PauseWhenFull);
                break;
            case UploadVerdict.Reopen:
                _talk.Forget(key.RecordingId);
                break;
            case UploadVerdict.Discard:
                _talk.Discard(key.RecordingId);
                break;
            case UploadVerdict.SetAside or UploadVerdict.SetAsideForNow:
                var retryAt = verdict == UploadVerdict.SetAsideForNow ? Now + AsideForNow : (TimeSpan?)null;
                if (UploadVerdicts.BlamesTheFile(outcome.Code)) journal.Doubt(outcome.Segment);
                board.Reject(new RejectedSegment(key, outcome.Code ?? "hub_fault", outcome.Problem, retryAt));
                break;
            default:
                // Retry: it is still pending and comes again by itself.
                break;
        }
    }

    [LoggerMessage(EventId = 3202, Level = LogLevel.Warning, Message = "Segment {Recording}/{Track}/{Number} was not taken: {Code} {Problem} → {Verdict}")]
    private partial void LogRefused(string recording, string track, int number, string? code, string problem, UploadVerdict verdict);
}
