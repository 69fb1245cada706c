namespace Tongtang.Protocol.Programs;

/// <summary>The program cannot start as things are; the message tells a person what to do. It is printed without a stack.</summary>
public sealed class CannotStartException(string message, Exception? inner = null) : Exception(message, inner);
