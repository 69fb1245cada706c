using System.Diagnostics;
using System.Globalization;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Broker;

/// <summary>The Mosquitto that a box in this process has started, found by its folder.</summary>
internal static class Brokers
{
    public static void Kill(string folder)
    {
        using var broker = Find(folder);
        broker.Kill();
    }

    /// <summary>Has it write what it retains, as it does every five minutes.</summary>
    /// <param name="folder">In which it keeps everything.</param>
    public static async Task WriteAsync(string folder)
    {
        using (var broker = Find(folder)) await Programs.RunAsync("kill", "-USR1", broker.Id.ToString(CultureInfo.InvariantCulture));
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(Path.Combine(folder, "retained.db"))), TimeSpan.FromSeconds(5), () => "the broker writes nothing");
    }

    private static Process Find(string folder) =>
        Process.GetProcessesByName("mosquitto").First(process => File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(folder, StringComparison.Ordinal));
}
