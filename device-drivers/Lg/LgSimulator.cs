using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Lg;

/// <summary>An LG display: silent while it starts and stops, NG to all but power in standby, silent to the id of all, and with an id without its leading zero where that is set.</summary>
[Simulator("lg")]
internal sealed class LgSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();

    public SimulatedPanel Panel { get; private init; } = new(time) { Input = "90", WarmUp = TimeSpan.FromSeconds(9) };

    public bool IsOn
    {
        init => Panel = new(time) { Input = "90", WarmUp = TimeSpan.FromSeconds(9), IsOn = value };
    }

    public int Id { get; set; } = 1;

    /// <summary>Answers "a 1 OK01x".</summary>
    public bool DropsLeadingZero { get; set; }

    /// <summary>Takes "ka 01 1" and not "ka 01 01".</summary>
    public bool WantsOneDigit { get; set; }

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, FrameCutters.Lines, time, Answer, cancellationToken);

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            var words = Encoding.ASCII.GetString(request).Split(' ');
            if (words is not [{ Length: 2 } command, { Length: 2 } id, var data] || !TryHex(id, out var asked) || !TryHex(data, out var value)) return null;
            if (asked == 0 && value != LgWire.Read) _ = Do(command, value);
            if (asked != Id || Panel.Power is PanelPower.Warming or PanelPower.Cooling) return null;
            var done = value == LgWire.Read || (!WantsOneDigit || data.Length == 1 || value > 15) && Do(command, value);
            var told = done ? value == LgWire.Read ? Tell(command) : value : null;
            return Encoding.ASCII.GetBytes($"{command[1]} {(DropsLeadingZero ? $"{Id:x}" : $"{Id:x2}")} {(told is { } now ? $"OK{now:x2}" : "NG00")}x");
        }
    }

    private int? Tell(string command) => command switch
    {
        "ka" => Panel.Power == PanelPower.On ? 1 : 0,
        _ when Panel.Power != PanelPower.On => null,
        "xb" => Convert.ToInt32(Panel.Input, 16),
        "kf" => Panel.Volume,
        "ke" => Panel.Muted ? 0 : 1,
        "kd" => Panel.Dark ? 1 : 0,
        "mg" => Panel.Backlight,
        "km" => Panel.Locked ? 1 : 0,
        _ => null,
    };

    private bool Do(string command, int value)
    {
        if (command == "ka") return value <= 1 && Panel.Switch(value == 1);
        if (Panel.Power != PanelPower.On) return false;
        switch (command)
        {
            case "xb" when LgWire.Inputs.Any(input => input.Code == $"{value:X2}"):
                Panel.Input = $"{value:X2}";
                return true;
            case "kf" when value <= 100:
                Panel.Volume = value;
                return true;
            case "ke" when value <= 1:
                Panel.Muted = value == 0;
                return true;
            case "kd" when value <= 1:
                Panel.Dark = value == 1;
                return true;
            case "mg" when value <= 100:
                Panel.Backlight = value;
                return true;
            case "km" when value <= 1:
                Panel.Locked = value == 1;
                return true;
            default:
                return false;
        }
    }

    private static bool TryHex(string text, out int value) => int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
