using System.Text;
using Tongtang.DeviceDrivers.Transport.Mqtt;

namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>
/// A device that announces itself by Home Assistant's MQTT discovery. What it can do is known when it has said so; the device is
/// named by one of its identifiers, in the connection's path.
/// </summary>
[Driver("home-assistant")]
internal sealed class HomeAssistantDriver(DriverContext context) : IDriver
{
    /// <summary>Discovery messages are kept by the broker, so that they come at once.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_firstNews = TimeSpan.FromSeconds(2);
    private readonly EntityBook _book = new();
    private readonly HashSet<string> _subscribed = [];
    private readonly Dictionary<string, DeviceValue> _states = [];
    private readonly List<Waiter> _waiters = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _there = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstNews = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttLink? _link;
    private Task _hearing = Task.CompletedTask;

    public Task Ended => _hearing;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (context.Connection.Path.Length == 0) throw new DeviceException(DeviceProblems.SettingInvalid, "path is empty; name one of the device's identifiers, e.g. zigbee2mqtt_0x00158d0001e0b1f8");
        var prefix = context.Settings.Text("prefix").TrimEnd('/');
        var id = Encoding.UTF8.GetBytes(context.Connection.Path[(context.Connection.Path.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        _link = await context.OpenMqttAsync(cancellationToken);
        // A school's worth of discovery messages must not crowd out this device's: those of others are not even kept.
        _link.Choose((topic, payload) => DiscoveryWire.Topic(prefix, topic) is null || payload.Length == 0 || payload.IndexOf(id) >= 0 || payload.IndexOf("\\u"u8) >= 0);
        await _link.SubscribeAsync($"{prefix}/+/+/config", 1, cancellationToken);
        await _link.SubscribeAsync($"{prefix}/+/+/+/config", 1, cancellationToken);
        _hearing = HearAsync(prefix);
        try
        {
            var first = await Task.WhenAny(_there.Task, _hearing).WaitAsync(s_patience, context.Time, cancellationToken);
            await first;
            // What it has told so far comes at once too, so that it is online with its values; one that never told any is waited for only here.
            await Task.WhenAny(_firstNews.Task, _hearing, Task.Delay(s_firstNews, context.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (TimeoutException)
        {
            throw new NoAnswerException(_book.Count == 0 ? $"no discovery message names \"{context.Connection.Path}\"" : "the device has not said that it is there");
        }
    }

    /// <summary>The device speaks by itself: there is nothing to ask.</summary>
    public Task PollAsync(CancellationToken cancellationToken) => _hearing.IsCompleted ? _hearing : Task.CompletedTask;

    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        DiscoveredEntity? entity;
        lock (_gate) entity = _book.Find(command.Capability);
        if (entity is null || EntityCapabilities.Payload(entity, command) is not { } payload) return CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}");
        var expected = Expected(command);
        using var waiter = new Waiter(command.Capability, expected);
        lock (_gate) _waiters.Add(waiter);
        try
        {
            await _link!.PublishAsync(MqttMessage.Of(entity.CommandTopic, payload, Math.Max(1, entity.QualityOfService), entity.Retain), cancellationToken);
            // Without a topic for its state nothing will ever come back: the broker has it, and that is all there is.
            if (entity.StateTopic.Length == 0 || entity.Component == "button" || Is(command.Capability, expected)) return CommandResult.Done;
            await waiter.Seen.Task.WaitAsync(s_patience, context.Time, cancellationToken);
            return CommandResult.Done;
        }
        catch (Exception error) when (error is TimeoutException or NoAnswerException)
        {
            return CommandResult.Unknown($"{entity.CommandTopic}: {(error is NoAnswerException ? error.Message : "the device has not told a new state")}");
        }
        finally
        {
            lock (_gate) _waiters.Remove(waiter);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        if (_link is not null) await _link.DisposeAsync();
        await _hearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task HearAsync(string prefix)
    {
        await Task.Yield();
        while (true)
        {
            var message = await _link!.ReceiveAsync(_ending.Token);
            if (DiscoveryWire.Topic(prefix, message.Topic) is var (component, objectId)) await LearnAsync(message, component, objectId);
            else Take(message);
            if (_book.IsAvailable == false) throw new DeviceException(DeviceProblems.Unreachable, "the device says by the broker that it is offline");
            if (_book is { Count: > 0, IsAvailable: true }) _there.TrySetResult();
        }
    }

    private async Task LearnAsync(MqttMessage message, string component, string objectId)
    {
        if (message.Payload.Length == 0)
        {
            if (!Change(book => book.Remove(message.Topic))) return;
            if (_book.Count == 0) throw new DeviceException(DeviceProblems.Unreachable, "the device was removed from the broker");
        }
        else
        {
            if (DiscoveryWire.Parse(component, objectId, message.Payload.Span) is not { } found || !found.Ids.Contains(context.Connection.Path)) return;
            Change(book =>
            {
                book.Put(message.Topic, found);
                return true;
            });
            Identify(found);
        }

        foreach (var topic in _book.Topics.Where(topic => _subscribed.Count < 300 && MqttTopics.IsTopic(topic) && _subscribed.Add(topic)).ToList()) await _link!.SubscribeAsync(topic, 1, _ending.Token);
    }

    private bool Change(Func<EntityBook, bool> change)
    {
        lock (_gate)
        {
            if (!change(_book)) return false;
        }

        context.Report.Describe(_book.Capabilities());
        if (_book.Warnings() is { Length: > 0 } warnings) context.Report.Set("notes", warnings);
        return true;
    }

    private void Identify(DiscoveryMessage found)
    {
        foreach (var (fact, value) in new[] { ("name", found.DeviceName), ("manufacturer", found.Manufacturer), ("model", found.Model), ("firmware", found.Firmware) })
        {
            if (value.Length > 0) context.Report.Identify(fact, value);
        }
    }

    private void Take(MqttMessage message)
    {
        foreach (var news in _book.Hear(message.Topic, message.Text))
        {
            if (news is ReadingNews reading) context.Report.Measure(reading.Name, reading.Value);
            if (news is StateNews { Value: { } value } state)
            {
                context.Report.Set(state.Property, value);
                lock (_gate)
                {
                    _states[state.Property] = value;
                    foreach (var waiter in _waiters.Where(waiter => waiter.Property == state.Property && (waiter.Value is null || waiter.Value == value))) waiter.Seen.TrySetResult();
                }
            }

            _firstNews.TrySetResult();
        }
    }

    private bool Is(string property, DeviceValue? value)
    {
        lock (_gate) return value is not null && _states.TryGetValue(property, out var state) && state == value;
    }

    private static DeviceValue? Expected(DeviceCommand command) => command.Action switch
    {
        "on" => true,
        "off" => false,
        "set" when command.Arguments.TryGetValue("value", out var value) => value,
        _ => default(DeviceValue?),
    };

    private sealed record Waiter(string Property, DeviceValue? Value) : IDisposable
    {
        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => Seen.TrySetCanceled();
    }
}
