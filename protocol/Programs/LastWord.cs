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
    private BackgroundService? _dead;

    /// <param name="asked">Cancelled when somebody asks the program to end.</param>
    public LastWord(IServiceProvider services, CancellationToken asked)
    {
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Tongtang");
        _loops = [.. services.GetServices<IHostedService>().OfType<BackgroundService>()];
        var life = services.GetRequiredService<IHostApplicationLifetime>();
        _stopping = life.ApplicationStopping.Register(() => _dead = Find(life, asked));
        AppDomain.CurrentDomain.UnhandledException += SayUnhandled;
    }

    /// <summary>Whether something died.</summary>
    public bool Say()
    {
        if (_dead is not { ExecuteTask: { } task } dead) return false;
        var cause = task.Exception?.InnerException ?? new OperationCanceledException("it was cancelled, although nobody had asked the program to end");
        LogDied(cause, dead.GetType().Name, cause.Message.TrimEnd('.'));
        return true;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= SayUnhandled;
        _stopping.Dispose();
    }

    /// <summary>
    /// When the host begins to end, no loop of a started program has been asked to: one that is cancelled was so by a fault
    /// of its own, such as a time limit nobody caught. (A program that ends while it starts has cancelled its loops already.)
    /// </summary>
    private BackgroundService? Find(IHostApplicationLifetime life, CancellationToken asked) =>
        _loops.Find(loop => loop.ExecuteTask is { IsFaulted: true })
        ?? (life.ApplicationStarted.IsCancellationRequested && !asked.IsCancellationRequested ? _loops.Find(loop => loop.ExecuteTask is { IsCanceled: true }) : null);

    private void SayUnhandled(object sender, UnhandledExceptionEventArgs unhandled)
    {
        if (unhandled.ExceptionObject is Exception cause) LogUnhandled(cause, cause.Message.TrimEnd('.'));
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "This program ends because {Loop} died: {Reason}. What it had stored is whole; start it again")]
    private partial void LogDied(Exception cause, string loop, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Critical, Message = "This program ends at once because of a fault that nothing caught: {Reason}. What it had stored is whole; start it again")]
    private partial void LogUnhandled(Exception cause, string reason);
}
