using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tongtang.DeviceDrivers.Tests.Peers;

/// <summary>A program that is not ours at the other end of a line.</summary>
internal sealed class ForeignPeer : IAsyncDisposable
{
    private readonly Process _process;

    private ForeignPeer(Process process) => _process = process;

    /// <summary>What it said when it was ready, e.g. its port.</summary>
    public required string Greeting { get; init; }

    /// <summary>A script of <c>interop</c>, by Debian's Python or by Node.</summary>
    public static Task<ForeignPeer> ScriptAsync(string name, params string[] arguments) =>
        StartAsync(name.EndsWith(".py", StringComparison.Ordinal) ? "/usr/bin/python3" : "node", [Script(name), .. arguments]);

    /// <param name="arguments">The program must print a line when it is ready.</param>
    public static async Task<ForeignPeer> StartAsync(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new ForeignPeer(process) { Greeting = line ?? throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended without a word") };
    }

    /// <summary>Runs a program to its end; its code and all that it said.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, await said + await complained);
    }

    /// <summary>A pair of terminals by socat, for programs that must open a port by themselves.</summary>
    public static async Task<ForeignPeer> TerminalsAsync(string first, string second)
    {
        var process = Process.Start(new ProcessStartInfo("socat", [$"PTY,link={first},rawer", $"PTY,link={second},rawer"]))!;
        for (var tries = 0; tries < 1000 && !(File.Exists(first) && File.Exists(second)); tries++) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        return new ForeignPeer(process) { Greeting = "" };
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Script(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "interop", name);
}
