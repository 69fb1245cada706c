using System.Globalization;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Durability;

namespace Tongtang.EdgeAgent.Copies;

/// <summary>ffmpeg could not make the file. Codes: <c>drive_failed</c>, <c>copy_failed</c>.</summary>
internal sealed class CopyFailedException(string code, string message) : IOException(message)
{
    public string Code { get; } = code;
}

/// <summary>Makes one MP4 of a view without touching its pictures or sound, under a temporary name until it is whole.</summary>
internal sealed partial class CopyWriter(ChildProcesses children, RecordingOptions options, ILogger<CopyWriter> logger)
{
    private const string Unfinished = ".part";

    /// <param name="progress">Called with 0 to 1.</param>
    /// <exception cref="CopyFailedException">ffmpeg said no; the log says why.</exception>
    /// <exception cref="IOException">The stick failed or was pulled out.</exception>
    public async Task WriteAsync(CopyFile file, Action<double> progress, CancellationToken cancellationToken)
    {
        var part = file.Path + Unfinished;
        try
        {
            await ConvertAsync(file, part, progress, cancellationToken);
            Flush(part);
            DurableFile.Replace(part, file.Path);
            DurableFile.FlushFolder(Path.GetDirectoryName(file.Path)!);
        }
        catch
        {
            if (File.Exists(part)) File.Delete(part);
            throw;
        }
    }

    internal static IReadOnlyList<string> Arguments(CopyFile file, string part) =>
    [
        "-hide_banner", "-nostdin", "-loglevel", "error", "-progress", "pipe:1", "-y",
        "-protocol_whitelist", "http,tcp", "-i", file.Source.AbsoluteUri,
        "-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "mp4", part,
    ];

    /// <summary>ffmpeg's <c>out_time_us=…</c> as a part of the whole; null: another line. Pure.</summary>
    internal static double? ParseProgress(string line, TimeSpan whole)
    {
        const string name = "out_time_us=";
        if (!line.StartsWith(name, StringComparison.Ordinal) || whole <= TimeSpan.Zero) return null;
        return long.TryParse(line.AsSpan(name.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds)
            ? Math.Clamp(microseconds / whole.TotalMicroseconds, 0, 1)
            : null;
    }

    private async Task ConvertAsync(CopyFile file, string part, Action<double> progress, CancellationToken cancellationToken)
    {
        await using var process = await children.StartAsync(options.Ffmpeg, Arguments(file, part));
        using var lines = new StreamReader(process.Output);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
            if (ParseProgress(line, file.Duration) is { } done) progress(done);
        await process.ExitedAsync(cancellationToken);
        if (process.ExitCode == 0) return;
        await process.ComplaintsAsync();
        LogFailed(file.Source, process.ExitCode, process.LastWords);
        throw new CopyFailedException(Directory.Exists(Path.GetDirectoryName(file.Path)) ? "copy_failed" : "drive_failed", process.LastWords);
    }

    /// <summary>"Done" is shown when the stick may be pulled out.</summary>
    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "Copying {Source} failed with exit code {ExitCode}: {LastWords}")]
    private partial void LogFailed(Uri source, int exitCode, string lastWords);
}
