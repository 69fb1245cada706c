using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tongtang.Harness;

/// <summary>A real Mosquitto on a port of the loopback that may be killed and started again there, and its tools.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    private Mosquitto(int port) => Port = port;

    public int Port { get; }

    /// <param name="settings">Lines of mosquitto.conf; without a password_file everybody is let in.</param>
    public static async Task<Mosquitto> StartAsync(params string[] settings)
    {
        var broker = new Mosquitto(FreePort());
        string[] lines =
        [
            // Debian 12's 2.0.11 never sends more QoS 2 messages than are in flight at once: mosquitto_sub and npm mqtt stop after 20 too.
            $"listener {broker.Port} 127.0.0.1", "user root", "allow_duplicate_messages false", "max_inflight_messages 1000",
            // Else it drops what is over a thousand for a client that a busy machine holds up.
            "max_queued_messages 0",
            .. settings.Any(line => line.StartsWith("password_file", StringComparison.Ordinal)) ? [] : (string[])["allow_anonymous true"],
            .. settings,
        ];
        await File.WriteAllLinesAsync(broker._folder["mosquitto.conf"], lines);
        await broker.StartAgainAsync();
        return broker;
    }

    public async Task StartAgainAsync()
    {
        _process = Start("/usr/sbin/mosquitto", ["-c", _folder["mosquitto.conf"]]);
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || clock.Elapsed > s_limit) throw new InvalidOperationException($"Mosquitto does not answer: {await _process.StandardError.ReadToEndAsync()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>mosquitto_pub; ends when the broker has it.</summary>
    public Task PublishAsync(string topic, string payload, params string[] more) => RunAsync("mosquitto_pub", [.. To(topic), "-m", payload, .. more]);

    /// <summary>mosquitto_pub with each line a message.</summary>
    public Task PublishLinesAsync(string topic, IEnumerable<string> lines, params string[] more) => RunAsync("mosquitto_pub", [.. To(topic), "-l", .. more], string.Join('\n', lines) + "\n");

    /// <summary>mosquitto_pub with the bytes as one message.</summary>
    public async Task PublishFileAsync(string topic, byte[] payload, params string[] more)
    {
        await File.WriteAllBytesAsync(_folder["payload"], payload);
        await RunAsync("mosquitto_pub", [.. To(topic), "-f", _folder["payload"], .. more]);
    }

    /// <summary>mosquitto_sub, once it is subscribed; each message is a line "topic payload".</summary>
    public async Task<Listener> ListenAsync(string filter, params string[] more)
    {
        // A retained message of its own tells that it is listening.
        var sign = $"ready/{Guid.NewGuid():N}";
        await PublishAsync(sign, "1", "-r");
        var process = Start("mosquitto_sub", [.. To(filter), "-t", sign, "-v", .. more]);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);
        while (line is not null && !line.StartsWith(sign, StringComparison.Ordinal)) line = await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit);
        return line is not null ? new Listener(process) : throw new InvalidOperationException($"mosquitto_sub: {await process.StandardError.ReadToEndAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string[] To(string topic) => ["-h", "127.0.0.1", "-p", $"{Port}", "-t", topic];

    private async Task<bool> AnswersAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string program, string[] arguments, string input = "")
    {
        using var process = Start(program, arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_limit);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {await error}");
    }

    private static Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardInputEncoding = new UTF8Encoding(false),
    })!;

    /// <summary>A mosquitto_sub that runs.</summary>
    internal sealed class Listener(Process process) : IAsyncDisposable
    {
        public async Task<string> NextAsync() => await process.StandardOutput.ReadLineAsync().WaitAsync(s_limit) ?? throw new InvalidOperationException("mosquitto_sub ended");

        /// <summary>Of one that counts (-C): reads and forgets all it says.</summary>
        public Task EndedAsync() => process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
