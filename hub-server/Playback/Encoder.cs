using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tongtang.HubServer.Playback;

/// <summary>ffmpeg could not be started, or said no.</summary>
internal sealed class FfmpegException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Code => code;
}

/// <summary>
/// ffmpeg as a child process that gives way to everything else on the machine. Its words are bounded; cancelled it is killed.
/// </summary>
internal sealed class Encoder(PlaybackSettings settings)
{
    /// <summary>Of what it says only the end is kept.</summary>
    private const int KeptWords = 4096;

    /// <summary>It tells its progress twice a second while it works.</summary>
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromMinutes(2);

    private static readonly string s_nice = "/usr/bin/nice";

    /// <param name="arguments">What follows the common ones.</param>
    /// <param name="folder">Where it works: names of files in filters are relative to it, so that nothing in them needs escaping.</param>
    /// <param name="told">Told how far the output is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FfmpegException">It is not installed, or it failed.</exception>
    public async Task RunAsync(IReadOnlyList<string> arguments, string folder, Action<TimeSpan>? told, CancellationToken cancellationToken)
    {
        using var process = Start(["-nostdin", "-hide_banner", "-loglevel", "error", "-progress", "pipe:1", .. arguments], folder);
        await Watched(process, () => FollowAsync(process, told, cancellationToken), cancellationToken);
    }

    /// <summary>What it writes to its output, of at most so many bytes.</summary>
    /// <exception cref="FfmpegException">It is not installed, it failed, or it wrote more.</exception>
    public async Task<byte[]> ReadAsync(IReadOnlyList<string> arguments, string folder, int most, CancellationToken cancellationToken)
    {
        using var process = Start(["-nostdin", "-hide_banner", "-loglevel", "error", .. arguments], folder);
        using var output = new MemoryStream();
        await Watched(process, async () =>
        {
            var piece = new byte[16 * 1024];
            while (await process.StandardOutput.BaseStream.ReadAsync(piece, cancellationToken) is > 0 and var count)
            {
                if (output.Length + count > most) throw new FfmpegException("encoding_failed", $"ffmpeg wrote more than {most} bytes.");
                output.Write(piece, 0, count);
            }
        }, cancellationToken);
        return output.ToArray();
    }

    /// <summary>What it said on its error output while it succeeded: measurements are told there.</summary>
    public async Task<string> MeasureAsync(IReadOnlyList<string> arguments, string folder, Action<TimeSpan>? told, CancellationToken cancellationToken)
    {
        using var process = Start(["-nostdin", "-hide_banner", "-nostats", "-loglevel", "info", "-progress", "pipe:1", .. arguments], folder);
        return await Watched(process, () => FollowAsync(process, told, cancellationToken), cancellationToken);
    }

    private Process Start(IReadOnlyList<string> arguments, string folder)
    {
        var isNice = File.Exists(s_nice);
        var start = new ProcessStartInfo(isNice ? s_nice : settings.Ffmpeg, isNice ? ["-n", "15", settings.Ffmpeg, .. arguments] : arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        try
        {
            var process = Process.Start(start)!;
            if (!isNice) process.PriorityClass = ProcessPriorityClass.BelowNormal;
            return process;
        }
        catch (Win32Exception error)
        {
            throw new FfmpegException("ffmpeg_missing", $"{settings.Ffmpeg} cannot be started here; it encodes files with words in their pictures.", error);
        }
    }

    /// <summary>Its progress, as lines of name=value (https://ffmpeg.org/ffmpeg.html, -progress).</summary>
    private static async Task FollowAsync(Process process, Action<TimeSpan>? told, CancellationToken cancellationToken)
    {
        const string time = "out_time_us=";
        while (await NextAsync(process, cancellationToken) is { } line)
        {
            if (line.StartsWith(time, StringComparison.Ordinal) && long.TryParse(line.AsSpan(time.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0)
                told?.Invoke(TimeSpan.FromMicroseconds(microseconds));
        }
    }

    /// <exception cref="FfmpegException">It says nothing any more: it waits for a disk that does not answer.</exception>
    private static async Task<string?> NextAsync(Process process, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_longestSilence);
        try
        {
            return await process.StandardOutput.ReadLineAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FfmpegException("encoding_stalled", $"ffmpeg has said nothing for {s_longestSilence.TotalMinutes} minutes.");
        }
    }

    private static async Task<string> Watched(Process process, Func<Task> read, CancellationToken cancellationToken)
    {
        try
        {
            var words = LastWordsAsync(process.StandardError, cancellationToken);
            await read();
            await process.WaitForExitAsync(cancellationToken);
            var said = await words;
            if (process.ExitCode == 127) throw new FfmpegException("ffmpeg_missing", "ffmpeg cannot be started here; it encodes files with words in their pictures.");
            return process.ExitCode == 0 ? said : throw new FfmpegException("encoding_failed", $"ffmpeg ended with {process.ExitCode}: {said.Trim()}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> LastWordsAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var words = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            words.AppendLine(line);
            if (words.Length > KeptWords) words.Remove(0, words.Length - KeptWords);
        }
        return words.ToString();
    }
}
