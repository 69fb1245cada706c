using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;

namespace Tongtang.Protocol.Programs;

/// <summary>The section "Logs".</summary>
public sealed record LogOptions
{
    /// <summary>The least important lines that are kept.</summary>
    public LogEventLevel Level { get; init; } = LogEventLevel.Information;

    /// <summary>A file ends at this size and a new one begins.</summary>
    [Range(1, 1024)]
    public int FileMegabytes { get; init; } = 16;

    /// <summary>Older files than these are deleted.</summary>
    [Range(1, 1000)]
    public int Files { get; init; } = 14;
}

/// <summary>
/// Lines on the console and in daily files below the data folder, both bounded. Each line is with the system before the
/// next is written, so that a crash loses none.
/// </summary>
public static class LogFiles
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    /// <param name="dataFolder">The files are its logs/NAME-DATE.log.</param>
    /// <param name="name">What the files' names begin with.</param>
    public static ILoggingBuilder AddLogs(this ILoggingBuilder logging, LogOptions options, string dataFolder, string name)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(options.Level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .Filter.ByExcluding(IsToldInOneLine)
            .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture)
            .WriteTo.File(
                Path.Combine(dataFolder, "logs", $"{name}-.log"),
                outputTemplate: Line,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: options.FileMegabytes * 1024L * 1024L,
                retainedFileCountLimit: options.Files)
            .CreateLogger();
        return logging.ClearProviders().AddSerilog(log, dispose: true);
    }

    /// <summary>An address in use is the program's last word (<see cref="CannotStartException"/>); the host would put its stacks before it.</summary>
    private static bool IsToldInOneLine(LogEvent line) => line.Exception is IOException { InnerException: AddressInUseException };
}
