using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tongtang.Protocol.Programs;

/// <summary>
/// A loop that ends unasked takes the program with it (the host stops on a background service's exception); this says
/// so in the log's last lines and in the exit code, so that whoever watches the service starts it again. So does an
/// exception that nobody caught, which ends the program on the spot.
/// </summary>
internal sealed partial class LastWord : IDisposable
{
    private readonly ILogger _logger;
    private readonly List<BackgroundService> _loops;
    private readonly CancellationTokenRegistration _stopping;
    private (string Name, Exception Cause)? _dead;

    /// <param name="asked">Cancelled when somebody asks the program to end.</param>
    public LastWord(IServiceProvider services, CancellationToken asked)
    {
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Tongtang");
        _loops = [.. services.GetServices<IHostedService>().OfType<BackgroundService>()];
        _stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => _dead = Find(asked));
        AppDomain.CurrentDomain.UnhandledException += SayUnhandled;
    }

    /// <summary>Whether something died.</summary>
    public bool Say()
    {
        if (_dead is not var (name, cause)) return false;
        LogDied(cause, name, cause.Message.TrimEnd('.'));
        return true;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= SayUnhandled;
        _stopping.Dispose();
    }

    /// <summary>
    /// When the host begins to end and nobody has asked for it, a loop has died: by an exception, or cancelled by a fault of
    /// its own, such as a time limit that nobody caught. A program that ends while it starts has cancelled its other loops
    /// already; which one was the first, only the host's own line says then.
    /// </summary>
    private (string Name, Exception Cause)? Find(CancellationToken asked)
    {
        if (_loops.Find(loop => loop.ExecuteTask is { IsFaulted: true }) is { ExecuteTask.Exception.InnerException: { } cause } faulted) return (faulted.GetType().Name, cause);
        var cancelled = asked.IsCancellationRequested ? [] : _loops.FindAll(loop => loop.ExecuteTask is { IsCanceled: true });
        if (cancelled.Count == 0) return null;
        return (cancelled.Count == 1 ? cancelled[0].GetType().Name : "a loop", new OperationCanceledException("it was cancelled, although nobody had asked the program to end"));
    }

    private void SayUnhandled(object sender, UnhandledExceptionEventArgs unhandled)
    {
        if (unhandled.ExceptionObject is Exception cause) LogUnhandled(cause, cause.Message.TrimEnd('.'));
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "This program ends because {Loop} died: {Reason}. What it had stored is whole; start it again")]
    private partial void LogDied(Exception cause, string loop, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Critical, Message = "This program ends at once because of a fault that nothing caught: {Reason}. What it had stored is whole; start it again")]
    private partial void LogUnhandled(Exception cause, string reason);
}
