using System.ComponentModel;
using System.Diagnostics;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>Whether ffmpeg is there and can encode what is recorded.</summary>
internal sealed class ToolChecks(RecordingOptions options, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly string[] Hardware = ["h264_vaapi", "h264_qsv", "h264_nvenc", "h264_v4l2m2m", "h264_amf", "h264_mf"];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = await RunAsync("-version", cancellationToken);
            var encoders = await RunAsync("-encoders", cancellationToken);
            return [Finding.Good("ffmpeg_ok", version.Split('\n')[0].Trim()), .. Judge(encoders)];
        }
        catch (Exception error) when (error is Win32Exception or TimeoutException or IOException)
        {
            return [Finding.Bad("ffmpeg_missing", error.Message)];
        }
    }

    /// <summary>Reads ffmpeg's list of encoders. Pure.</summary>
    internal static IReadOnlyList<Finding> Judge(string encoders)
    {
        var names = encoders.Split('\n').Select(line => line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 1).Select(words => words[1]).ToHashSet(StringComparer.Ordinal);
        var missing = new[] { "libx264", "aac" }.Where(n => !names.Contains(n)).Select(n => Finding.Bad("encoder_missing", n));
        var present = Hardware.Prepend("aac").Prepend("libx264").Where(names.Contains).ToList();
        return [.. missing, .. present.Count > 0 ? [Finding.Good("encoder_ok", string.Join(", ", present))] : Array.Empty<Finding>()];
    }

    private async Task<string> RunAsync(string argument, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(options.Ffmpeg, ["-hide_banner", argument]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var complaints = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(output, complaints).WaitAsync(Patience, time, cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
