using System.Diagnostics;
using System.Net.Http.Headers;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>A hub as a process of its own, to be killed.</summary>
internal sealed class HubProcess : IDisposable
{
    private readonly Process _process;

    private HubProcess(Process process, HttpClient client) => (_process, Client) = (process, client);

    public HttpClient Client { get; }

    public static async Task<HubProcess> StartAsync(string folder, string token, params string[] settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "hub-server.dll"), "run", "--data", folder, "--listen", "http://127.0.0.1:0", "--agents-listen", "https://127.0.0.1:0" },
        };
        foreach (var setting in settings)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }
        foreach (var argument in await TestDatabase.ArgumentsAsync(folder)) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("Now listening on: http://", StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.ReadToEndAsync();
            var client = new HttpClient { BaseAddress = new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim()) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return new HubProcess(process, client);
        }
        throw new InvalidOperationException($"The hub ended with {process.ExitCode}.");
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
