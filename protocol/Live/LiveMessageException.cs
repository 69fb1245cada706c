namespace Tongtang.Protocol.Live;

/// <summary>Bytes that are no message of live.md. The text names the field and what is allowed.</summary>
public sealed class LiveMessageException(string problem, Exception? reason = null) : FormatException(problem, reason);
