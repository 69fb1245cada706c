using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.PhilipsSicp;

/// <summary>A Philips display: it acknowledges, refuses or says that it has no such thing, and is silent while it starts and stops.</summary>
[Simulator("philips-sicp")]
internal sealed class PhilipsSicpSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();

    public SimulatedPanel Panel { get; private init; } = new(time) { Input = "0D" };

    public bool IsOn
    {
        init => Panel = new(time) { Input = "0D", IsOn = value };
    }

    public byte Id { get; init; } = 1;

    /// <summary>Its frames have a group byte.</summary>
    public bool HasGroup { get; init; } = true;

    /// <summary>It has no way to darken its picture.</summary>
    public bool LacksBacklight { get; init; }

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, SicpWire.Frames(Id, HasGroup), time, Answer, cancellationToken);

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            if (SicpWire.Read(request, HasGroup) is not var (command, values) || Panel.Power is PanelPower.Warming or PanelPower.Cooling) return null;
            if (LacksBacklight && command is SicpWire.SetBacklight or SicpWire.GetBacklight) return Say(SicpWire.Report, SicpWire.NotAvailable);
            if (values.Length > 0) return Say(SicpWire.Report, Do(command, values));
            return Tell(command) is { } told ? Say(command, told) : Say(SicpWire.Report, SicpWire.NotAvailable);
        }
    }

    private byte[] Say(byte command, params ReadOnlySpan<byte> values) => SicpWire.Frame(Id, HasGroup, command, values);

    private byte[]? Tell(byte command) => command switch
    {
        SicpWire.GetPower => [(byte)(Panel.Power == PanelPower.On ? 2 : 1)],
        _ when Panel.Power != PanelPower.On => null,
        SicpWire.GetInput => [Convert.ToByte(Panel.Input, 16), 0, 1, 0],
        SicpWire.GetVolume => [(byte)Panel.Volume, (byte)Panel.Volume],
        SicpWire.GetMute => [Flag(Panel.Muted)],
        SicpWire.GetBacklight => [Flag(Panel.Dark)],
        SicpWire.GetLock => [(byte)(Panel.Locked ? 2 : 1)],
        _ => null,
    };

    private byte Do(byte command, byte[] values)
    {
        if (command == SicpWire.SetPower) return values is [1 or 2] && Panel.Switch(values[0] == 2) ? SicpWire.Ack : SicpWire.Nack;
        if (Panel.Power != PanelPower.On) return SicpWire.NotAvailable;
        switch (command, values)
        {
            case (SicpWire.SetInput, [var code, _, _, _]) when SicpWire.Inputs.Any(input => input.Code == $"{code:X2}"):
                Panel.Input = $"{code:X2}";
                return SicpWire.Ack;
            case (SicpWire.SetVolume, [<= 100, <= 100]):
                Panel.Volume = values[0];
                return SicpWire.Ack;
            case (SicpWire.SetMute, [<= 1]):
                Panel.Muted = values[0] == 1;
                return SicpWire.Ack;
            case (SicpWire.SetBacklight, [<= 1]):
                Panel.Dark = values[0] == 1;
                return SicpWire.Ack;
            case (SicpWire.SetLock, [1 or 2]):
                Panel.Locked = values[0] == 2;
                return SicpWire.Ack;
            default:
                return SicpWire.Nack;
        }
    }

    private static byte Flag(bool on) => on ? (byte)1 : (byte)0;
}
