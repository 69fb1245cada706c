using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>A script of <c>interop</c>: a program of the protocol that is not ours. It ends with its standard input.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private readonly Process _process;

    private NodePeer(Process process) => _process = process;

    /// <summary>The first line it printed.</summary>
    public string FirstLine { get; private init; } = "";

    public static async Task<NodePeer> StartAsync(string script, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder(), "..", "interop", script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        return await process.StandardOutput.ReadLineAsync() is { } line
            ? new NodePeer(process) { FirstLine = line }
            : throw new InvalidOperationException($"{script} did not start: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Of a script that ends by itself.</summary>
    public static async Task RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder(), "..", "interop", script), .. arguments]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (process.ExitCode != 0) throw new InvalidOperationException($"{script}: {await error}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
