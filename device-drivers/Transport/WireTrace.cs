using System.Text;

namespace Tongtang.DeviceDrivers.Transport;

/// <summary>
/// Shows a device's bytes while somebody looks. Off, it costs a comparison; on, it keeps the last 500 pieces and tells each
/// to whoever listens. It never shows a password: what was sent as sensitive is told by its length only, and where a secret
/// of the settings stands in other bytes, asterisks stand instead.
/// </summary>
public sealed class WireTrace(TimeProvider time)
{
    private const int Kept = 500;
    private const int ShownBytes = 512;
    private readonly Lock _gate = new();
    private readonly Queue<WirePiece> _pieces = new();
    private List<byte[]> _secrets = [];
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private long _next;

    /// <summary>Told each piece, on the thread that sent or received it; it must not wait.</summary>
    public Action<WirePiece>? Seen { get; set; }

    /// <summary>When it goes off by itself; past: it is off.</summary>
    public DateTimeOffset Until
    {
        get { lock (_gate) return _until; }
    }

    public bool IsOn => time.GetUtcNow() < Until;

    /// <summary>What must never be shown.</summary>
    public void Hide(IEnumerable<string> texts)
    {
        var hidden = texts.Where(text => text.Length > 0).Select(Encoding.UTF8.GetBytes).OrderByDescending(bytes => bytes.Length).ToList();
        lock (_gate) _secrets = hidden;
    }

    public void SwitchOn(TimeSpan length)
    {
        lock (_gate) _until = time.GetUtcNow() + length;
    }

    public void SwitchOff()
    {
        lock (_gate)
        {
            _until = DateTimeOffset.MinValue;
            _pieces.Clear();
        }
    }

    /// <summary>The last pieces, oldest first.</summary>
    public IReadOnlyList<WirePiece> Last()
    {
        lock (_gate) return [.. _pieces];
    }

    internal void Sent(ReadOnlySpan<byte> bytes, bool sensitive) => Add(WireDirection.Out, bytes, sensitive);

    internal void Received(ReadOnlySpan<byte> bytes) => Add(WireDirection.In, bytes, sensitive: false);

    private void Add(WireDirection direction, ReadOnlySpan<byte> bytes, bool sensitive)
    {
        if (!IsOn) return;
        WirePiece piece;
        lock (_gate)
        {
            var shown = sensitive ? [] : bytes[..Math.Min(bytes.Length, ShownBytes)].ToArray();
            foreach (var secret in _secrets) Mask(shown, secret);
            piece = new WirePiece(++_next, time.GetUtcNow(), direction, shown, bytes.Length, sensitive);
            _pieces.Enqueue(piece);
            while (_pieces.Count > Kept) _pieces.Dequeue();
        }

        Seen?.Invoke(piece);
    }

    private static void Mask(Span<byte> shown, ReadOnlySpan<byte> secret)
    {
        for (var at = shown.IndexOf(secret); at >= 0; at = shown.IndexOf(secret)) shown.Slice(at, secret.Length).Fill((byte)'*');
    }
}

public enum WireDirection
{
    Out,
    In,
}

/// <summary>Bytes that went over the wire.</summary>
/// <param name="Number">Rising.</param>
/// <param name="Bytes">At most 512 of them, without secrets; empty when <paramref name="Hidden"/>.</param>
/// <param name="Length">How many there were.</param>
public sealed record WirePiece(long Number, DateTimeOffset At, WireDirection Direction, byte[] Bytes, int Length, bool Hidden);
