namespace Tongtang.HubServer.Agents;

internal sealed partial class LinkCalls
{
    [LoggerMessage(EventId = 2011, Level = LogLevel.Information, Message = "Agent {AgentId} of room {RoomId} connected, version {Version}")]
    private partial void LogConnected(string agentId, string roomId, string version);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Information, Message = "Agent {AgentId} of room {RoomId} left: {Why}")]
    private partial void LogLeft(string agentId, string roomId, string why);
}
