using System.Buffers.Binary;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Gpio;

namespace Tongtang.DeviceDrivers.GpioKeys;

/// <summary>The lines of a chip: somebody presses keys, and lights burn as they are told.</summary>
[Simulator("gpio-keys")]
internal sealed class GpioKeysSimulator(TimeProvider time) : ISimulator
{
    private readonly List<ILink> _lines = [];
    private readonly Lock _gate = new();

    /// <summary>The lights that burn, by their place.</summary>
    public ulong Lights { get; private set; }

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        const int ValuesLength = 16;
        lock (_gate) _lines.Add(line);
        await using var link = new FramedLink(line, received => received.Length < ValuesLength ? FrameCut.More : new(0, ValuesLength), time);
        try
        {
            while (true)
            {
                var values = await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken);
                var (bits, mask) = (BinaryPrimitives.ReadUInt64LittleEndian(values), BinaryPrimitives.ReadUInt64LittleEndian(values.AsSpan(8)));
                Lights = Lights & ~mask | bits & mask;
            }
        }
        finally
        {
            lock (_gate) _lines.Remove(line);
        }
    }

    /// <param name="key">By its place.</param>
    public async Task PressAsync(uint key)
    {
        foreach (var down in new[] { true, false })
        {
            ILink[] lines;
            lock (_gate) lines = [.. _lines];
            foreach (var line in lines) await line.SendAsync(new GpioEdge((ulong)time.GetTimestamp() * 100, down, key).Write(), sensitive: false, CancellationToken.None);
        }
    }
}
