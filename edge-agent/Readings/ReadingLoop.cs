using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Readings;

/// <summary>Puts what the box measures of itself into the outbox. A box that belongs to no hub measures for nobody.</summary>
internal sealed partial class ReadingLoop(
    BoxReadings box, OutboxStore outbox, ReadingClass readingClass, HubIdentity identity, ReadingsOptions options, DataFolder folder, StoreRepairs repairs, TimeProvider time, ILogger<ReadingLoop> logger) : BackgroundService, IBeating
{
    /// <summary>A round that takes longer hangs.</summary>
    private static readonly TimeSpan s_longestRound = TimeSpan.FromMinutes(2);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var choice = new ReadingChoice(options.AtLeastEvery);
        var starts = StartCount.CountOne(folder["starts"], repairs, time);
        while (true)
        {
            Pulse.Within(options.Every + s_longestRound);
            if (identity.Current is not null)
            {
                var now = time.GetElapsedTime(0, time.GetTimestamp());
                await StoreAsync(box.Measure().Append(new("restarts", starts, 1)).Where(measured => choice.IsWorthStoring(measured, now)), stoppingToken);
            }
            await Task.Delay(options.Every, time, stoppingToken);
        }
    }

    private async Task StoreAsync(IEnumerable<Measured> measured, CancellationToken cancellationToken)
    {
        try
        {
            // At once, so that they share a commit.
            await Task.WhenAll(measured.Select(m => outbox.AppendAsync(
                readingClass.Now, new Item { Reading = new Reading { Device = "agent", Name = m.Name, Value = m.Value } }, cancellationToken)));
        }
        catch (OutboxException error)
        {
            LogLost(error.Code);
        }
    }

    [LoggerMessage(2821, LogLevel.Warning, "Readings of this moment are not kept: {Code}")]
    private partial void LogLost(string code);
}
