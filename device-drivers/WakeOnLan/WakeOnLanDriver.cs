using System.Net;
using System.Net.Sockets;

namespace Tongtang.DeviceDrivers.WakeOnLan;

/// <summary>
/// A computer, or anything else with an address: asked whether it is there, and woken by a magic packet. It cannot be switched off
/// this way. It has no connection that could break, so that its session lasts; what is not there is "off", and no fault.
/// </summary>
[Driver("wake-on-lan")]
internal sealed class WakeOnLanDriver(DriverContext context) : IDriver
{
    /// <summary>Two answers in a row must be missing: a single lost packet is no lost computer.</summary>
    private const int MissedUntilOff = 2;
    private int _missed;

    public Task Ended { get; } = new TaskCompletionSource().Task;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var (mac, secret) = (context.Settings.Text("mac"), context.Settings.Text("secureOn"));
        if (mac.Length > 0 && WakeOnLanWire.SixBytes(mac) is null) throw Wrong($"setting \"mac\" is \"{mac}\"; allowed: six bytes, e.g. 02:5b:26:a8:dc:12");
        if (secret.Length > 0 && WakeOnLanWire.SixBytes(secret) is null) throw Wrong("setting \"secureOn\" is hidden; allowed: six bytes, e.g. 01:02:03:04:05:06");
        if (!IPAddress.TryParse(context.Settings.Text("broadcast"), out _)) throw Wrong($"setting \"broadcast\" is \"{context.Settings.Text("broadcast")}\"; allowed: an IP address");
        if (mac.Length == 0 && context.Settings.Text("address").Length == 0) throw Wrong("settings \"address\" and \"mac\" are both empty; give at least one");
        context.Report.Describe(Abilities(mac.Length > 0, context.Settings.Text("address").Length > 0));
        return Task.CompletedTask;
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var address = context.Settings.Text("address");
        if (address.Length == 0) return;
        var answer = context.Settings.Text("check") == "tcp"
            ? await PresenceCheck.ConnectAsync(address, context.Settings.Integer("port"), context.Time, cancellationToken)
            : await PresenceCheck.PingAsync(address, cancellationToken);
        _missed = answer is null ? _missed + 1 : 0;
        if (answer is { } took) context.Report.Measure("round_trip_ms", Math.Round(took.TotalMilliseconds, 1));
        if (_missed is > 0 and < MissedUntilOff) return;
        context.Report.Set("present", _missed == 0);
        if (context.Settings.Text("mac").Length > 0) context.Report.Set("power", _missed == 0 ? "on" : "off");
    }

    /// <summary>Nobody answers a magic packet: it is done when it is sent, and shows when the computer is there.</summary>
    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        if (command is not { Capability: "power", Action: "on" } || WakeOnLanWire.SixBytes(context.Settings.Text("mac")) is not { } mac)
            return CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}");
        var secret = WakeOnLanWire.SixBytes(context.Settings.Text("secureOn"));
        var packet = WakeOnLanWire.Packet(mac, secret);
        var to = new IPEndPoint(IPAddress.Parse(context.Settings.Text("broadcast")), context.Settings.Integer("wakePort"));
        using var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = to.AddressFamily == AddressFamily.InterNetwork };
        context.Trace.Sent(packet, sensitive: secret is not null);
        try
        {
            // Three, since nothing tells that one was lost; a computer that is on takes no notice.
            for (var i = 0; i < 3; i++) await socket.SendToAsync(packet, SocketFlags.None, to, cancellationToken);
            return CommandResult.Done;
        }
        catch (SocketException error)
        {
            throw new DeviceException(DeviceProblems.Unreachable, $"{to}: {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static List<Capability> Abilities(bool wakes, bool asks)
    {
        var all = new List<Capability>();
        if (wakes) all.Add(Capabilities.Power with { Actions = [.. Capabilities.Power.Actions.Where(action => action.Id == "on")], Properties = asks ? Capabilities.Power.Properties : [] });
        if (asks) all.AddRange([Capabilities.Presence, Capabilities.Readings([KnownReadings.Of("round_trip_ms")])]);
        return all;
    }

    private static DeviceException Wrong(string message) => new(DeviceProblems.SettingInvalid, message);
}
