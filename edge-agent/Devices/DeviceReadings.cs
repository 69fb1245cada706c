using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>
/// Puts what happens to devices into the outbox: of each reading the last value now and then, and presses, cards and commands
/// as they come. A box that belongs to no hub keeps nothing.
/// </summary>
internal sealed partial class DeviceReadings(
    DeviceBook book, CommandHistory history, OutboxStore outbox, ReadingClass readingClass, HubIdentity identity, DevicesOptions options, TimeProvider time, ILogger<DeviceReadings> logger) : BackgroundService, IBeating
{
    private const int WaitingEvents = 256;
    private readonly ConcurrentDictionary<(string Device, string Reading), double> _latest = new();

    /// <summary>More than this in a few milliseconds is a flood; the newest are left out.</summary>
    private readonly Channel<Event> _events = Channel.CreateBounded<Event>(new BoundedChannelOptions(WaitingEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        book.Heard += Hear;
        history.Added += Hear;
        try
        {
            await Task.WhenAll(StoreReadingsAsync(stoppingToken), StoreEventsAsync(stoppingToken));
        }
        finally
        {
            book.Heard -= Hear;
            history.Added -= Hear;
        }
    }

    private void Hear(string device, DeviceNews news)
    {
        switch (news)
        {
            case ReadingNews reading when double.IsFinite(reading.Value) && (_latest.Count < 2000 || _latest.ContainsKey((device, reading.Name))):
                _latest[(device, reading.Name)] = reading.Value;
                break;
            case KeyNews { Down: true } key:
                _events.Writer.TryWrite(new Event { Kind = "key_pressed", Subject = device, Details = { ["key"] = Cut(key.Key) } });
                break;
            case CardNews card:
                _events.Writer.TryWrite(new Event { Kind = "card_read", Subject = device, Details = { ["uid"] = Cut(card.Uid) } });
                break;
            default:
                // States travel on the link.
                break;
        }
    }

    private void Hear(PastCommand past) => _events.Writer.TryWrite(new Event
    {
        Kind = "device_command",
        Subject = past.Device,
        Details =
        {
            ["capability"] = Cut(past.Command.Capability),
            ["action"] = Cut(past.Command.Action),
            ["arguments"] = Cut(string.Join(", ", past.Command.Arguments.Select(pair => $"{pair.Key}={pair.Value}"))),
            ["requested_by"] = Cut(past.RequestedBy),
            ["outcome"] = past.Result.Outcome.ToString().ToLowerInvariant(),
            ["code"] = past.Result.Code,
        },
    });

    private async Task StoreReadingsAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(options.ReadingsEvery, time, stoppingToken);
            var taken = new List<Item>();
            foreach (var series in _latest.Keys)
            {
                if (_latest.TryRemove(series, out var value)) taken.Add(new Item { Reading = new Reading { Device = series.Device, Name = series.Reading, Value = value } });
            }

            // At once, so that they share a commit.
            await Task.WhenAll(taken.Select(item => StoreAsync(readingClass.Now, item, stoppingToken)));
        }
    }

    private async Task StoreEventsAsync(CancellationToken stoppingToken)
    {
        await foreach (var happened in _events.Reader.ReadAllAsync(stoppingToken)) await StoreAsync(ItemClass.State, new Item { Event = happened }, stoppingToken);
    }

    private async Task StoreAsync(ItemClass itemClass, Item item, CancellationToken cancellationToken)
    {
        if (identity.Current is null) return;
        using var work = Pulse.Work();
        try
        {
            await outbox.AppendAsync(itemClass, item, cancellationToken);
        }
        catch (OutboxException error)
        {
            LogLost(error.Code);
        }
    }

    private static string Cut(string text) => text.Length > 500 ? text[..500] : text;

    [LoggerMessage(3311, LogLevel.Warning, "Something of a device is not kept for the hub: {Code}")]
    private partial void LogLost(string code);
}
