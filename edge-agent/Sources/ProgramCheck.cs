using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>Says at the start when the programs that capture are not there, instead of at the first lesson.</summary>
internal sealed partial class ProgramCheck(RecordingOptions options, ILogger<ProgramCheck> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (setting, program) in new[] { ("Recording:Ffmpeg", options.Ffmpeg), ("Recording:Ffprobe", options.Ffprobe) })
            if (!Exists(program, Environment.GetEnvironmentVariable("PATH"), OperatingSystem.IsWindows())) LogMissing(program, setting);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>As the system looks for it: a path is taken as it is, a name is looked up.</summary>
    internal static bool Exists(string program, string? searchPath, bool windows)
    {
        if (Path.GetFileName(program) != program) return IsThere(program);
        return (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => IsThere(Path.Combine(folder, program)));

        bool IsThere(string path) => File.Exists(path) || (windows && File.Exists(path + ".exe"));
    }

    [LoggerMessage(2202, LogLevel.Warning, "There is no program {Program}, so nothing can be recorded: install ffmpeg (on Debian: apt-get install ffmpeg), or say in {Setting} where it is")]
    private partial void LogMissing(string program, string setting);
}
