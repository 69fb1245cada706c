using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Rdm6300;

/// <summary>A reader that somebody holds a card to: it says the card again and again while it lies there.</summary>
[Simulator("rdm6300")]
internal sealed class Rdm6300Simulator(TimeProvider time) : ISimulator
{
    private readonly TouchedLines _lines = new();

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => _lines.ServeAsync(line, _ => { }, cancellationToken);

    /// <param name="uid">Hex.</param>
    /// <param name="times">How often the reader says it, twice a second.</param>
    public async Task HoldAsync(string uid, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            if (i > 0) await Task.Delay(TimeSpan.FromMilliseconds(500), time);
            await _lines.SayAsync(Rdm6300Wire.Frame(uid));
        }
    }
}
