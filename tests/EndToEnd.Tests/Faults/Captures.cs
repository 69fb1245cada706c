using System.Diagnostics;
using System.Globalization;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

internal static class Captures
{
    /// <summary>Kills the ffmpeg that captures one source: the box's child whose command line names it.</summary>
    public static async Task KillAsync(Box box, string source)
    {
        var children = (await Programs.RunAsync("pgrep", "-P", $"{box.ProcessId}", "-x", "ffmpeg")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var child in children)
        {
            var commandLine = (await File.ReadAllTextAsync($"/proc/{child}/cmdline")).Replace('\0', ' ');
            if (!commandLine.Contains(source, StringComparison.Ordinal) || !commandLine.Contains("frag_discont", StringComparison.Ordinal)) continue;
            using var process = Process.GetProcessById(int.Parse(child, CultureInfo.InvariantCulture));
            process.Kill();
            return;
        }
        Assert.Fail($"no ffmpeg captures {source} among {string.Join(' ', children)}");
    }
}
