using System.ComponentModel;
using System.Diagnostics;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>Whether ffmpeg is there and can encode what is recorded.</summary>
internal sealed class ToolChecks(RecordingOptions options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly string[] Needed = ["libx264", "aac"];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (_, version) = await RunAsync(options.Ffmpeg, ["-hide_banner", "-version"], cancellationToken);
            if (JudgeVersion("ffmpeg", options.Ffmpeg, version) is { Level: FindingLevel.Bad } foreign) return [foreign];
            var listed = Names((await RunAsync(options.Ffmpeg, ["-hide_banner", "-encoders"], cancellationToken)).Output);
            var working = await WorkingAsync(listed, cancellationToken);
            return [JudgeVersion("ffmpeg", options.Ffmpeg, version), .. Judge(listed, working, options.Encoder), .. await LookAtProbeAsync(cancellationToken)];
        }
        catch (Exception error) when (error is Win32Exception or TimeoutException or IOException)
        {
            return [Missing("ffmpeg", options.Ffmpeg, error)];
        }
    }

    /// <summary>Whether a program is what it is taken for. Pure.</summary>
    internal static Finding JudgeVersion(string program, string path, string version) => version.StartsWith($"{program} version", StringComparison.Ordinal)
        ? Finding.Good("ffmpeg_ok", version.Split('\n')[0].Split(" Copyright")[0].Trim())
        : Finding.Bad("ffmpeg_missing", program, $"{path}: it is another program", program == "ffmpeg" ? "Ffmpeg" : "Ffprobe");

    /// <summary>The names in ffmpeg's list of encoders. Pure.</summary>
    internal static IReadOnlySet<string> Names(string encoders) =>
        encoders.Split('\n').Select(line => line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 1).Select(words => words[1]).ToHashSet(StringComparer.Ordinal);

    /// <param name="listed">What ffmpeg was built with.</param>
    /// <param name="working">Those for pictures that passed a trial: a hardware encoder is listed on machines that lack the hardware.</param>
    /// <param name="wanted">The setting: auto or a name.</param>
    internal static IReadOnlyList<Finding> Judge(IReadOnlySet<string> listed, IReadOnlyList<string> working, string wanted)
    {
        var bad = Needed.Where(name => !listed.Contains(name)).Select(name => Finding.Bad("encoder_missing", name)).ToList();
        if (wanted != "auto" && !working.Contains(wanted)) bad.Add(Finding.Bad("encoder_unusable", wanted));
        List<string> usable = [.. working, .. Needed.Where(listed.Contains).Except(working)];
        return [.. bad, .. usable.Count > 0 ? [Finding.Good("encoder_ok", string.Join(", ", usable))] : Array.Empty<Finding>()];
    }

    private static Finding Missing(string program, string path, Exception error) => Finding.Bad(
        "ffmpeg_missing", program, $"{path}: {(error is Win32Exception system ? new Win32Exception(system.NativeErrorCode).Message : error.Message)}", program == "ffmpeg" ? "Ffmpeg" : "Ffprobe");

    private async Task<IReadOnlyList<Finding>> LookAtProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = JudgeVersion("ffprobe", options.Ffprobe, (await RunAsync(options.Ffprobe, ["-hide_banner", "-version"], cancellationToken)).Output);
            return version.Level == FindingLevel.Good ? [] : [version];
        }
        catch (Exception error) when (error is Win32Exception or TimeoutException or IOException)
        {
            return [Missing("ffprobe", options.Ffprobe, error)];
        }
    }

    private async Task<IReadOnlyList<string>> WorkingAsync(IReadOnlySet<string> listed, CancellationToken cancellationToken)
    {
        var working = new List<string>();
        foreach (var encoder in VideoEncoding.Encoders.Append(options.Encoder).Where(listed.Contains).Distinct())
        {
            if (await PassesAsync(encoder, cancellationToken)) working.Add(encoder);
        }
        return working;
    }

    private async Task<bool> PassesAsync(string encoder, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync(options.Ffmpeg, VideoEncoding.Trial(encoder), cancellationToken)).ExitCode == 0;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var complaints = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(output, complaints).WaitAsync(Patience, time, cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return (process.ExitCode, await output);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
