using System.Text;
using System.Threading.Channels;

namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>Whether a message is worth keeping. Called on the thread that serves the broker; it must not wait.</summary>
public delegate bool MqttChoice(string topic, ReadOnlySpan<byte> payload);

/// <summary>
/// One device's part of the box's connection to the broker: its own filters, its own line of messages. It ends with the
/// connection, and its owner opens another one.
/// </summary>
/// <remarks>
/// Bounds: 10,000 messages and 4 MB wait at most; then the oldest goes and is counted, since of states the last one matters. Each
/// message comes once, however many filters it matches; only what the broker has kept may come again, when another link asks for
/// it. Overlapping filters of different links may make a broker send a
/// message once for each of them (Mosquitto without <c>allow_duplicate_messages false</c>): keys need a filter of their own.
/// </remarks>
public sealed class MqttLink : IAsyncDisposable
{
    private const int MostMessages = 10_000;
    private const int MostBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly MqttConnection _connection;
    private readonly WireTrace _trace;
    private readonly TimeProvider _time;
    private readonly Channel<MqttMessage> _waiting;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttChoice? _choice;
    private long _bytes;
    private long _dropped;
    private long _tooLarge;
    private int _disposed;

    internal MqttLink(MqttConnection connection, WireTrace trace, TimeProvider time)
    {
        _connection = connection;
        _trace = trace;
        _time = time;
        _waiting = Channel.CreateBounded<MqttMessage>(new BoundedChannelOptions(MostMessages) { FullMode = BoundedChannelFullMode.DropOldest }, Drop);
        connection.Join(this);
    }

    /// <summary>Fails with a <see cref="DeviceException"/> when the connection to the broker is lost.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Messages that were dropped because nobody took them in time.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Messages that were dropped because their payload was larger than 256 KB.</summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <summary>Keeps only what is chosen; before the first <see cref="SubscribeAsync"/>.</summary>
    public void Choose(MqttChoice choice) => _choice = choice;

    /// <summary>Asks for what the filter matches, beginning with what the broker has kept.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.Denied"/>, <see cref="DeviceProblems.LinkLost"/>, <see cref="DeviceProblems.NoAnswer"/>, <see cref="DeviceProblems.SettingInvalid"/>.</exception>
    public Task SubscribeAsync(string filter, int qualityOfService, CancellationToken cancellationToken) =>
        InTimeAsync($"subscribing to {filter}", token => _connection.SubscribeAsync(this, filter, qualityOfService, token), cancellationToken);

    /// <summary>Sends a message; of quality 1 and 2 it ends when the broker has it.</summary>
    /// <param name="sensitive">A wire trace shows only how long it is.</param>
    /// <exception cref="NoAnswerException">The broker may have it or not; it is not sent again.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>, <see cref="DeviceProblems.SettingInvalid"/>.</exception>
    public Task PublishAsync(MqttMessage message, CancellationToken cancellationToken, bool sensitive = false)
    {
        if (_trace.IsOn) _trace.Sent(Shown(message.Topic, message.Payload.Span), sensitive);
        return InTimeAsync($"publishing to {message.Topic}", token => _connection.PublishAsync(message, token), cancellationToken);
    }

    /// <summary>The next message, in the order in which the broker sent them.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.LinkLost"/>.</exception>
    public async ValueTask<MqttMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var message = await _waiting.Reader.ReadAsync(cancellationToken);
            Interlocked.Add(ref _bytes, -message.Payload.Length);
            return message;
        }
        catch (ChannelClosedException error)
        {
            throw error.InnerException as DeviceException ?? new DeviceException(DeviceProblems.LinkLost, "the link was closed", error);
        }
    }

    /// <summary>May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        _waiting.Writer.TryComplete();
        await _connection.RemoveAsync(this);
    }

    internal bool Wants(string topic, ReadOnlySpan<byte> payload) => _choice is null || _choice(topic, payload);

    internal void Offer(MqttMessage message)
    {
        if (_trace.IsOn) _trace.Received(Shown(message.Topic, message.Payload.Span));
        Interlocked.Add(ref _bytes, message.Payload.Length);
        while (Interlocked.Read(ref _bytes) > MostBytes && _waiting.Reader.TryRead(out var oldest)) Drop(oldest);
        _waiting.Writer.TryWrite(message);
    }

    internal void CountTooLarge() => Interlocked.Increment(ref _tooLarge);

    internal void End(DeviceException problem)
    {
        _waiting.Writer.TryComplete(problem);
        _ended.TrySetException(problem);
        _ = _ended.Task.Exception;
    }

    private void Drop(MqttMessage message)
    {
        Interlocked.Add(ref _bytes, -message.Payload.Length);
        Interlocked.Increment(ref _dropped);
    }

    private async Task InTimeAsync(string what, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var patient = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, cancellationToken);
        try
        {
            await step(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"{what}: no answer from the broker within {s_patience.TotalSeconds:0} s");
        }
    }

    private static byte[] Shown(string topic, ReadOnlySpan<byte> payload) => [.. Encoding.UTF8.GetBytes(topic), (byte)' ', .. payload];
}
