using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.HomeAssistant;

/// <summary>Keeps the broker's picture of the room up to date: what changed is said again, at most twice a second, and what is gone is taken back.</summary>
internal sealed partial class HomeAssistantLoop(
    Connections connections, DeviceBook book, RoomCommands commands, Recorder recorder, HubIdentity identity, HomeAssistantOptions options, TimeProvider time, ILogger<HomeAssistantLoop> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, string> _said = [];
    private string _problem = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await SpeakAsync(stoppingToken);
            }
            catch (DeviceException error)
            {
                if (_problem != error.Code) LogSilent(error.Code, error.Message);
                _problem = error.Code;
            }

            await Task.Delay(s_retry, time, stoppingToken);
        }
    }

    private async Task SpeakAsync(CancellationToken stoppingToken)
    {
        await using var link = await connections.Mqtt.OpenAsync(new WireTrace(time), stoppingToken);
        var topics = RoomTopics.Of(identity, options.Prefix);
        _said.Clear();
        await link.SubscribeAsync($"{options.Prefix}/status", 1, stoppingToken);
        await link.SubscribeAsync($"{options.Prefix}/device/+/config", 1, stoppingToken);
        if (options.AllowCommands) await link.SubscribeAsync(topics.Commands, 1, stoppingToken);
        _problem = "";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var loops = new[] { TellAsync(link, topics, ending.Token), HearAsync(link, topics, ending.Token) };
        await Task.WhenAny(loops);
        await ending.CancelAsync();
        await Task.WhenAll(loops);
    }

    private async Task TellAsync(MqttLink link, RoomTopics topics, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (devices, recording) = (book.Changed.Version, recorder.Changed.Version);
            var messages = RoomAnnouncements.Of(topics, identity.Current?.Enrolled.RoomName ?? "Tongtang", recorder.Status, book.Devices.Values, options.AllowCommands);
            List<KeyValuePair<string, string>> news;
            lock (_said)
            {
                news = [.. messages.Where(message => !_said.TryGetValue(message.Key, out var said) || said != message.Value)];
                news.AddRange(_said.Keys.Where(topic => !messages.ContainsKey(topic)).Select(topic => KeyValuePair.Create(topic, "")));
            }

            foreach (var (topic, payload) in news)
            {
                await link.PublishAsync(MqttMessage.Of(topic, payload, 1, retained: true), cancellationToken);
                lock (_said)
                {
                    if (payload.Length > 0) _said[topic] = payload;
                    else _said.Remove(topic);
                }
            }

            await Task.Delay(s_pause, time, cancellationToken);
            // Home Assistant that came back, and devices that are gone, clear what was said: looked at again then, too.
            using var looking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(book.Changed.WaitAsync(devices, looking.Token), recorder.Changed.WaitAsync(recording, looking.Token), Task.Delay(s_retry, time, looking.Token));
            await looking.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task HearAsync(MqttLink link, RoomTopics topics, CancellationToken cancellationToken)
    {
        while (true)
        {
            var message = await link.ReceiveAsync(cancellationToken);
            if (message.Topic.EndsWith("/status", StringComparison.Ordinal))
            {
                // It has forgotten everything that the broker has not kept; saying it all again harms nobody.
                lock (_said)
                {
                    if (message.Text == "online" && !message.Retained) _said.Clear();
                }
            }
            else if (message.Topic.StartsWith(topics.OwnDiscovery, StringComparison.Ordinal))
            {
                // What an earlier run announced is taken back unless it is announced again.
                lock (_said)
                {
                    if (message.Retained && message.Payload.Length > 0) _said.TryAdd(message.Topic, message.Text);
                }
            }
            else if (RoomTopics.OfSet(message.Topic) is var (device, capability) && !message.Retained)
            {
                await commands.RunAsync(device, capability, message.Text, cancellationToken);
            }
        }
    }

    [LoggerMessage(2911, LogLevel.Warning, "The room cannot be announced to Home Assistant: {Code}, {Problem}")]
    private partial void LogSilent(string code, string problem);
}
