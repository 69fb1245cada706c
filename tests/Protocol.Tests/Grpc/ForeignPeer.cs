using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>gRPC that is not ours: the scripts in <c>interop</c>, each a server or a client of echo.proto.</summary>
internal static class ForeignPeer
{
    public const string GrpcJs = "grpc-js";
    public const string Grpcio = "grpcio";

    /// <summary>Tries every scenario on a server; why each failed, null when it did not.</summary>
    public static async Task<Dictionary<string, string?>> CallAsync(string peer, Uri server)
    {
        using var process = Start(peer, "call", server.Authority);
        var errors = process.StandardError.ReadToEndAsync();
        var results = new Dictionary<string, string?>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var result = JsonNode.Parse(line)!;
            results.Add((string)result["name"]!, (string?)result["error"]);
        }
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? results : throw new InvalidOperationException($"{peer} failed: {await errors}");
    }

    public static Process Start(string peer, string verb, params string[] arguments)
    {
        // Debian's interpreter by its path: another one in front of it would not have Debian's grpcio.
        var command = peer == GrpcJs
            ? new ProcessStartInfo("node", [Script("echo.mjs"), verb, .. arguments])
            : new ProcessStartInfo("/usr/bin/python3", [Script("echo.py"), verb, EchoReflection.Descriptor.SerializedData.ToBase64(), .. arguments]);
        command.RedirectStandardInput = command.RedirectStandardOutput = command.RedirectStandardError = true;
        return Process.Start(command)!;
    }

    private static string Script(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "interop", name);
}

/// <summary>A foreign server; it ends with its standard input.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly Process _process;

    private ForeignServer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ForeignServer> StartAsync(string peer)
    {
        var process = ForeignPeer.Start(peer, "serve");
        return await process.StandardOutput.ReadLineAsync() is { } port
            ? new ForeignServer(process, new Uri($"http://127.0.0.1:{port}"))
            : throw new InvalidOperationException($"{peer} did not start: {await process.StandardError.ReadToEndAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
