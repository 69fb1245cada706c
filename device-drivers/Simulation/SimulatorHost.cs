using System.Net;
using System.Net.Sockets;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Tcp;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>
/// Gives a simulator its line: a TCP or UDP port of the loopback, a serial port that is a pseudo terminal (Linux; keyboards and GPIO
/// lines are such a stream too), or a folder of sensor files. What ends a line (the caller hung up, the simulator did) ends that
/// line only; a serial port is then plugged in again at the same path.
/// </summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly ISimulator _simulator;
    private readonly Func<ILink, ILink> _between;
    private readonly CancellationTokenSource _ending = new();
    private readonly Socket? _socket;
    private readonly SimulatedPort? _port;
    private readonly SimulatedFolder? _folder;
    private readonly Task _serving;
    private int _disposed;

    private SimulatorHost(ISimulator simulator, Socket socket, ConnectionKind kind, Func<ILink, ILink>? between)
    {
        _simulator = simulator;
        _socket = socket;
        _between = between ?? (line => line);
        Connection = new DeviceConnection { Kind = kind, Host = "127.0.0.1", Port = ((IPEndPoint)socket.LocalEndPoint!).Port };
        _serving = kind == ConnectionKind.Udp ? ServeAsync(new ServedDatagrams(socket)) : AcceptAsync(socket);
    }

    private SimulatorHost(ISimulator simulator, SimulatedFolder folder, Func<ILink, ILink>? between)
    {
        _simulator = simulator;
        _folder = folder;
        _between = between ?? (line => line);
        Connection = new DeviceConnection { Kind = ConnectionKind.Files, Path = folder.Path };
        _serving = ServeAsync(folder);
    }

    private SimulatorHost(ISimulator simulator, SimulatedPort port, ConnectionKind kind, Func<ILink, ILink>? between)
    {
        _simulator = simulator;
        _port = port;
        _between = between ?? (line => line);
        Connection = new DeviceConnection { Kind = kind, Path = port.Path };
        _serving = ServeAsync(port);
    }

    /// <summary>What a driver needs to reach the simulator.</summary>
    public DeviceConnection Connection { get; }

    /// <param name="kind">Tcp, Http (a TCP port too), Udp, Serial, Keys, Gpio or Files.</param>
    /// <param name="port">0: any free one.</param>
    /// <param name="between">For tests: stands between each line and the simulator.</param>
    /// <param name="path">Of Serial, Keys and Gpio: where the port shall be, e.g. for a demonstration; empty: anywhere.</param>
    public static SimulatorHost Start(ISimulator simulator, ConnectionKind kind, int port = 0, Func<ILink, ILink>? between = null, string path = "")
    {
        if (kind is ConnectionKind.Serial or ConnectionKind.Keys or ConnectionKind.Gpio) return new SimulatorHost(simulator, new SimulatedPort(path), kind, between);
        if (kind == ConnectionKind.Files) return new SimulatorHost(simulator, new SimulatedFolder(), between);
        var socket = kind switch
        {
            ConnectionKind.Tcp or ConnectionKind.Http => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp),
            ConnectionKind.Udp => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "allowed: Tcp, Http, Udp, Serial, Keys, Gpio, Files"),
        };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        if (kind != ConnectionKind.Udp) socket.Listen(8);
        return new SimulatorHost(simulator, socket, kind, between);
    }

    /// <summary>Unplugs the device; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _ending.CancelAsync();
        _socket?.Dispose();
        if (_port is not null) await _port.DisposeAsync();
        await _serving;
        _folder?.Remove();
        _ending.Dispose();
    }

    private async Task AcceptAsync(Socket socket)
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(ServeAsync(TcpLink.Of(await socket.AcceptAsync(_ending.Token))));
                lines.RemoveAll(line => line.IsCompleted);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ServeAsync(SimulatedPort port)
    {
        while (!_ending.IsCancellationRequested) await ServeAsync(port.Line);
    }

    private async Task ServeAsync(ILink line)
    {
        await using var shown = _between(line);
        try
        {
            await _simulator.ServeAsync(shown, _ending.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or DeviceException)
        {
            // The line's end.
        }
    }
}
