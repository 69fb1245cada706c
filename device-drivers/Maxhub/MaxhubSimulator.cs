using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Maxhub;

/// <summary>A MAXHUB panel: says nothing when it is switched on, and by network knows nothing of power.</summary>
[Simulator("maxhub")]
internal sealed class MaxhubSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();

    public SimulatedPanel Panel { get; private init; } = new(time) { Input = "001" };

    public bool IsOn
    {
        init => Panel = new(time) { Input = "001", IsOn = value };
    }

    /// <summary>It is reached by network.</summary>
    public bool ByNetwork { get; init; }

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, FrameCutters.Lines, time, Answer, cancellationToken);

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            var text = Encoding.Latin1.GetString(request);
            if (text.Length != 8 || !text.StartsWith(":01", StringComparison.Ordinal) || Panel.Power is PanelPower.Warming or PanelPower.Cooling) return null;
            var (kind, code, value) = (text[3], text[4], text[5..]);
            if (ByNetwork && (Panel.Power == PanelPower.Off || code == MaxhubWire.Power && (kind == 'G' || value is MaxhubWire.PowerOn or MaxhubWire.PowerOff))) return null;
            if (kind == 'G') return Tell(code) is { } told ? MaxhubWire.Reply(code, told) : "401-\r"u8.ToArray();
            var done = kind == 'S' && Do(code, value);
            return code == MaxhubWire.Power && value == MaxhubWire.PowerOn ? null : done ? "401+\r"u8.ToArray() : "401-\r"u8.ToArray();
        }
    }

    private string? Tell(char code) => code switch
    {
        MaxhubWire.Power => Panel.Power != PanelPower.On ? MaxhubWire.PowerOff : Panel.Dark ? MaxhubWire.BacklightOff : MaxhubWire.PowerOn,
        _ when Panel.Power != PanelPower.On => null,
        MaxhubWire.Source => Panel.Input,
        MaxhubWire.Volume => $"{Panel.Volume:D3}",
        MaxhubWire.Mute => Panel.Muted ? "001" : "000",
        MaxhubWire.Backlight => $"{Panel.Backlight:D3}",
        MaxhubWire.Touch => Panel.Locked ? "000" : "001",
        _ => null,
    };

    private bool Do(char code, string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (code == MaxhubWire.Power && value is MaxhubWire.PowerOn or MaxhubWire.PowerOff) return Panel.Switch(value == MaxhubWire.PowerOn);
        if (Panel.Power != PanelPower.On) return false;
        switch (code)
        {
            case MaxhubWire.Power when number <= 1:
                Panel.Dark = number == 0;
                return true;
            case MaxhubWire.Source when MaxhubWire.Inputs.Any(input => input.Code == value):
                Panel.Input = value;
                return true;
            case MaxhubWire.Volume when number <= 100:
                Panel.Volume = number;
                return true;
            case MaxhubWire.Backlight when number <= 100:
                Panel.Backlight = number;
                return true;
            case MaxhubWire.Mute when number <= 1:
                Panel.Muted = number == 1;
                return true;
            case MaxhubWire.Touch when number <= 1:
                Panel.Locked = number == 0;
                return true;
            default:
                return false;
        }
    }
}
