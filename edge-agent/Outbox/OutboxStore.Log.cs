using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

internal sealed partial class OutboxStore
{
    [LoggerMessage(2802, LogLevel.Error, "The disk is full: the oldest items of the class {Evicted} were deleted unsent for one of the class {Needs}")]
    private partial void LogEvicted(ItemClass evicted, ItemClass needs);

    [LoggerMessage(2803, LogLevel.Warning, "The hub refused item {Sequence} of the class {ItemClass} for the last time ({Code}): {Reason}. It waits in quarantine")]
    private partial void LogQuarantined(ItemClass itemClass, long sequence, string code, string reason);

    [LoggerMessage(2804, LogLevel.Warning, "Storing items of the class {ItemClass} failed ({Problem}); it is tried once more with the file opened anew")]
    private partial void LogStoredAgain(ItemClass itemClass, string problem);
}
