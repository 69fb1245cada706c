using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>How a command ended, as pages see it.</summary>
internal enum CommandEnd
{
    Done,
    Refused,

    /// <summary>No answer in time. It may still be carried out if it reached the box before its deadline.</summary>
    Expired,
}

/// <param name="ErrorCode">Stable code; null when done.</param>
/// <param name="RecordingId">The recording that it started or concerned; null when there is none.</param>
internal sealed record CommandAnswer(string CommandId, CommandEnd Outcome, string? ErrorCode, string? ErrorMessage, string? RecordingId);

/// <summary>
/// Sends commands to boxes and waits for their results. Each has an id and a deadline and is stored with its outcome, so
/// that the same id again is answered with what came of it. A box that reconnects before the deadline gets it again and
/// answers from its own memory if it has run it.
/// </summary>
internal sealed partial class AgentCommands(HubDatabase database, TimeProvider time, ILogger<AgentCommands> logger)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string Insert = """
        INSERT INTO command (id, room_id, agent_id, action, created_at_ms, deadline_ms) VALUES (@id, @roomId, @agentId, @action, @nowMs, @deadlineMs)
        ON CONFLICT DO NOTHING
        """;

    private const string Select = """
        SELECT id AS CommandId, room_id AS RoomId, outcome AS Outcome, error_code AS ErrorCode, error_message AS ErrorMessage, recording_id AS RecordingId
        FROM command WHERE id = @id
        """;

    // An answer that comes after all corrects "expired"; any other outcome stays what it is.
    private const string Finish = """
        UPDATE command SET outcome = @outcome, error_code = @errorCode, error_message = @errorMessage, recording_id = @recordingId, finished_at_ms = @nowMs
        WHERE id = @id AND agent_id = @agentId AND (outcome IS NULL OR outcome = 'expired')
        """;

    private const string Expire = "UPDATE command SET outcome = 'expired', finished_at_ms = @nowMs WHERE id = @id AND outcome IS NULL";

    // Commands whose answer somebody waits for: bounded by the requests that are open, each for ten seconds at most.
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    /// <summary>
    /// Sends it and waits for its outcome, at most <see cref="Patience"/>.
    /// </summary>
    /// <param name="command">Its id is set; its deadline is set here.</param>
    /// <param name="alongside">What is stored with it, or not at all.</param>
    /// <returns>The outcome, or null when the id has been used for another room.</returns>
    public async Task<CommandAnswer?> SendAsync(
        LinkSession session, Command command, string callerName, CancellationToken cancellationToken, Func<DbConnection, Task>? alongside = null)
    {
        var now = time.GetUtcNow();
        command.DeadlineMs = (now + Patience).ToUnixTimeMilliseconds();
        var waiting = _waiting.GetOrAdd(command.Id, _ => new Waiting(session.Agent, command));
        if (waiting.Agent.RoomId != session.Agent.RoomId) return null;
        try
        {
            if (await StoreAsync(session.Agent, command, alongside, now, cancellationToken))
            {
                LogSent(command.Id, command.ActionCase.ToString(), session.Agent.RoomId, callerName);
                session.Send(new HubMessage { Command = command });
            }
            else if (await FindAsync(command.Id, cancellationToken) is { } stored && (stored.RoomId != session.Agent.RoomId || stored.Outcome is not null))
            {
                return stored.RoomId == session.Agent.RoomId ? stored.Answer() : null;
            }
            return await WaitAsync(command.Id, waiting, cancellationToken);
        }
        finally
        {
            _waiting.TryRemove(KeyValuePair.Create(command.Id, waiting));
        }
    }

    /// <summary>A result of the box; also one that nobody waits for any more.</summary>
    public async Task FinishAsync(AgentIdentity agent, CommandResult result, CancellationToken cancellationToken)
    {
        if (result.CommandId.Length is 0 or > 64) return;
        var answer = ReadAnswer(result);
        var row = new
        {
            id = result.CommandId,
            agentId = agent.AgentId,
            outcome = answer.Outcome.Word(),
            errorCode = answer.ErrorCode,
            errorMessage = answer.ErrorMessage,
            recordingId = answer.RecordingId,
            nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await database.WriteAsync(connection => connection.ExecuteAsync(Finish, row), cancellationToken);
        if (_waiting.TryGetValue(result.CommandId, out var waiting) && waiting.Agent.AgentId == agent.AgentId) waiting.Done.TrySetResult(answer);
        LogFinished(result.CommandId, agent.RoomId, answer.Outcome.Word(), answer.ErrorCode);
    }

    /// <summary>What is still waited for goes to the box's new stream.</summary>
    public void Resend(LinkSession session)
    {
        foreach (var waiting in _waiting.Values.Where(waiting => waiting.Agent.AgentId == session.Agent.AgentId)) session.Send(new HubMessage { Command = waiting.Command });
    }

    private static CommandAnswer ReadAnswer(CommandResult result)
    {
        var outcome = result.Outcome switch
        {
            CommandOutcome.Done => CommandEnd.Done,
            CommandOutcome.Expired => CommandEnd.Expired,
            _ => CommandEnd.Refused,
        };
        var code = result.Outcome == CommandOutcome.UnknownAction ? "action_unknown" : EnrolmentDesk.Clean(result.ErrorCode, 64);
        var recording = Recordings.DescriptionRules.IsId(result.RecordingId) ? result.RecordingId : null;
        return new CommandAnswer(result.CommandId, outcome, code.NullIfEmpty(), EnrolmentDesk.Clean(result.ErrorMessage, 500).NullIfEmpty(), recording);
    }

    private async Task<bool> StoreAsync(AgentIdentity agent, Command command, Func<DbConnection, Task>? alongside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new
        {
            id = command.Id,
            roomId = agent.RoomId,
            agentId = agent.AgentId,
            action = command.ActionCase.ToString().ToLowerInvariant(),
            nowMs = now.ToUnixTimeMilliseconds(),
            deadlineMs = command.DeadlineMs,
        };
        return await database.WriteAsync(
            async connection =>
            {
                if (await connection.ExecuteAsync(Insert, row) == 0) return false;
                if (alongside is not null) await alongside(connection);
                return true;
            },
            cancellationToken);
    }

    private async Task<CommandAnswer> WaitAsync(string id, Waiting waiting, CancellationToken cancellationToken)
    {
        try
        {
            return await waiting.Done.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            await database.WriteAsync(connection => connection.ExecuteAsync(Expire, new { id, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancellationToken);
            return new CommandAnswer(id, CommandEnd.Expired, "no_answer", $"The box did not answer within {Patience.TotalSeconds} seconds.", RecordingId: null);
        }
    }

    private async Task<Stored?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Stored>(Select, new { id });
    }

    private sealed record Waiting(AgentIdentity Agent, Command Command)
    {
        public TaskCompletionSource<CommandAnswer> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Stored(string CommandId, string RoomId, string? Outcome, string? ErrorCode, string? ErrorMessage, string? RecordingId)
    {
        public CommandAnswer Answer() => new(CommandId, Words.Enum<CommandEnd>(Outcome!), ErrorCode, ErrorMessage, RecordingId);
    }
}
