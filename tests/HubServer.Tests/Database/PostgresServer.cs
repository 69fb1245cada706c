using System.Diagnostics;
using Npgsql;
using Tongtang.Harness;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>
/// A PostgreSQL server of the tests' own (Debian package postgresql): on a socket in a folder of its own, and gone with the
/// process that started it, however that ends. It refuses to run as root, so then it runs as Debian's user for it.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";

    private const string Programs = "/usr/lib/postgresql/15/bin";

    // Reading its input ends when the test ends; the folder goes then, too, unless the server is to come back.
    private const string Run = """
        trap '' TERM INT HUP
        PATH="$1:$PATH" folder="$2"
        [ -d "$folder/data" ] || initdb -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
        postgres -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=400 -c shared_buffers=64MB >>"$folder/log" 2>&1 &
        server=$!
        read -r word
        kill -INT $server; wait $server
        [ "$word" = stay ] || rm -rf "$folder"
        """;

    private readonly string _folder;
    private Process? _process;

    private PostgresServer(string folder) => (_folder, _process) = (folder, Start(folder));

    /// <summary>Of its database postgres.</summary>
    public string Connection => $"Host={_folder};Username={User};Database=postgres;Include Error Detail=true";

    public static async Task<PostgresServer> StartAsync()
    {
        // In memory where there is room: what an fsync is worth there no test asks.
        var parent = Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").AvailableFreeSpace > 2L << 30 ? "/dev/shm" : Path.GetTempPath();
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"tongtang-test-{Guid.NewGuid():N}")).FullName;
        if (Environment.IsPrivilegedProcess) await Harness.Processes.Programs.RunAsync("chown", User, folder);
        var server = new PostgresServer(folder);
        await server.WaitAsync();
        return server;
    }

    /// <summary>Open connections are cut off.</summary>
    public async Task StopAsync()
    {
        await _process!.StandardInput.WriteLineAsync("stay");
        await _process.StandardInput.FlushAsync();
        await EndAsync();
    }

    public async Task StartAgainAsync()
    {
        _process = Start(_folder);
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process ??= Start(_folder);
        _process.StandardInput.Close();
        await EndAsync();
    }

    private async Task EndAsync()
    {
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private static Process Start(string folder)
    {
        string[] shell = ["sh", "-c", Run, "sh", Programs, folder];
        string[] command = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", .. shell] : shell;
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" })!;
    }

    private async Task WaitAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (tries < 600 && !_process!.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
