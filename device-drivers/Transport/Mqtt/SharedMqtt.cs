namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>
/// The one connection to a broker that all devices of a box share. It is opened when the first one asks, and again after it was
/// lost; nobody keeps it open for nobody.
/// </summary>
public sealed class SharedMqtt(TimeProvider time) : IAsyncDisposable
{
    /// <summary>Forty devices that come back at once ask a broker that is down once.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _opening = new(1);
    private MqttConnection? _connection;
    private DeviceException? _failure;
    private DateTimeOffset _failedAt;

    /// <summary>Where the broker is; null: not known.</summary>
    public MqttBroker? Broker { get; private set; }

    /// <summary>Asked for the broker before each connection, so that a broker of one's own need not run before somebody wants it; it throws a <see cref="DeviceException"/> when there is none.</summary>
    public Func<CancellationToken, Task<MqttBroker>>? Find { get; set; }

    /// <summary>Changes the broker: whoever uses the present one loses it.</summary>
    public async Task UseAsync(MqttBroker? broker, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (Broker == broker) return;
            Broker = broker;
            _failure = null;
            if (_connection is not null) await _connection.DisposeAsync();
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>A link of one's own.</summary>
    /// <exception cref="DeviceException">The broker cannot be reached, or refuses us; the code says why.</exception>
    public async Task<MqttLink> OpenAsync(WireTrace trace, CancellationToken cancellationToken) => new(await ConnectAsync(cancellationToken), trace, time);

    public async ValueTask DisposeAsync()
    {
        await UseAsync(null, CancellationToken.None);
        _opening.Dispose();
    }

    private async Task<MqttConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true }) return _connection;
            if (_failure is not null && time.GetUtcNow() - _failedAt < s_pause) throw new DeviceException(_failure.Code, _failure.Message, _failure);
            if (Find is not null) Broker = await Find(cancellationToken);
            if (Broker is null) throw new DeviceException(DeviceProblems.SettingInvalid, "the box has no MQTT broker");
            return _connection = await MqttConnection.OpenAsync(Broker, time, cancellationToken);
        }
        catch (DeviceException error)
        {
            if (_failure is null || error.InnerException != _failure) (_failure, _failedAt) = (error, time.GetUtcNow());
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }
}
