using System.Globalization;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.NecMultiSync;

/// <summary>An NEC display: it loses what comes soon after the last command, is silent for 15 s after it was switched on, and is off rather than in standby.</summary>
[Simulator("nec-multisync")]
internal sealed class NecMultiSyncSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public SimulatedPanel Panel { get; private init; } = New(time, isOn: false);

    public bool IsOn
    {
        init => Panel = New(time, value);
    }

    /// <summary>Commands that came too soon.</summary>
    public int Lost { get; private set; }

    /// <summary>What self-diagnosis finds, e.g. "81".</summary>
    public string Faults { get; set; } = "00";

    /// <summary>0060, or 1106 of newer displays.</summary>
    public string InputOp { get; init; } = "0060";

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, NecWire.Frames, time, Answer, cancellationToken);

    private static SimulatedPanel New(TimeProvider time, bool isOn) => new(time) { Input = "11", IsOn = isOn, WarmUp = TimeSpan.FromSeconds(14) };

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            if (NecWire.Read(request) is not { } message || message.To != 0x41 || Panel.Power is PanelPower.Warming or PanelPower.Cooling) return null;
            // Less than it is: what is sent 600 ms after the last arrives sooner after it where time runs fast.
            if (time.GetUtcNow() - _last < TimeSpan.FromMilliseconds(300))
            {
                Lost++;
                return null;
            }

            _last = time.GetUtcNow();
            return message.Type switch
            {
                NecWire.Command => NecWire.FromDisplay(1, NecWire.CommandReply, Command(message.Text)),
                NecWire.Get when message.Text.Length == 4 => NecWire.FromDisplay(1, NecWire.GetReply, Tell(message.Text)),
                NecWire.Set when message.Text.Length == 8 && int.TryParse(message.Text[4..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) =>
                    NecWire.FromDisplay(1, NecWire.SetReply, Do(message.Text[..4], value)),
                _ => NecWire.FromDisplay(1, NecWire.CommandReply, "BE"),
            };
        }
    }

    private string Command(string text) => text switch
    {
        NecWire.PowerQuestion => $"0200D6000004000{(Panel.Power == PanelPower.On ? 1 : 4)}",
        NecWire.PowerSetting + "0001" => Panel.Switch(on: true) ? $"00{text}" : $"01{text}",
        NecWire.PowerSetting + "0004" => Panel.Switch(on: false) ? $"00{text}" : $"01{text}",
        NecWire.Diagnosis => $"A1{Faults}",
        _ => "BE",
    };

    private string Tell(string opcode)
    {
        int? value = Panel.Power != PanelPower.On ? null : opcode switch
        {
            _ when opcode == InputOp => Convert.ToInt32(Panel.Input, 16),
            NecWire.Volume => Panel.Volume,
            NecWire.Mute => Panel.Muted ? 1 : 2,
            NecWire.PictureMute => Panel.Dark ? 1 : 2,
            _ => null,
        };
        return $"{(value is null ? "01" : "00")}{opcode}000064{value ?? 0:X4}";
    }

    private string Do(string opcode, int value)
    {
        var taken = Panel.Power == PanelPower.On && Take(opcode, value);
        return $"{(taken ? "00" : "01")}{opcode}000064{value:X4}";
    }

    private bool Take(string opcode, int value)
    {
        switch (opcode)
        {
            case var _ when opcode == InputOp && NecWire.Inputs.Any(input => input.Code == $"{value:X2}"):
                Panel.Input = $"{value:X2}";
                return true;
            case NecWire.Volume when value <= 100:
                Panel.Volume = value;
                return true;
            case NecWire.Mute when value is 1 or 2:
                Panel.Muted = value == 1;
                return true;
            case NecWire.PictureMute when value is 1 or 2:
                Panel.Dark = value == 1;
                return true;
            default:
                return false;
        }
    }
}
