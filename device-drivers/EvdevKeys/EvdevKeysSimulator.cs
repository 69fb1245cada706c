using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Keys;

namespace Tongtang.DeviceDrivers.EvdevKeys;

/// <summary>A keyboard that somebody types on.</summary>
[Simulator("evdev-keys")]
internal sealed class EvdevKeysSimulator(TimeProvider time) : ISimulator
{
    private readonly List<ILink> _lines = [];
    private readonly Lock _gate = new();

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        lock (_gate) _lines.Add(line);
        try
        {
            // It is told nothing; that ends when the line does.
            while (await line.ReceiveAsync(new byte[64], cancellationToken) > 0)
            {
            }
        }
        finally
        {
            lock (_gate) _lines.Remove(line);
        }
    }

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

    private async Task SayAsync(InputEvent input)
    {
        ILink[] lines;
        lock (_gate) lines = [.. _lines];
        foreach (var line in lines) await line.SendAsync(input.Write(time.GetUtcNow()), sensitive: false, CancellationToken.None);
    }
}
