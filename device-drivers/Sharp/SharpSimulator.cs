using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Sharp;

/// <summary>A Sharp display: a login by network, WAIT before it changes its input, its id behind each answer, and deaf in standby unless it was told to listen.</summary>
[Simulator("sharp")]
internal sealed class SharpSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();
    private bool _listens = true;

    public SimulatedPanel Panel { get; private init; } = new(time) { Input = "10", Volume = 6, Backlight = 25 };

    public bool IsOn
    {
        init => Panel = new(time) { Input = "10", Volume = 6, Backlight = 25, IsOn = value };
    }

    /// <summary>By network it asks for these.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>1 to 255: stands behind each answer.</summary>
    public int Id { get; init; }

    public bool WantsZeros { get; init; }

    /// <summary>In standby it hears nothing until RSPW was 1.</summary>
    public bool SleepsDeeply
    {
        init => _listens = !value;
    }

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        await using var link = new FramedLink(line, FrameCutters.Lines, time);
        if (User.Length + Password.Length > 0 && !await AdmitAsync(link, cancellationToken)) return;
        while (true)
        {
            var request = Encoding.ASCII.GetString(await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken));
            string? answer;
            lock (_gate) answer = Answer(request);
            if (answer is null) continue;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            if (request.StartsWith("INPS", StringComparison.Ordinal) && answer == "OK")
            {
                await SayAsync(link, "WAIT", cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(900), time, cancellationToken);
            }

            await SayAsync(link, answer, cancellationToken);
        }
    }

    private async Task<bool> AdmitAsync(FramedLink link, CancellationToken cancellationToken)
    {
        await link.SendAsync("Login:"u8.ToArray(), cancellationToken);
        var user = Encoding.ASCII.GetString(await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken));
        await link.SendAsync("\r\nPassword:"u8.ToArray(), cancellationToken);
        var password = Encoding.ASCII.GetString(await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken));
        var known = user == User && password == Password;
        await link.SendAsync(known ? "\r\nOK\r\n"u8.ToArray() : "\r\nLogin:"u8.ToArray(), cancellationToken);
        return known;
    }

    private ValueTask SayAsync(FramedLink link, string answer, CancellationToken cancellationToken) =>
        link.SendAsync(Encoding.ASCII.GetBytes($"{answer}{(Id > 0 ? $" {Id:D3}" : "")}\r\n"), cancellationToken);

    private string? Answer(string request)
    {
        if (Panel.Power is PanelPower.Warming or PanelPower.Cooling || (Panel.Power == PanelPower.Off && !_listens)) return null;
        if (request.Length != 8) return "ERR";
        var (command, parameter) = (request[..4], request[4..]);
        if (parameter == "????") return Tell(command) is { } told ? $"{told}" : "ERR";
        if (WantsZeros == parameter.StartsWith(' ')) return "ERR";
        return SharpWire.Number(parameter.TrimStart()) is { } value && Do(command, value) ? "OK" : "ERR";
    }

    private int? Tell(string command) => command switch
    {
        "POWR" => Panel.Power == PanelPower.On ? 1 : 0,
        _ when Panel.Power != PanelPower.On => null,
        "INPS" => SharpWire.Number(Panel.Input),
        "VOLM" => Panel.Volume,
        "MUTE" => Panel.Muted ? 1 : 0,
        "VLMP" => Panel.Backlight,
        _ => null,
    };

    private bool Do(string command, int value)
    {
        switch (command)
        {
            case "POWR" when value <= 1:
                return Panel.Switch(value == 1);
            case "RSPW" when value <= 1:
                _listens = value == 1;
                return true;
            case var _ when Panel.Power != PanelPower.On:
                return false;
            case "INPS" when SharpWire.Inputs.Any(input => input.Code == $"{value}"):
                Panel.Input = $"{value}";
                return true;
            case "VOLM" when value <= 31:
                Panel.Volume = value;
                return true;
            case "MUTE" when value <= 1:
                Panel.Muted = value == 1;
                return true;
            case "VLMP" when value <= 31:
                Panel.Backlight = value;
                return true;
            default:
                return false;
        }
    }
}
