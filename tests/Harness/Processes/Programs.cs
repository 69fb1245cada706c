using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;


namespace Tongtang.Harness.Processes;

/// <summary>The built programs, as a person would start them.</summary>
internal static class Programs
{
    private static readonly string Configuration =
        typeof(Programs).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string Root { get; } = FindRoot();

    public static string HubServer { get; } = Path.Combine(Root, "hub-server", "bin", Configuration, "net10.0", "hub-server.dll");

    public static string EdgeAgent { get; } = Path.Combine(Root, "edge-agent", "bin", Configuration, "net10.0", "edge-agent.dll");

    /// <summary>Where screenshots and the like are kept for a person to look at.</summary>
    public static string Artefacts { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "end-to-end")).FullName;

    /// <summary>
    /// A port that was free a moment ago. Programs that are killed and started again need the same one twice: it is below
    /// those that the system gives to whoever connects somewhere (from 32768 on), or one of them might have it meanwhile.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    /// <summary>Runs a program to its end and returns what it printed; fails when its exit code is not 0.</summary>
    public static async Task<string> RunAsync(string file, params string[] arguments)
    {
        var (exitCode, output, error) = await TryRunAsync(file, arguments);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}\n{error}");
    }

    public static async Task<(int ExitCode, string Output, string Error)> TryRunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Tongtang.slnx"))) return folder;
        throw new InvalidOperationException("No Tongtang.slnx above " + AppContext.BaseDirectory);
    }
}
