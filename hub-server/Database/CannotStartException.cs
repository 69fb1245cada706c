namespace Tongtang.HubServer.Database;

/// <summary>The hub cannot start as things are; the message tells a person what to do. It is printed without a stack.</summary>
internal sealed class CannotStartException(string message, Exception? inner = null) : Exception(message, inner);
