using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tongtang.Protocol.Programs;

/// <summary>A part of the program that can be asked whether it still does its work.</summary>
/// <param name="Name">For the log, e.g. "recorder".</param>
/// <param name="Ask">Does the smallest piece of its work, by the same loop and the same locks as the real ones.</param>
internal sealed record PartPulse(string Name, Func<IServiceProvider, CancellationToken, Task> Ask);

/// <summary>
/// Asks every part and every loop that gives its word for a sign of life, and gives one to the service manager only when all have answered: a program in which
/// one loop hangs is half a service, and is better started again. A loop that dies does not come here, see
/// <see cref="LastWord"/>.
/// </summary>
internal sealed partial class Watchdog(IEnumerable<PartPulse> parts, IServiceProvider services, ServiceManager manager, TimeProvider time, ILogger<Watchdog> logger) : BackgroundService
{
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(20);

    private readonly Dictionary<PartPulse, Task> _asked = [];
    private List<PartPulse> _parts = [];
    private string _stuck = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _parts = [.. parts, .. services.GetServices<IHostedService>().OfType<IBeating>().Select(loop => new PartPulse(loop.GetType().Name, (_, cancellationToken) => loop.Pulse.AskAsync(cancellationToken)))];
        var interval = manager.WatchdogLimit / 3 ?? s_usual;
        while (true)
        {
            var stuck = await AskAsync(interval, stoppingToken);
            if (stuck.Length == 0) manager.Alive();
            if (stuck != _stuck && stuck.Length > 0) LogStuck(stuck, interval.TotalSeconds);
            if (stuck != _stuck && stuck.Length == 0) LogMoving(_stuck);
            _stuck = stuck;
            await Task.Delay(interval, time, stoppingToken);
        }
    }

    /// <summary>The names of those that have not answered within the interval. Who has not is not asked again, so that nothing piles up.</summary>
    private async Task<string> AskAsync(TimeSpan interval, CancellationToken stoppingToken)
    {
        foreach (var part in _parts)
        {
            if (_asked.TryGetValue(part, out var before) && !before.IsCompleted) continue;
            _asked[part] = Task.Run(() => part.Ask(services, stoppingToken), stoppingToken);
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.WhenAll(_asked.Values), Task.Delay(interval, time, patience.Token));
        await patience.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
        foreach (var (part, answer) in _asked.Where(asked => asked.Value.IsFaulted)) LogFailed(answer.Exception!.InnerException!, part.Name);
        return string.Join(", ", _asked.Where(asked => !asked.Value.IsCompleted).Select(asked => asked.Key.Name).Order(StringComparer.Ordinal));
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "No sign of life from: {Parts} ({Seconds:0} s)")]
    private partial void LogStuck(string parts, double seconds);

    [LoggerMessage(EventId = 11, Level = LogLevel.Information, Message = "Alive again: {Parts}")]
    private partial void LogMoving(string parts);

    // It answers, if only that it cannot: a full disk is no reason to start again.
    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "Asked for a sign of life, {Part} has failed")]
    private partial void LogFailed(Exception failure, string part);
}

/// <summary>How programs have themselves watched.</summary>
public static class Supervision
{
    public static IServiceCollection AddSupervision(this IServiceCollection services)
    {
        services.AddSingleton<ServiceManager>();
        // By the real clock, whatever the program's own is: it is about this process.
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Watchdog>(provider, TimeProvider.System));
        return services;
    }

    /// <param name="name">For the log, e.g. "recorder".</param>
    /// <param name="ask">Does the smallest piece of the part's work, by the same loop and the same locks as the real ones.</param>
    public static IServiceCollection AddPulse<TPart>(this IServiceCollection services, string name, Func<TPart, CancellationToken, Task> ask)
        where TPart : notnull =>
        services.AddSingleton(new PartPulse(name, (provider, cancellationToken) => ask(provider.GetRequiredService<TPart>(), cancellationToken)));

    /// <summary>A loop that gives its word, and is asked by it.</summary>
    public static IServiceCollection AddLoop<TLoop>(this IServiceCollection services)
        where TLoop : BackgroundService, IBeating =>
        services.AddSingleton<TLoop>().AddHostedService(provider => provider.GetRequiredService<TLoop>());
}
