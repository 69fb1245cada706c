namespace Tongtang.HubServer.Recordings;

internal sealed partial class RecordingIntake
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Recording {RecordingId} of room {RoomId} opened by agent {AgentId}")]
    private partial void LogOpened(string recordingId, string roomId, string agentId);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "Recording {RecordingId} of room {RoomId} closed: {State}, {Stored} of {Expected} segments are here")]
    private partial void LogClosed(string recordingId, string roomId, string state, long stored, long expected);
}
