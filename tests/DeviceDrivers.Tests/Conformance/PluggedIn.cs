using Tongtang.DeviceDrivers.Transport.Mqtt;

namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>A simulated device at a broker until it is disposed of, which pulls its plug.</summary>
internal sealed class PluggedIn : IAsyncDisposable
{
    private readonly CancellationTokenSource _unplugged = new();
    private readonly Task _running;

    private PluggedIn(IMqttSimulator device, int port) => _running = device.RunAsync(new MqttBroker { Host = "127.0.0.1", Port = port }, _unplugged.Token);

    /// <param name="there">When it counts as started.</param>
    public static async Task<PluggedIn> StartAsync(IMqttSimulator device, int port, Task there)
    {
        var plug = new PluggedIn(device, port);
        await await Task.WhenAny(plug._running, there);
        return plug;
    }

    public async ValueTask DisposeAsync()
    {
        await _unplugged.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _unplugged.Dispose();
    }
}
