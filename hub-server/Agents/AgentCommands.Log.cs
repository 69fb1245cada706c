namespace Tongtang.HubServer.Agents;

internal sealed partial class AgentCommands
{
    [LoggerMessage(EventId = 2020, Level = LogLevel.Information, Message = "Command {CommandId} ({Action}) sent to room {RoomId} for {Caller}")]
    private partial void LogSent(string commandId, string action, string roomId, string caller);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Information, Message = "Command {CommandId} of room {RoomId}: {Outcome} {ErrorCode}")]
    private partial void LogFinished(string commandId, string roomId, string outcome, string? errorCode);
}
