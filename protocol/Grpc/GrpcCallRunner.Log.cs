using Microsoft.Extensions.Logging;

namespace Tongtang.Protocol.Grpc;

internal sealed partial class GrpcCallRunner
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "The handler of {Method} failed.")]
    private partial void HandlerFailed(Exception exception, string method);
}
