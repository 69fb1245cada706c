using System.Net;
using System.Net.Sockets;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport.Mqtt;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Broker;

/// <summary>
/// The box's own Mosquitto: started when a device first wants it, or at once when it listens to the room's network, and again
/// whenever it ends, after a second, then two, at most thirty.
/// </summary>
internal sealed partial class OwnBroker(BrokerOptions options, DataFolder data, ChildProcesses children, StoreRepairs repairs, TimeProvider time, ILogger<OwnBroker> logger) : BackgroundService
{
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    /// <summary>A file that has grown beyond this is of a broker without the limit of memory, or damaged.</summary>
    private const long MostRetainedBytes = 256 * 1024 * 1024;

    /// <summary>Exit codes above it are 128 and the signal; as a fault has, not a request to end.</summary>
    private const int KilledBySignal = 128;

    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource<MqttBroker> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string _problem = "";

    /// <summary>Starts it when it does not run, and waits until it answers.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.Unreachable"/>: it does not run, and why.</exception>
    public async Task<MqttBroker> AddressAsync(CancellationToken cancellationToken)
    {
        _wanted.TrySetResult();
        try
        {
            return await _ready.Task.WaitAsync(s_startTime, time, cancellationToken);
        }
        catch (TimeoutException error)
        {
            throw new DeviceException(DeviceProblems.Unreachable, $"the box's own MQTT broker does not run: {(_problem.Length > 0 ? _problem : "it does not answer")}", error);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.IsOpenToNetwork) _wanted.TrySetResult();
        await _wanted.Task.WaitAsync(stoppingToken);
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            var started = time.GetTimestamp();
            try
            {
                _problem = await RunAsync(stoppingToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception or InvalidOperationException or System.Text.Json.JsonException)
            {
                _problem = error.Message;
            }

            if (_ready.Task.IsCompleted) _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            LogEnded(_problem);
            if (time.GetElapsedTime(started) > s_longestPause) pause = TimeSpan.FromSeconds(1);
            await Task.Delay(pause, time, stoppingToken);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    /// <summary>One run of it, to its end; its last words.</summary>
    private async Task<string> RunAsync(CancellationToken stoppingToken)
    {
        var port = options.Port > 0 ? options.Port : FreePort();
        var accounts = Prepare(port);
        await using var process = await children.StartAsync(Program(), ["-c", data[Path.Combine("broker", "mosquitto.conf")]]);
        var exited = process.ExitedAsync(stoppingToken);
        var answered = await AnswersAsync(port, exited, stoppingToken);
        if (answered)
        {
            var agent = accounts.Single(account => account.User == BrokerAccounts.Agent);
            _ready.TrySetResult(new MqttBroker { Host = Reachable().ToString(), Port = port, User = agent.User, Password = agent.Password });
            LogStarted(options.Listen, port);
        }

        await exited;
        await process.ComplaintsAsync();
        if (!answered) PutRetainedAside(process.ExitCode, process.LastWords);
        return $"{options.Program} ended with {process.ExitCode}: {process.LastWords}";
    }

    private IReadOnlyList<BrokerAccount> Prepare(int port)
    {
        var folder = new DataFolder(data["broker"]);
        var accounts = BrokerAccounts.ReadOrMake(folder["users.json"], repairs, time);
        Put(folder["passwords"], BrokerAccounts.PasswordFile(accounts));
        Put(folder["access"], BrokerAccounts.AccessFile);
        Put(folder["mosquitto.conf"], BrokerConfiguration.Write(folder.Path, options.Listen, port, Environment.UserName));
        var retained = new FileInfo(folder["retained.db"]);
        if (retained is { Exists: true, Length: > MostRetainedBytes }) retained.Delete();
        return accounts;

        static void Put(string file, string content) => DurableFile.Write(file, System.Text.Encoding.UTF8.GetBytes(content), DurableFile.OwnerOnly);
    }

    /// <summary>
    /// A damaged file of retained messages does not let it start, ever; it says so ("Couldn't open database") or falls over
    /// it. Devices say again what they retain when they connect.
    /// </summary>
    private void PutRetainedAside(int? exitCode, string words)
    {
        var retained = data[Path.Combine("broker", "retained.db")];
        if (!File.Exists(retained) || !(words.Contains("open database", StringComparison.Ordinal) || exitCode is > KilledBySignal or < 0)) return;
        repairs.Add(StoreKind.Settings, retained, words, MovedAside.Move(retained, time), 0, lost: null);
    }

    /// <summary>Whether it listens; false when it has ended instead.</summary>
    private async Task<bool> AnswersAsync(int port, Task exited, CancellationToken cancellationToken)
    {
        while (!exited.IsCompleted)
        {
            using var socket = new Socket(Reachable().AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(Reachable(), port, cancellationToken);
                // Somebody else's broker at the port answers too; ours then ends.
                await Task.WhenAny(exited, Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken));
                return !exited.IsCompleted;
            }
            catch (SocketException)
            {
                await Task.WhenAny(exited, Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken));
            }
        }

        return false;
    }

    private IPAddress Reachable() => IPAddress.Parse(options.Listen) is var address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? IPAddress.Loopback : address;

    /// <summary>Debian keeps it where only root looks.</summary>
    private string Program() => options.Program == "mosquitto" && File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : options.Program;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [LoggerMessage(2901, LogLevel.Information, "The MQTT broker listens at {Listen}:{Port}")]
    private partial void LogStarted(string listen, int port);

    [LoggerMessage(2902, LogLevel.Warning, "The MQTT broker does not run: {Problem}")]
    private partial void LogEnded(string problem);
}
