namespace Tongtang.DeviceDrivers.Transport.Serial;

/// <summary>Takes out of what comes in what we sent ourselves, for RS-485 adapters that hear themselves.</summary>
internal sealed class EchoDiscardingLink(ILink link) : ILink
{
    private readonly Lock _gate = new();
    private readonly EchoDiscarder _discarder = new();

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        lock (_gate) _discarder.Sent(bytes.Span);
        return link.SendAsync(bytes, sensitive, cancellationToken);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = await link.ReceiveAsync(buffer, cancellationToken);
            if (length == 0) return 0;
            lock (_gate) length = _discarder.Keep(buffer.Span[..length]);
            if (length > 0) return length;
        }
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();
}

/// <summary>
/// What of the bytes that come in is our own echo. Pure. As soon as a byte differs from what was sent there is no echo (the
/// adapter gives none, or two spoke at once), and everything from there on is the other's.
/// </summary>
internal sealed class EchoDiscarder
{
    // More than any question is long: an adapter without echo must not make it grow.
    private const int Most = 4096;
    private readonly Queue<byte> _expected = new();

    public void Sent(ReadOnlySpan<byte> bytes)
    {
        if (_expected.Count + bytes.Length > Most) _expected.Clear();
        foreach (var sent in bytes) _expected.Enqueue(sent);
    }

    /// <summary>Moves what is not our own to the front; how much that is.</summary>
    public int Keep(Span<byte> received)
    {
        var echo = 0;
        while (echo < received.Length && _expected.TryPeek(out var sent))
        {
            if (sent != received[echo])
            {
                _expected.Clear();
                break;
            }

            _expected.Dequeue();
            echo++;
        }

        received[echo..].CopyTo(received);
        return received.Length - echo;
    }
}
