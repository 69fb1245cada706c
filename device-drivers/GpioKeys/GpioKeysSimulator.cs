using System.Buffers.Binary;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Gpio;

namespace Tongtang.DeviceDrivers.GpioKeys;

/// <summary>The lines of a chip: somebody presses keys, and lights burn as they are told.</summary>
[Simulator("gpio-keys")]
internal sealed class GpioKeysSimulator(TimeProvider time) : ISimulator
{
    private readonly TouchedLines _lines = new();

    /// <summary>The lights that burn, by their place.</summary>
    public ulong Lights { get; private set; }

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => _lines.ServeAsync(line, Obey, cancellationToken);

    /// <param name="key">By its place.</param>
    public async Task PressAsync(uint key)
    {
        foreach (var down in new[] { true, false }) await _lines.SayAsync(new GpioEdge((ulong)time.GetTimestamp() * 100, down, key).Write());
    }

    /// <summary>Each set of values is one write.</summary>
    private void Obey(byte[] values)
    {
        if (values.Length != 16) return;
        var (bits, mask) = (BinaryPrimitives.ReadUInt64LittleEndian(values), BinaryPrimitives.ReadUInt64LittleEndian(values.AsSpan(8)));
        Lights = Lights & ~mask | bits & mask;
    }
}
