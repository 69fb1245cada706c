using System.Threading.Channels;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Lessons;

/// <summary>Looks after open lessons once a second, and as soon as a room's box has come or gone.</summary>
internal sealed partial class LessonBell : BackgroundService, IBeating
{
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    /// <summary>Of the machine: however many boxes come at once, a look is not taken more often.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(100);

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly LessonDesk _desk;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<LessonBell> _logger;

    public LessonBell(LessonDesk desk, LessonTeller teller, EventHub events, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<LessonBell> logger)
    {
        (_desk, _lifetime, _time, _logger) = (desk, lifetime, time, logger);
        events.Watch((kind, id) =>
        {
            if (kind == FleetFeature.RoomEvent && teller.HasPart(id)) Wake();
        });
    }

    /// <summary>Something is different: look now.</summary>
    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Before the first box can come: it is told its part at once, and an empty one would end its lesson.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = _time.CreateTimer(_ => Wake(), null, TimeSpan.Zero, s_pace);
        // A hub that ends sees all boxes go; that is its own doing, and no lesson's.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _lifetime.ApplicationStopping);
        try
        {
            while (true)
            {
                await _signal.Reader.ReadAsync(ended.Token);
                using (Pulse.Work()) await LookAsync(ended.Token);
                await Task.Delay(s_rest, TimeProvider.System, ended.Token);
            }
        }
        catch (OperationCanceledException) when (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Before all other loops, and asked: nobody is to take it for one that died.
        }
    }

    /// <summary>A lesson that cannot be read must not keep the hub from its other work.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _desk.TickAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(EventId = 8001, Level = LogLevel.Error, Message = "Linked lessons could not be looked after; trying again")]
    private partial void LogFailed(Exception error);
}
