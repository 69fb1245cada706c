using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>A segment that the hub does not take. It stays on the box and holds up nothing.</summary>
/// <param name="Code">The hub's stable code, or <c>hub_fault</c> where it gave none.</param>
/// <param name="RetryAt">Monotonic; null: when the agent is started again.</param>
internal sealed record RejectedSegment(SegmentKey Key, string Code, string Reason, TimeSpan? RetryAt);

/// <summary>A recording that the hub does not take at all, e.g. of the room this box was in before.</summary>
internal sealed record RefusedRecording(string RecordingId, string Code, string Reason);

/// <summary>How the uploads are doing, for status, metrics and the uploads themselves. Thread safe.</summary>
internal sealed class UploadBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SegmentKey, RejectedSegment> _rejected = [];
    private readonly Dictionary<string, RefusedRecording> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<SegmentKey, int> _failures = [];
    private long _sentSegments;
    private long _sentBytes;
    private long _lineBytes;

    public ChangeSignal Changed { get; } = new();

    /// <summary>When the uploads' loop comes round again.</summary>
    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    public long SentSegments => Interlocked.Read(ref _sentSegments);

    public long SentBytes => Interlocked.Read(ref _sentBytes);

    /// <summary>Bytes of segments that were given to the line, with what was sent again.</summary>
    public long LineBytes => Interlocked.Read(ref _lineBytes);

    public IReadOnlyList<RejectedSegment> Rejected
    {
        get
        {
            lock (_lock) return [.. _rejected.Values];
        }
    }

    public IReadOnlyList<RefusedRecording> Refused
    {
        get
        {
            lock (_lock) return [.. _refused.Values];
        }
    }

    public void Sent(SegmentKey key, long bytes)
    {
        Interlocked.Increment(ref _sentSegments);
        Interlocked.Add(ref _sentBytes, bytes);
        lock (_lock)
        {
            _failures.Remove(key);
            if (!_rejected.Remove(key)) return;
        }
        Changed.Raise();
    }

    public void PutOnLine(long bytes) => Interlocked.Add(ref _lineBytes, bytes);

    /// <summary>How often this one has failed, this time included, over all connections.</summary>
    public int Failed(SegmentKey key)
    {
        lock (_lock) return _failures[key] = _failures.GetValueOrDefault(key) + 1;
    }

    public void Reject(RejectedSegment segment)
    {
        lock (_lock)
        {
            _rejected[segment.Key] = segment;
            _failures.Remove(segment.Key);
        }
        Changed.Raise();
    }

    public void RefuseRecording(string recordingId, string code, string reason)
    {
        lock (_lock) _refused[recordingId] = new RefusedRecording(recordingId, code, reason);
        Changed.Raise();
    }

    /// <summary>The hub takes it after all.</summary>
    public void Accept(string recordingId)
    {
        lock (_lock)
        {
            if (!_refused.Remove(recordingId)) return;
        }
        Changed.Raise();
    }

    public bool IsRejected(SegmentKey key, TimeSpan now)
    {
        lock (_lock) return _rejected.TryGetValue(key, out var found) && (found.RetryAt is not { } retry || retry > now);
    }

    public int CountRejected(string recordingId)
    {
        lock (_lock) return _rejected.Keys.Count(k => k.RecordingId == recordingId);
    }
}
