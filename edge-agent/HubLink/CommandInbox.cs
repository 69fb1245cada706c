using System.Threading.Channels;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Runs the hub's commands one after the other, those to devices side by side, each once. A command that has begun is finished and its result kept
/// even when the link breaks meanwhile; then the outbox carries it.
/// </summary>
internal sealed partial class CommandInbox(Recorder recorder, TimetableBoard timetable, RoomActions room, CommandLedger ledger, OutboxStore outbox, HubClock clock, ILogger<CommandInbox> logger) : BackgroundService, IBeating
{
    /// <summary>When it is full the link's reader waits, and with it the hub: one person does not press faster.</summary>
    private const int Waiting = 32;

    /// <summary>Commands to devices that are under way.</summary>
    private const int AtOnce = 16;

    private readonly Channel<(Command Command, ChannelWriter<AgentMessage> Answer)> _queue =
        Channel.CreateBounded<(Command, ChannelWriter<AgentMessage>)>(Waiting);

    /// <param name="answer">Where the result goes, if that link still stands.</param>
    public ValueTask PutAsync(Command command, ChannelWriter<AgentMessage> answer, CancellationToken cancellationToken) =>
        _queue.Writer.WriteAsync((command, answer), cancellationToken);

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What was run and could not be told before the program ended, whatever ended it.
        await KeepAsync(ledger.Untold());
        var waiting = new Dictionary<string, Task>(StringComparer.Ordinal);
        await foreach (var (command, answer) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            // The hub asks again when a link has broken; what is under way is not begun a second time.
            if (waiting.TryGetValue(command.Id, out var underWay)) await underWay;
            var run = RunAndTellAsync(command, answer, stoppingToken);
            // A device may take half a minute to answer; a start must not wait behind it. Each device keeps its own order.
            if (command.ActionCase == Command.ActionOneofCase.Device) waiting[command.Id] = run;
            else await run;
            if (waiting.Count >= AtOnce) await Task.WhenAny(waiting.Values);
            foreach (var (id, ended) in waiting.Where(pair => pair.Value.IsCompleted).ToList())
            {
                await ended;
                waiting.Remove(id);
            }
        }
    }

    /// <summary>The hub has these results.</summary>
    public void Told(IReadOnlyCollection<string> commandIds) => ledger.Told(commandIds);

    private async Task RunAndTellAsync(Command command, ChannelWriter<AgentMessage> answer, CancellationToken stoppingToken)
    {
        using var work = Pulse.Work();
        await SendAsync(await AnswerAsync(command, stoppingToken), answer, stoppingToken);
    }

    /// <summary>Puts results into the outbox that the link may not have carried. That the hub gets one twice changes nothing.</summary>
    public async Task KeepAsync(IReadOnlyList<CommandResult> results)
    {
        foreach (var result in results)
        {
            try
            {
                await outbox.AppendAsync(ItemClass.CommandResult, new Item { CommandResult = result }, CancellationToken.None);
                Told([result.CommandId]);
            }
            catch (OutboxException error)
            {
                LogLost(error, result.CommandId);
            }
        }
    }

    private async Task SendAsync(CommandResult result, ChannelWriter<AgentMessage> answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.WriteAsync(new AgentMessage { Result = result }, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The link that asked is gone.
            await KeepAsync([result]);
        }
    }

    internal async Task<CommandResult> AnswerAsync(Command command, CancellationToken cancellationToken)
    {
        if (ledger.Find(command.Id) is { } kept) return kept;
        if (clock.UtcNow.ToUnixTimeMilliseconds() > command.DeadlineMs)
            return new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Expired, ErrorCode = "command_expired", ErrorMessage = "The command's deadline had passed when it arrived." };
        var result = await RunAsync(command, cancellationToken);
        ledger.Keep(result);
        LogRun(command.Id, command.ActionCase, result.Outcome, result.ErrorCode);
        return result;
    }

    private async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken)
    {
        var result = new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Done, RecordingId = recorder.Status.RecordingId ?? "" };
        try
        {
            switch (command.ActionCase)
            {
                case Command.ActionOneofCase.Start:
                    var start = command.Start;
                    var outcome = await recorder.StartAsync(
                        timetable.Fill(new StartRecordingRequest(OrNull(start.Title), OrNull(start.Teacher), start.Sources.Count == 0 ? null : start.Sources), null), cancellationToken);
                    result.RecordingId = outcome.RecordingId;
                    break;
                case Command.ActionOneofCase.Pause:
                    await recorder.PauseAsync(cancellationToken);
                    break;
                case Command.ActionOneofCase.Resume:
                    await recorder.ResumeAsync(cancellationToken);
                    break;
                case Command.ActionOneofCase.Stop:
                    await recorder.StopAsync(TimeSpan.Zero, cancellationToken);
                    break;
                case Command.ActionOneofCase.Device:
                    await room.RunAsync(command.Device, result, cancellationToken);
                    break;
                case Command.ActionOneofCase.Scene:
                    room.Run(command.Scene, result);
                    break;
                default:
                    result.Outcome = CommandOutcome.UnknownAction;
                    result.ErrorCode = "action_unknown";
                    result.ErrorMessage = $"Agent {BoxEnrolment.AgentVersion} does not know this action; update the agent.";
                    break;
            }
        }
        catch (RecorderException refusal)
        {
            result.Outcome = CommandOutcome.Refused;
            result.ErrorCode = refusal.Code;
            result.ErrorMessage = refusal.Message;
        }
        return result;
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "Command {CommandId} {Action}: {Outcome} {ErrorCode}")]
    private partial void LogRun(string commandId, Command.ActionOneofCase action, CommandOutcome outcome, string errorCode);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Error, Message = "The result of command {CommandId} cannot be kept for the hub")]
    private partial void LogLost(Exception error, string commandId);
}
