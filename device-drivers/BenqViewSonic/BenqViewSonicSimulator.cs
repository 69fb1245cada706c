using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.BenqViewSonic;

/// <summary>A ViewSonic panel, or a BenQ one that knows no question but for its signal.</summary>
[Simulator("benq-viewsonic")]
internal sealed class BenqViewSonicSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();

    public SimulatedPanel Panel { get; private init; } = new(time) { Input = "004" };

    public bool IsOn
    {
        init => Panel = new(time) { Input = "004", IsOn = value };
    }

    public string Model { get; init; } = "viewsonic";

    /// <summary>Replies begin with 2.</summary>
    public bool HeadsWithTwo { get; init; }

    public int Id { get; init; } = 1;

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, FrameCutters.Lines, time, Answer, cancellationToken);

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            if (request.Length != 8 || request[0] != BenqViewSonicWire.Head || Panel.Power is PanelPower.Warming or PanelPower.Cooling) return null;
            var text = Encoding.Latin1.GetString(request);
            var (id, kind, code, value) = (text[1..3], text[3], text[4], text[5..]);
            if (id == "99" && kind == 's') _ = Do(code, value);
            if (id != $"{Id:D2}") return null;
            if (kind == 's') return Encoding.Latin1.GetBytes($"4{id}{(Do(code, value) ? '+' : '-')}\r");
            return kind == 'g' && Tell(code) is { } told ? CodedLines.Line(HeadsWithTwo ? '2' : '8', Id, 'r', code, told) : Encoding.Latin1.GetBytes($"4{id}-\r");
        }
    }

    private string? Tell(char code)
    {
        if (Model == "benq") return code == BenqViewSonicWire.Signal ? Panel.Power == PanelPower.On ? "001" : "000" : null;
        return code switch
        {
            'l' => Panel.Power == PanelPower.On ? "001" : "000",
            _ when Panel.Power != PanelPower.On => null,
            'j' => Panel.Input,
            'f' => $"{Panel.Volume:D3}",
            'g' => Flag(Panel.Muted),
            'b' => $"{Panel.Backlight:D3}",
            'p' => Flag(Panel.Locked),
            _ => null,
        };
    }

    private bool Do(char code, string value)
    {
        if (code == '"')
        {
            if (Panel.Power != PanelPower.On || !IsInput(value)) return false;
            Panel.Input = value;
            return true;
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (code == '!') return number <= 1 && Panel.Switch(number == 1);
        if (Panel.Power != PanelPower.On || number > (code is '5' or '$' ? 100 : 1)) return false;
        switch (code)
        {
            case '5':
                Panel.Volume = number;
                return true;
            case '6':
                Panel.Muted = number == 1;
                return true;
            case '$':
                Panel.Backlight = number;
                return true;
            case '8':
                Panel.Locked = number == 1;
                return true;
            default:
                return false;
        }
    }

    private bool IsInput(string value) => Model == "benq" || BenqViewSonicWire.Model(Model).Inputs.Any(input => input.Code == value);

    private static string Flag(bool on) => on ? "001" : "000";
}
