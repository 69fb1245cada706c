using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Keys;

namespace Tongtang.DeviceDrivers.EvdevKeys;

/// <summary>A keyboard that somebody types on.</summary>
[Simulator("evdev-keys")]
internal sealed class EvdevKeysSimulator(TimeProvider time) : ISimulator
{
    private readonly TouchedLines _lines = new();

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => _lines.ServeAsync(line, _ => { }, cancellationToken);

    /// <summary>Down, held for a moment, and up.</summary>
    public async Task PressAsync(string key)
    {
        var code = (ushort)(KeyNames.Code(key) ?? throw new ArgumentException($"no key {key}", nameof(key)));
        foreach (var value in new[] { 1, 2, 0 })
        {
            await SayAsync(new InputEvent(InputEvent.Key, code, value));
            await SayAsync(default);
        }
    }

    private Task SayAsync(InputEvent input) => _lines.SayAsync(input.Write(time.GetUtcNow()));
}
