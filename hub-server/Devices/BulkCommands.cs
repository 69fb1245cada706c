using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Devices;

/// <summary>What many devices shall do.</summary>
internal sealed record BulkOrder(string Capability, string Action, IReadOnlyDictionary<string, PropertyValue> Arguments);

/// <summary>
/// Works off bulk commands, one job after another, some rooms of it at a time and the devices of a room in order. Bounded:
/// <see cref="MaxJobs"/> jobs of <see cref="MaxDevices"/> devices. Never takes the power from a room that is recording.
/// </summary>
internal sealed partial class BulkCommands(
    BulkStore store, DeviceGate gate, AgentPresence presence, RoomStates states, DeviceCommands commands, ILogger<BulkCommands> logger) : BackgroundService
{
    public const int MaxJobs = 20;
    public const int MaxDevices = 20_000;

    private const int RoomsAtOnce = 16;

    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly Channel<Job> _line = Channel.CreateBounded<Job>(new BoundedChannelOptions(MaxJobs) { SingleReader = true });

    public bool IsFull => _jobs.Count >= MaxJobs;

    /// <returns>False when the line is full.</returns>
    public bool TryAdd(string id, string caller, BulkOrder order, IReadOnlyList<BulkTarget> targets)
    {
        var job = new Job(id, caller, order, targets);
        _jobs[id] = job;
        if (_line.Writer.TryWrite(job)) return true;
        _jobs.TryRemove(id, out _);
        return false;
    }

    /// <summary>What has not been sent is not sent.</summary>
    public void Cancel(string id)
    {
        if (_jobs.TryGetValue(id, out var job)) job.Cancellation.Cancel();
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.InterruptAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var job in _line.Reader.ReadAllAsync(stoppingToken)) await RunAsync(job, stoppingToken);
    }

    private async Task RunAsync(Job job, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(job.Cancellation.Token, stoppingToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = RoomsAtOnce, CancellationToken = either.Token };
        try
        {
            await Parallel.ForEachAsync(job.Targets.GroupBy(target => target.RoomId, StringComparer.Ordinal), options, async (room, cancellationToken) =>
            {
                foreach (var target in room)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    // One that is on its way is waited for, so that its row is right.
                    await RunAsync(job, target, stoppingToken);
                }
            });
            await store.FinishAsync(job.Id, BulkState.Done, stoppingToken);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            await store.FinishAsync(job.Id, BulkState.Cancelled, stoppingToken);
        }
        finally
        {
            _jobs.TryRemove(job.Id, out _);
        }
        LogRan(job.Id, job.Order.Capability, job.Order.Action, job.Targets.Count, job.Caller);
    }

    private async Task RunAsync(Job job, BulkTarget target, CancellationToken cancellationToken)
    {
        (BulkOutcome, string?, string?) result;
        try
        {
            result = await SendAsync(job, target, cancellationToken);
        }
        catch (DbException failure) when (DatabaseFailure.IsUnavailable(failure))
        {
            result = (BulkOutcome.Skipped, "database_unavailable", failure.Message);
        }
        var (outcome, code, message) = result;
        await store.FinishRowAsync(job.Id, target.Number, outcome, code, message, cancellationToken);
    }

    private async Task<(BulkOutcome Outcome, string? Code, string? Message)> SendAsync(Job job, BulkTarget target, CancellationToken cancellationToken)
    {
        var turnsOff = CommandRules.TurnsOff(job.Order.Capability, job.Order.Action);
        var order = new DeviceOrder(target.Device, job.Order.Capability, job.Order.Action, job.Order.Arguments, NotWhileRecording: turnsOff);
        if (presence.SessionOf(target.RoomId) is not { } session) return (BulkOutcome.Skipped, "agent_offline", null);
        if (turnsOff && states.Of(target.RoomId) is not { Recorder: RecorderState.Idle }) return (BulkOutcome.Skipped, "room_recording", null);
        if (await gate.FaultAsync(target.RoomId, order, cancellationToken) is { } fault) return (BulkOutcome.Skipped, fault.Code, fault.Message);
        return await commands.SendAsync(session, order, commandId: null, job.Caller, cancellationToken) switch
        {
            { Outcome: CommandEnd.Done } => (BulkOutcome.Done, null, null),
            // It began to record a moment ago.
            { ErrorCode: "room_recording" } answer => (BulkOutcome.Skipped, answer.ErrorCode, answer.ErrorMessage),
            { Outcome: CommandEnd.Expired } answer => (BulkOutcome.Expired, answer.ErrorCode, answer.ErrorMessage),
            var answer => (BulkOutcome.Refused, answer?.ErrorCode, answer?.ErrorMessage),
        };
    }

    [LoggerMessage(EventId = 7003, Level = LogLevel.Information, Message = "Bulk command {BulkId} ({Capability} {Action}, {Devices} devices) of {Caller} has ended")]
    private partial void LogRan(string bulkId, string capability, string action, int devices, string caller);

    private sealed record Job(string Id, string Caller, BulkOrder Order, IReadOnlyList<BulkTarget> Targets)
    {
        // Holds no timer; never disposed, because somebody may cancel late.
        public CancellationTokenSource Cancellation { get; } = new();
    }
}
