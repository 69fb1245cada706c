using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults;

/// <summary>The ffmpegs with which a box captures its sources.</summary>
internal static class Captures
{
    /// <summary>Sends a signal to the ffmpeg that captures a source: the box's child whose command line names it; one that is being started is waited for.</summary>
    /// <param name="signal">As kill(1) names it, e.g. <c>KILL</c>, <c>STOP</c>.</param>
    public static async Task SignalAsync(Box box, string source, string signal)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            foreach (var child in await ChildrenAsync(box))
            {
                var commandLine = CommandLine(child);
                if (!commandLine.Contains(source, StringComparison.Ordinal) || !commandLine.Contains("frag_discont", StringComparison.Ordinal)) continue;
                await Programs.RunAsync("kill", $"-{signal}", child);
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        Assert.Fail($"no ffmpeg captures {source} among {string.Join(' ', await ChildrenAsync(box))}");
    }

    private static async Task<string[]> ChildrenAsync(Box box) =>
        (await Programs.TryRunAsync("pgrep", "-P", $"{box.ProcessId}", "-x", "ffmpeg")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Empty while the process begins, or when it has ended.</summary>
    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
