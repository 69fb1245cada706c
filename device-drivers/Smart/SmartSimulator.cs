using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Smart;

/// <summary>A SMART panel: a prompt after each answer, its own doings with "#", some seconds of contradiction after a switch, and a space lost now and then.</summary>
[Simulator("smart")]
internal sealed class SmartSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ILink, bool> _lines = new();
    private string _off = "standby";
    private bool _contradicts;

    public SimulatedPanel Panel { get; private init; } = New(time, isOn: false);

    public bool IsOn
    {
        init => Panel = New(time, value);
    }

    /// <summary>The next question loses its space.</summary>
    public bool LosesSpace { get; set; }

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        _lines[line] = true;
        try
        {
            await AnsweredLine.ServeAsync(line, FrameCutters.Lines, time, Answer, cancellationToken);
        }
        finally
        {
            _lines.TryRemove(line, out _);
        }
    }

    /// <summary>Somebody turns the volume at the panel.</summary>
    public async Task TurnVolumeAsync(int volume)
    {
        Panel.Volume = volume;
        foreach (var line in _lines.Keys) await line.SendAsync(Encoding.ASCII.GetBytes($"\r\n#volume={volume}\r\n>"), sensitive: false, CancellationToken.None);
    }

    private static SimulatedPanel New(TimeProvider time, bool isOn) => new(time) { Input = "hdmi1", IsOn = isOn, WarmUp = TimeSpan.FromSeconds(16), CoolDown = TimeSpan.FromSeconds(16) };

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            var text = Encoding.ASCII.GetString(request);
            if (LosesSpace) text = text.Replace(" ", "", StringComparison.Ordinal);
            LosesSpace = false;
            var answer = text.Split(' ', 2) switch
            {
                ["get", var name] => Tell(name.Trim()),
                ["set", var pair] when pair.Split('=') is [var name, var value] => Do(name.Trim(), value.Trim()) ? $"{name.Trim()}={value.Trim()}" : null,
                _ => null,
            };
            return Encoding.ASCII.GetBytes($"\r\n{answer ?? $"invalid cmd={text}"}\r\n>");
        }
    }

    private string? Tell(string name)
    {
        if (name == "powerstate") return $"powerstate={State()}";
        if (Panel.Power != PanelPower.On) return null;
        return name switch
        {
            "input" => $"input={Panel.Input}",
            "volume" => $"volume={Panel.Volume}",
            "videofreeze" => $"videofreeze={(Panel.Frozen ? "on" : "off")}",
            "serialnum" => "serialnum=TT-0001",
            "fwversion" => "fwversion=2.0.134.0",
            _ => null,
        };
    }

    /// <summary>While it changes it says now one thing, now the other.</summary>
    private string State()
    {
        if (Panel.Power is PanelPower.Warming or PanelPower.Cooling) _contradicts = !_contradicts;
        else _contradicts = false;
        return (Panel.Power is PanelPower.On or PanelPower.Warming) != _contradicts ? "on" : _off;
    }

    private bool Do(string name, string value)
    {
        if (name == "powerstate")
        {
            if (value is not ("on" or "off" or "standby" or "ready")) return false;
            if (value != "on") _off = value;
            return Panel.Switch(value == "on");
        }

        if (Panel.Power != PanelPower.On) return false;
        switch (name)
        {
            case "input" when SmartWire.Inputs.Any(input => input.Code == value):
                Panel.Input = value;
                return true;
            case "volume" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= 100:
                Panel.Volume = level;
                return true;
            case "videofreeze" when value is "on" or "off":
                Panel.Frozen = value == "on";
                return true;
            default:
                return false;
        }
    }
}
