using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Card7941;

/// <summary>A reader that somebody holds a card to: it says the card again and again while it lies there.</summary>
[Simulator("card-7941")]
internal sealed class Card7941Simulator(TimeProvider time) : ISimulator
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
            await _lines.SayAsync(Card7941Wire.Frame(uid));
        }
    }
}
