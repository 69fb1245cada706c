namespace Tongtang.EdgeAgent.HubLink;

internal sealed partial class LinkLoop
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Online at {Hub} as {Room}")]
    private partial void LogOnline(Uri? hub, string room);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "The link to {Hub} is down: {Problem}; trying again in {RetrySeconds:0.0} s")]
    private partial void LogEnded(Uri hub, string? problem, double retrySeconds);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Information, Message = "The box's certificate had expired; the hub gave another one, valid until {NotAfter}")]
    private partial void LogRecovered(DateTime? notAfter);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error, Message = "{Problem}")]
    private partial void LogIdentityUnreadable(string problem);
}
