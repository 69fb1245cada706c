using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>
/// One connection to a broker by libmosquitto, MQTT 3.1.1 with a clean session, for as long as it lasts: a lost one stays lost,
/// and whoever needs the broker opens another one. So nothing that was said before a break is said again after it. A thread of
/// its own serves it; what comes in is handed to links, which must not wait.
/// </summary>
/// <remarks>
/// Bounds: a payload of more than <see cref="MostPayload"/> bytes is dropped and counted (the library has had it in memory until
/// then; our own broker refuses it); so is the publishing of one. 100 messages are under way at most; further ones wait.
/// </remarks>
internal sealed partial class MqttConnection : IAsyncDisposable
{
    public const int MostPayload = 256 * 1024;
    private const int UnderWay = 100;
    private static readonly TimeSpan s_connectTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);
    private readonly MqttBroker _broker;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _answers = new();
    private readonly MqttRoutes _routes = new();
    private readonly SemaphoreSlim _slots = new(UnderWay);
    private readonly Lock _native = new();

    /// <summary>What the broker is told of filters comes in the order in which the routes change.</summary>
    private readonly Lock _subscribing = new();
    private nint _client;
    private volatile bool _ending;
    private volatile DeviceException? _problem;
    private volatile string _lastError = "";
    private long _received;
    private long _tooLarge;

    private MqttConnection(MqttBroker broker) => _broker = broker;

    /// <summary>Fails with a <see cref="DeviceException"/> when the connection is lost; never ends otherwise.</summary>
    public Task Ended => _ended.Task;

    public bool IsOpen => !_ended.Task.IsCompleted && !_ending;

    /// <summary>Messages that came in.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Of those that were dropped for their size.</summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <exception cref="DeviceException">
    /// <see cref="DeviceProblems.Unreachable"/>, <see cref="DeviceProblems.Denied"/> (name or password),
    /// <see cref="DeviceProblems.Unexpected"/> (its certificate, or no broker), <see cref="DeviceProblems.LibraryMissing"/>.
    /// </exception>
    public static async Task<MqttConnection> OpenAsync(MqttBroker broker, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = new MqttConnection(broker);
        // The library reads and writes while it waits: not for a thread of the pool.
        new Thread(connection.Run) { IsBackground = true, Name = "mqtt" }.Start();
        try
        {
            await connection._connected.Task.WaitAsync(s_connectTime, time, cancellationToken);
            return connection;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            connection._ending = true;
            if (error is OperationCanceledException) throw;
            throw new DeviceException(DeviceProblems.Unreachable, $"{broker}: no answer within {s_connectTime.TotalSeconds:0} s", error);
        }
    }

    /// <summary>Sends a message; of quality 1 and 2 it ends when the broker has it, of 0 when it is on its way.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>: of quality 1 and 2 the broker may have it all the same.</exception>
    public async Task PublishAsync(MqttMessage message, CancellationToken cancellationToken)
    {
        if (!MqttTopics.IsTopic(message.Topic)) throw new DeviceException(DeviceProblems.SettingInvalid, $"topic is \"{message.Topic}\"; allowed: 1 to 65535 bytes without + and #");
        if (message.Payload.Length > MostPayload) throw new DeviceException(DeviceProblems.SettingInvalid, $"the payload has {message.Payload.Length} bytes; allowed: {MostPayload}");
        await _slots.WaitAsync(cancellationToken);
        // The slot is free again when the broker has answered, not when the caller has lost patience.
        await SendAsync(message).WaitAsync(cancellationToken);
    }

    /// <summary>From now on the link gets what the filter matches, beginning with what the broker has kept.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.Denied"/>: the broker refuses the filter.</exception>
    public async Task SubscribeAsync(MqttLink link, string filter, int qualityOfService, CancellationToken cancellationToken)
    {
        if (!MqttTopics.IsFilter(filter)) throw new DeviceException(DeviceProblems.SettingInvalid, $"filter is \"{filter}\"; allowed: 1 to 65535 bytes, + and # only as whole levels, # only as the last");
        Task<int> asking;
        lock (_subscribing)
        {
            _routes.Add(filter, link);
            asking = AskAsync((nint client, out int id) => MqttLibrary.Subscribe(client, out id, filter, qualityOfService));
        }

        var granted = await asking.WaitAsync(cancellationToken);
        if (granted > 2) throw new DeviceException(DeviceProblems.Denied, $"the broker refuses to tell \"{filter}\"");
    }

    /// <summary>The link gets nothing more; filters that nobody else has are taken back from the broker.</summary>
    public async Task RemoveAsync(MqttLink link)
    {
        List<Task> asking;
        lock (_subscribing) asking = [.. _routes.Remove(link).Select(filter => AskAsync((nint client, out int id) => MqttLibrary.Unsubscribe(client, out id, filter)))];
        try
        {
            await Task.WhenAll(asking).WaitAsync(s_goodbye, TimeProvider.System);
        }
        catch (Exception error) when (error is DeviceException or TimeoutException)
        {
            // With the connection the filters are gone; a broker that does not answer is about to be lost.
        }
    }

    public void Join(MqttLink link) => _routes.Join(link);

    /// <summary>Says goodbye, so that the last will is not said, and ends. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending = true;
        lock (_native)
        {
            if (_client != 0) _ = MqttLibrary.Disconnect(_client);
        }

        await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private delegate int Question(nint client, out int id);

    private async Task SendAsync(MqttMessage message)
    {
        try
        {
            await AskAsync(Publish);
        }
        finally
        {
            _slots.Release();
        }

        unsafe int Publish(nint client, out int id)
        {
            fixed (byte* payload = message.Payload.Span) return MqttLibrary.Publish(client, out id, message.Topic, message.Payload.Length, payload, message.QualityOfService, message.Retained);
        }
    }

    private async Task<int> AskAsync(Question question)
    {
        int id;
        lock (_native)
        {
            if (_client == 0 || _ending) throw Lost();
            var error = question(_client, out id);
            if (error == MqttLibrary.Errors.NoConnection) throw Lost();
            if (error != 0) throw new DeviceException(DeviceProblems.LinkLost, $"{_broker}: {MqttLibrary.Words(error)}");
        }

        // The answer may have come before we could wait for it.
        var answer = Answer(id);
        if (_ended.Task.IsCompleted) answer.TrySetException(Lost());
        try
        {
            return await answer.Task;
        }
        finally
        {
            _answers.TryRemove(id, out _);
        }
    }

    private TaskCompletionSource<int> Answer(int id) => _answers.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private DeviceException Lost() => new(DeviceProblems.LinkLost, _problem?.Message ?? $"{_broker}: the connection was ended");

    private void End(DeviceException problem)
    {
        _problem ??= problem;
        _connected.TrySetException(_problem);
        _ended.TrySetException(Lost());
        // Nobody has to look at either.
        _ = _connected.Task.Exception;
        _ = _ended.Task.Exception;
        foreach (var answer in _answers.Values)
        {
            answer.TrySetException(Lost());
            _ = answer.Task.Exception;
        }

        _routes.End(Lost());
    }

    private void Serve(nint client)
    {
        var goodbye = new Stopwatch();
        var error = 0;
        while (error == 0 && goodbye.Elapsed < s_goodbye)
        {
            error = MqttLibrary.Loop(client, 1000, 1);
            if (!_ending) continue;
            // It was disposed of, or nobody waits for the connection any more.
            if (!goodbye.IsRunning) _ = MqttLibrary.Disconnect(client);
            goodbye.Start();
        }

        if (!_ending) _problem ??= Problem(error);
    }
}
