using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tongtang.Protocol.Programs;

/// <summary>
/// systemd's side of a service, by the datagrams of sd_notify(3): that it is ready, that it ends, that it is alive. Where no
/// systemd has started the program, all of it does nothing.
/// </summary>
public sealed class ServiceManager
{
    private readonly string? _socket;

    public ServiceManager()
        : this(Environment.GetEnvironmentVariable)
    {
    }

    /// <param name="variable">The environment's variables by name.</param>
    internal ServiceManager(Func<string, string?> variable)
    {
        _socket = variable("NOTIFY_SOCKET");
        var forUs = variable("WATCHDOG_PID") is not { } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (_socket is not null && forUs && long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0)
            WatchdogLimit = TimeSpan.FromMicroseconds(microseconds);
    }

    /// <summary>After so long without a sign of life the program is killed and started again; null when nobody watches.</summary>
    public TimeSpan? WatchdogLimit { get; }

    public void Ready() => Notify("READY=1");

    public void Stopping() => Notify("STOPPING=1");

    public void Alive() => Notify("WATCHDOG=1");

    private void Notify(string state)
    {
        if (_socket is null) return;
        // A name that begins with @ is in the abstract namespace.
        var address = _socket[0] == '@' ? $"\0{_socket[1..]}" : _socket;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(address));
            socket.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
            // systemd is being restarted; it asks for nothing that was said meanwhile.
        }
    }
}
