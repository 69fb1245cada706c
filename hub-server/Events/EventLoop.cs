using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Events;

/// <summary>Reads what changed from its feature and hands it to every page whose scope covers it.</summary>
internal sealed partial class EventLoop(
    EventHub hub, IEnumerable<EventSource> sources, IServiceProvider services, TimeProvider time, IOptions<JsonOptions> json, ILogger<EventLoop> logger)
    : BackgroundService, IBeating
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, EventSource> _sources = sources.ToDictionary(source => source.Kind, StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Id), long> _toldAt = [];

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await hub.WaitAsync(stoppingToken);
            using (Pulse.Work())
            {
                foreach (var (kind, id) in hub.Take(IsDue)) await TellAsync(kind, id, stoppingToken);
            }
            if (hub.HasChanges)
            {
                // What is left was told less than a second ago; a tenth later is soon enough to look again.
                await Task.Delay(Pace / 10, time, stoppingToken);
                hub.Signal();
            }
            Forget();
        }
    }

    private bool IsDue((string, string) key) => !_toldAt.TryGetValue(key, out var at) || time.GetElapsedTime(at) >= Pace;

    private void Forget()
    {
        foreach (var (key, at) in _toldAt)
        {
            if (time.GetElapsedTime(at) >= Pace) _toldAt.Remove(key);
        }
    }

    private async Task TellAsync(string kind, string id, CancellationToken cancellationToken)
    {
        _toldAt[(kind, id)] = time.GetTimestamp();
        try
        {
            var source = _sources[kind];
            if (await source.LoadAsync(services, id, cancellationToken) is not { } payload) return;
            var told = StreamEvent.Of(kind, payload.Data, json.Value.SerializerOptions);
            foreach (var subscriber in hub.Subscribers)
            {
                if (subscriber.Wants(kind, source.Right, payload)) subscriber.Offer($"{kind}/{id}", told);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error, kind, id);
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "The change of {Kind} {Id} could not be told to open pages")]
    private partial void LogFailed(Exception error, string kind, string id);
}
