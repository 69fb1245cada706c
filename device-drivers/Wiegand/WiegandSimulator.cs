using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Gpio;

namespace Tongtang.DeviceDrivers.Wiegand;

/// <summary>A reader on two lines: pulses of 0.4 ms every 2.4 ms.</summary>
[Simulator("wiegand")]
internal sealed class WiegandSimulator(TimeProvider time) : ISimulator
{
    private readonly TouchedLines _lines = new();
    private ulong _now = 1_000_000_000;

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => _lines.ServeAsync(line, _ => { }, cancellationToken);

    /// <param name="uid">Three or four bytes in hex.</param>
    public async Task HoldAsync(string uid, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            if (i > 0) await Task.Delay(TimeSpan.FromMilliseconds(500), time);
            await SayAsync(WiegandWire.Bits(uid));
            _now += 500_000_000;
        }
    }

    public async Task SayAsync(IEnumerable<bool> bits)
    {
        foreach (var bit in bits)
        {
            var line = bit ? 1u : 0u;
            await _lines.SayAsync(new GpioEdge(_now, Rising: true, line).Write());
            await _lines.SayAsync(new GpioEdge(_now + 400_000, Rising: false, line).Write());
            _now += 2_400_000;
        }
    }
}
