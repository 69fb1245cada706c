namespace Tongtang.DeviceDrivers.Transport;

/// <summary>A link whose bytes are shown to a <see cref="WireTrace"/>.</summary>
internal sealed class TracedLink(ILink link, WireTrace trace) : ILink
{
    /// <summary>The link whose bytes are shown.</summary>
    public ILink Inner => link;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        trace.Sent(bytes.Span, sensitive);
        await link.SendAsync(bytes, sensitive, cancellationToken);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = await link.ReceiveAsync(buffer, cancellationToken);
        if (length > 0) trace.Received(buffer.Span[..length]);
        return length;
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();
}
