using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.WakeOnLan;

/// <summary>A computer's network card: hears magic packets on its UDP line, wakes for its own, and needs half a minute to start.</summary>
[Simulator("wake-on-lan")]
internal sealed class WakeOnLanSimulator(TimeProvider time) : ISimulator
{
    private static readonly TimeSpan s_boot = TimeSpan.FromSeconds(30);
    private DateTimeOffset? _woken;

    public byte[] Mac { get; init; } = [0x02, 0x5b, 0x26, 0xa8, 0xdc, 0x12];

    public bool IsOn => _woken is { } at && time.GetUtcNow() >= at + s_boot;

    /// <summary>Told when it is woken for the first time.</summary>
    public TaskCompletionSource Woken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        var buffer = new byte[1500];
        while (await line.ReceiveAsync(buffer, cancellationToken) is var length)
        {
            if (WakeOnLanWire.Woken(buffer.AsSpan(0, length)) is not { } mac || !mac.AsSpan().SequenceEqual(Mac)) continue;
            _woken ??= time.GetUtcNow();
            Woken.TrySetResult();
        }
    }
}
