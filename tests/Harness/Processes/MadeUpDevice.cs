using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tongtang.Harness.Processes;

/// <summary>A made-up device as a process of its own on a port of this machine; ending it is unplugging it.</summary>
internal sealed partial class MadeUpDevice : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private MadeUpDevice(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <param name="driver">The id of a driver that speaks over TCP.</param>
    public static async Task<MadeUpDevice> StartAsync(string driver)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Programs.EdgeAgent, "simulate-device", driver, "--kind", "Tcp", "--port", "0"]) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(s_startLimit);
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        return SaidPort().Match(line ?? "") is { Success: true } said
            ? new MadeUpDevice(process, int.Parse(said.Groups[1].ValueSpan))
            : throw new InvalidOperationException($"simulate-device {driver} said: {line}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(":([0-9]+)\\.$", RegexOptions.NonBacktracking)]
    private static partial Regex SaidPort();
}
