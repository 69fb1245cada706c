using Google.Protobuf.Reflection;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>
/// What is said about whole recordings over one connection: opened once and whenever the description changes, closed
/// when the lesson is over and again when the last segment is through.
/// </summary>
internal sealed partial class RecordingTalk(GrpcChannel channel, Journal journal, UploadBoard board, TimeProvider time, ILogger logger)
{
    private const int FaultsAllowed = 3;

    /// <summary>Then it is tried again: somebody may have mended the hub.</summary>
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(10);

    private static readonly Google.Protobuf.Reflection.ServiceDescriptor Service = RecordingsReflection.Descriptor.Services[0];
    private static readonly MethodDescriptor Open = Service.FindMethodByName("Open");
    private static readonly MethodDescriptor Close = Service.FindMethodByName("Close");
    private static readonly GrpcCallOptions Patience = new() { Timeout = TimeSpan.FromSeconds(60) };

    private readonly HashSet<string> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _closeToldWithAllSent = new(StringComparer.Ordinal);

    /// <summary>Recordings that the hub does not want, for now.</summary>
    public IReadOnlyCollection<string> Refused => [.. _refused.Where(refusal => IsFresh(refusal.Value)).Select(refusal => refusal.Key)];

    /// <summary>The hub said it does not know this recording: it is told again.</summary>
    public void Forget(string id) => _opened.Remove(id);

    /// <summary>
    /// Makes the hub know the recording as it is now, and learns what the hub has of it. False when the hub does not
    /// want it; then nothing of it is sent over this connection.
    /// </summary>
    /// <exception cref="GrpcException">The line or the hub is down.</exception>
    public async Task<bool> TellAsync(string id, CancellationToken cancellationToken)
    {
        if (_refused.TryGetValue(id, out var at) && IsFresh(at)) return false;
        if (_opened.Contains(id) && !journal.DescriptionPending(id)) return true;
        if (journal.Describe(id) is not { } description) return false;
        var inDoubt = journal.InDoubt(id);
        try
        {
            var holdings = await channel.UnaryAsync<RecordingDescription, Holdings>(Open, description, Patience, cancellationToken);
            Take(id, inDoubt, holdings);
            journal.AcknowledgeDescription(id, description.Revision);
            _opened.Add(id);
            board.Accept(id);
            return true;
        }
        catch (GrpcException error) when ((Refusal(error) ?? Poison(id, error)) is { } code)
        {
            if (code == "recording_discarded") Discard(id);
            else Refuse(id, code, error.Message);
            return false;
        }
    }

    /// <summary>Tells the hub that this is all there will be; once at the end of the lesson, and once more when all is sent.</summary>
    /// <exception cref="GrpcException">The line or the hub is down.</exception>
    public async Task CloseAsync(string id, bool allSent, CancellationToken cancellationToken)
    {
        if (_closeToldWithAllSent.TryGetValue(id, out var toldAllSent) && (toldAllSent || !allSent)) return;
        if (journal.Closing(id) is not { } closing) return;
        try
        {
            var reply = await channel.UnaryAsync<CloseRecording, CloseReply>(Close, closing, Patience, cancellationToken);
            _closeToldWithAllSent[id] = allSent;
            if (reply.Complete)
            {
                journal.AcknowledgeClose(id);
                LogComplete(id);
            }
            else if (allSent)
            {
                LogMissing(id, string.Join(", ", reply.Missing.SelectMany(m => m.Numbers.Select(n => $"{m.Track} {n.First}–{n.Last}"))));
            }
        }
        catch (GrpcException error) when ((Refusal(error) ?? Poison(id, error)) is { } code)
        {
            if (code == "recording_discarded") Discard(id);
            else if (code == "recording_unknown") Forget(id);
            else Refuse(id, code, error.Message);
        }
    }

    /// <summary>Somebody deleted it on the hub: the hub has answered for all of it, and nothing more is sent.</summary>
    public void Discard(string id)
    {
        if (!_refused.TryAdd(id, time.GetTimestamp())) return;
        journal.AcknowledgeSegments(id, journal.Pending(id, int.MaxValue).Select(s => (s.Track, s.Number)).ToList());
        if (journal.Describe(id) is { } description) journal.AcknowledgeDescription(id, description.Revision);
        if (journal.Closing(id) is not null) journal.AcknowledgeClose(id);
        LogDiscarded(id);
    }

    /// <summary>
    /// What the hub has on its disk is not sent again, whatever became of the answer at the time; what it had and has no
    /// more, is.
    /// </summary>
    private void Take(string id, IReadOnlyList<(string Track, int Number)> inDoubt, Holdings holdings)
    {
        var stored = holdings.Tracks.ToDictionary(t => t.Track, t => t.Stored, StringComparer.Ordinal);
        var held = journal.Pending(id, int.MaxValue).Select(s => (s.Track, s.Number)).Where(IsHeld).ToList();
        if (held.Count > 0) journal.AcknowledgeSegments(id, held);
        var gone = inDoubt.Where(s => !IsHeld(s)).ToList();
        if (gone.Count == 0) return;
        journal.TakeBack(id, gone);
        LogTakenBack(id, gone.Count);

        bool IsHeld((string Track, int Number) s) => stored.TryGetValue(s.Track, out var ranges) && ranges.Any(r => r.First <= s.Number && s.Number <= r.Last);
    }

    private bool IsFresh(long refusedAt) => time.GetElapsedTime(refusedAt) < RefusedFor;

    private void Refuse(string id, string code, string reason)
    {
        _refused[id] = time.GetTimestamp();
        board.RefuseRecording(id, code, reason);
        LogRefused(id, code, reason);
    }

    /// <summary>A fault of the hub's that this recording meets every time must not hold up the others.</summary>
    private string? Poison(string id, GrpcException error) =>
        error.Status is GrpcStatusCode.Internal or GrpcStatusCode.Unknown && board.Failed(new SegmentKey(id, "", 0)) >= FaultsAllowed ? "hub_fault" : null;

    /// <summary>Only what the hub says with a code is about this recording; everything else is about the line.</summary>
    private static string? Refusal(GrpcException error) =>
        error.Status is GrpcStatusCode.ResourceExhausted or GrpcStatusCode.Unavailable or GrpcStatusCode.Unauthenticated ? null : error.Trailers.Get("tongtang-code");

    [LoggerMessage(EventId = 3210, Level = LogLevel.Information, Message = "Recording {Recording} is complete on the hub")]
    private partial void LogComplete(string recording);

    [LoggerMessage(EventId = 3211, Level = LogLevel.Warning, Message = "Recording {Recording} is sent, but the hub misses {Missing}")]
    private partial void LogMissing(string recording, string missing);

    [LoggerMessage(EventId = 3212, Level = LogLevel.Warning, Message = "The hub does not take recording {Recording}: {Code} {Reason}; it stays on the box")]
    private partial void LogRefused(string recording, string code, string reason);

    [LoggerMessage(EventId = 3214, Level = LogLevel.Warning, Message = "The hub no longer has {Segments} segments of recording {Recording}; they are sent again")]
    private partial void LogTakenBack(string recording, int segments);

    [LoggerMessage(EventId = 3213, Level = LogLevel.Information, Message = "Recording {Recording} was deleted on the hub; nothing more of it is sent")]
    private partial void LogDiscarded(string recording);
}
