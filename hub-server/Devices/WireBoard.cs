using System.Text;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

internal enum WireDirection
{
    /// <summary>To the device.</summary>
    Out,

    /// <summary>From the device.</summary>
    In,
}

/// <summary>The event <c>piece</c> of a wire trace.</summary>
/// <param name="Number">Of the box, rising.</param>
/// <param name="Hex">Upper-case hex of at most 512 bytes; empty when hidden.</param>
/// <param name="Text">The same as text, what cannot be shown as ·.</param>
/// <param name="Length">How many bytes it was.</param>
/// <param name="Hidden">It carried a secret.</param>
internal sealed record TracedPiece(long Number, DateTimeOffset At, WireDirection Direction, string Hex, string Text, long Length, bool Hidden);

/// <summary>
/// What goes over the wires of the devices that somebody looks at, in memory only, for ten minutes at most. Bounded:
/// <see cref="MaxDevices"/> devices, of which the longest asked for goes first, <see cref="MaxPieces"/> pieces of each.
/// </summary>
internal sealed class WireBoard(TimeProvider time)
{
    public const int MaxSeconds = 600;
    public const int MaxDevices = 64;
    public const int MaxPieces = 500;

    private const int MaxBytes = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Room, string Device), Trace> _traces = [];

    /// <summary>Has the box show the wire for so long; 0 ends it.</summary>
    /// <returns>Until when.</returns>
    public DateTimeOffset Watch(LinkSession session, string device, int seconds)
    {
        var (key, until) = ((session.Agent.RoomId, device), time.GetUtcNow().AddSeconds(seconds));
        lock (_lock)
        {
            DropEnded();
            if (seconds == 0)
            {
                if (_traces.Remove(key, out var ended)) ended.Wake();
            }
            else
            {
                if (_traces.Count >= MaxDevices && !_traces.ContainsKey(key)) Drop(_traces.MinBy(entry => entry.Value.Until).Key);
                if (!_traces.TryGetValue(key, out var trace)) _traces[key] = trace = new Trace();
                trace.Until = until;
            }
        }
        Ask(session, device, seconds);
        return until;
    }

    /// <summary>The box has connected anew: it does not know that it was asked.</summary>
    public void Renew(LinkSession session)
    {
        List<(string Device, TimeSpan Left)> wanted;
        lock (_lock)
        {
            DropEnded();
            wanted = _traces.Where(entry => entry.Key.Room == session.Agent.RoomId).Select(entry => (entry.Key.Device, entry.Value.Until - time.GetUtcNow())).ToList();
        }
        foreach (var (device, left) in wanted) Ask(session, device, (int)Math.Ceiling(left.TotalSeconds));
    }

    public void Put(string roomId, WirePieces told)
    {
        lock (_lock)
        {
            if (!_traces.TryGetValue((roomId, told.Device), out var trace) || trace.Until < time.GetUtcNow()) return;
            trace.Count += (long)Math.Min(told.Skipped, int.MaxValue);
            foreach (var piece in told.Pieces.Take(MaxPieces)) trace.Add(Read(piece));
            trace.Wake();
        }
    }

    /// <summary>What came after the place, waiting for it when there is nothing yet.</summary>
    /// <param name="place">Where the reader is: 0 at first, then what came back.</param>
    /// <returns>Null when the trace has ended. Missed counts pieces that the box or the hub left out before these.</returns>
    public async Task<(IReadOnlyList<TracedPiece> Pieces, long Place, long Missed)?> ReadAsync(string roomId, string device, long place, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news;
            TimeSpan left;
            lock (_lock)
            {
                if (!_traces.TryGetValue((roomId, device), out var trace) || (left = trace.Until - time.GetUtcNow()) <= TimeSpan.Zero) return null;
                if (trace.Count > place)
                {
                    var pieces = trace.Pieces.Where(entry => entry.Ordinal >= place).Select(entry => entry.Piece).ToList();
                    return (pieces, trace.Count, trace.Count - place - pieces.Count);
                }
                news = trace.News;
            }
            try
            {
                await news.WaitAsync(left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    private static void Ask(LinkSession session, string device, int seconds) =>
        session.Send(new HubMessage { WatchWire = new WatchWire { Device = device, Seconds = (uint)Math.Clamp(seconds, 0, MaxSeconds) } });

    private static TracedPiece Read(WirePiece piece)
    {
        var bytes = piece.Hidden ? [] : piece.Data.Span[..Math.Min(piece.Data.Length, MaxBytes)];
        return new TracedPiece(
            (long)Math.Min(piece.Number, long.MaxValue),
            ReportedStates.Time(piece.AtMs, null) ?? DateTimeOffset.UnixEpoch,
            piece.Outgoing ? WireDirection.Out : WireDirection.In,
            Convert.ToHexString(bytes),
            Shown(bytes),
            piece.Length,
            piece.Hidden);
    }

    private static string Shown(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes) text.Append(value is >= 0x20 and < 0x7F ? (char)value : '·');
        return text.ToString();
    }

    private void DropEnded()
    {
        var now = time.GetUtcNow();
        foreach (var key in _traces.Where(entry => entry.Value.Until < now).Select(entry => entry.Key).ToList()) Drop(key);
    }

    private void Drop((string Room, string Device) key)
    {
        if (_traces.Remove(key, out var trace)) trace.Wake();
    }

    private sealed class Trace
    {
        private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Queue<(long Ordinal, TracedPiece Piece)> Pieces { get; } = new();

        /// <summary>Pieces that there ever were, also those that the box left out.</summary>
        public long Count { get; set; }

        public DateTimeOffset Until { get; set; }

        public Task News => _news.Task;

        public void Add(TracedPiece piece)
        {
            if (Pieces.Count >= MaxPieces) Pieces.Dequeue();
            Pieces.Enqueue((Count++, piece));
        }

        public void Wake()
        {
            _news.TrySetResult();
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
