namespace Tongtang.EdgeAgent.Commands;

/// <summary>
/// A loop that ends unasked takes the process with it (the host stops on a background service's exception); this says
/// so in the log's last line and in the exit code, so that whoever watches the service starts it again.
/// </summary>
internal sealed partial class LastWord(IServiceProvider services)
{
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Tongtang.EdgeAgent");
    private readonly List<BackgroundService> _loops = [.. services.GetServices<IHostedService>().OfType<BackgroundService>()];

    /// <summary>Whether something died.</summary>
    public bool Say()
    {
        var dead = _loops.Find(loop => loop.ExecuteTask is { IsFaulted: true });
        if (dead?.ExecuteTask?.Exception?.InnerException is not { } cause) return false;
        LogDied(cause, dead.GetType().Name, cause.Message);
        return true;
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Critical, Message = "The agent ends because {Loop} died: {Reason}. Recordings on disk are whole; start it again")]
    private partial void LogDied(Exception cause, string loop, string reason);
}
