using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Serilog;
using Serilog.Events;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Web;

/// <summary>The section <c>Logs</c>.</summary>
internal sealed record LogSettings
{
    /// <summary>The least important lines that are kept.</summary>
    public LogEventLevel Level { get; init; } = LogEventLevel.Information;

    /// <summary>A file ends at this size and a new one begins.</summary>
    [Range(1, 1024)]
    public int FileMegabytes { get; init; } = 32;

    /// <summary>Older files than these are deleted.</summary>
    [Range(1, 1000)]
    public int Files { get; init; } = 14;
}

/// <summary>Lines on the console and in daily files below the data folder, both bounded.</summary>
internal static class Logs
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    public static ILoggingBuilder AddLogs(this ILoggingBuilder logging, LogSettings settings, DataFolder folder)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(settings.Level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture)
            .WriteTo.File(
                folder["logs/hub-.log"],
                outputTemplate: Line,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: settings.FileMegabytes * 1024L * 1024L,
                retainedFileCountLimit: settings.Files)
            .CreateLogger();
        return logging.ClearProviders().AddSerilog(log, dispose: true);
    }
}
