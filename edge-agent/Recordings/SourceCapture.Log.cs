using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Recordings;

internal sealed partial class SourceCapture
{
    [LoggerMessage(2001, LogLevel.Warning, "The capture of {Source} ended and is started again: {Reason}")]
    private partial void LogEnded(string source, SourceProblem reason);
}
