using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>What goes wrong on the line between a simulator and a driver; switched while it runs, for all lines at once.</summary>
internal sealed class LineFaults
{
    private static readonly byte[] s_garbage = [0x00, 0xFF, 0x7F, 0x80, 0x0D, 0x0A, 0xAA, 0x3A, 0x25, 0x90, 0x02, 0x16];

    /// <summary>What the device says does not arrive.</summary>
    public volatile bool Silent;

    /// <summary>Noise comes before each thing that the device says.</summary>
    public volatile bool Noisy;

    /// <summary>What the device says comes byte by byte.</summary>
    public volatile bool Slow;

    /// <summary>The line breaks in the middle of the next thing that the device says.</summary>
    public volatile bool Breaks;

    /// <summary>Everything that the device hears comes back before its answer.</summary>
    public volatile bool Echoes;

    public ILink Between(ILink line) => new FaultyLine(line, this);

    private sealed class FaultyLine(ILink line, LineFaults faults) : ILink
    {
        public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
        {
            if (faults.Silent) return;
            if (faults.Noisy) await line.SendAsync(s_garbage, sensitive: false, cancellationToken);
            if (faults.Breaks)
            {
                faults.Breaks = false;
                await line.SendAsync(bytes[..(bytes.Length / 2)], sensitive: false, cancellationToken);
                await line.DisposeAsync();
                throw new DeviceException(DeviceProblems.LinkLost, "the line broke");
            }

            for (var at = 0; faults.Slow && at < bytes.Length - 1; at++)
            {
                await line.SendAsync(bytes.Slice(at, 1), sensitive: false, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }

            await line.SendAsync(faults.Slow ? bytes[^1..] : bytes, sensitive, cancellationToken);
        }

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var length = await line.ReceiveAsync(buffer, cancellationToken);
            if (faults.Echoes && length > 0) await line.SendAsync(buffer[..length], sensitive: false, cancellationToken);
            return length;
        }

        public ValueTask DisposeAsync() => line.DisposeAsync();
    }
}
