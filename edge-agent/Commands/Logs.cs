using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Serilog;
using Serilog.Events;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>The section "Logs".</summary>
internal sealed record LogOptions
{
    public LogEventLevel Level { get; init; } = LogEventLevel.Information;

    [Range(1, 1024)]
    public int FileMegabytes { get; init; } = 16;

    [Range(1, 1000)]
    public int Files { get; init; } = 14;
}

/// <summary>Lines on the console and in files below the data folder, both bounded.</summary>
internal static class Logs
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    public static ILoggingBuilder AddLogs(this ILoggingBuilder logging, IConfiguration settings)
    {
        var options = SettingsReader.Read<LogOptions>(settings, "Logs");
        var folder = SettingsReader.Read<AgentOptions>(settings, "Agent").DataFolder;
        var log = new LoggerConfiguration()
            .MinimumLevel.Is(options.Level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture)
            .WriteTo.File(
                Path.Combine(folder, "logs", "agent-.log"),
                outputTemplate: Line,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: options.FileMegabytes * 1024L * 1024L,
                retainedFileCountLimit: options.Files)
            .CreateLogger();
        return logging.ClearProviders().AddSerilog(log, dispose: true);
    }
}
