using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>The ffmpegs with which a box captures its sources.</summary>
internal static class Captures
{
    /// <summary>Sends a signal to the ffmpeg that captures a source: the box's child whose command line names it.</summary>
    /// <param name="signal">As kill(1) names it, e.g. <c>KILL</c>, <c>STOP</c>.</param>
    public static async Task SignalAsync(Box box, string source, string signal)
    {
        var children = (await Programs.RunAsync("pgrep", "-P", $"{box.ProcessId}", "-x", "ffmpeg")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var child in children)
        {
            var commandLine = (await File.ReadAllTextAsync($"/proc/{child}/cmdline")).Replace('\0', ' ');
            if (!commandLine.Contains(source, StringComparison.Ordinal) || !commandLine.Contains("frag_discont", StringComparison.Ordinal)) continue;
            await Programs.RunAsync("kill", $"-{signal}", child);
            return;
        }
        Assert.Fail($"no ffmpeg captures {source} among {string.Join(' ', children)}");
    }
}
