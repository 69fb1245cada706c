using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.AaBbCc;

/// <summary>A panel of the AA BB CC family: answers questions and says nothing to commands, or, where that is set, tells its new state.</summary>
[Simulator("aabbcc")]
internal sealed class AaBbCcSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();

    public SimulatedPanel Panel { get; private init; } = new(time) { Input = "06" };

    public bool IsOn
    {
        init => Panel = new(time) { Input = "06", IsOn = value };
    }

    /// <summary>Tells its new state after a command.</summary>
    public bool Confirms { get; init; }

    /// <summary>In standby it hears nothing but "on".</summary>
    public bool SilentInStandby { get; init; }

    /// <summary>It has this input no more.</summary>
    public string BrokenInput { get; set; } = "";

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, AaBbCcWire.Frames, time, Answer, cancellationToken);

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            if (AaBbCcWire.Read(request) is not var (main, sub, value)) return null;
            if (main == AaBbCcWire.Power && sub <= 1)
            {
                // It says so before it goes.
                var heard = Panel.Switch(sub == 0);
                return Confirms && heard ? AaBbCcWire.Frame(AaBbCcWire.PowerReply, sub, 0) : null;
            }

            if (main == AaBbCcWire.Power && sub == 2) return SilentInStandby && Panel.Power != PanelPower.On ? null : AaBbCcWire.Frame(AaBbCcWire.PowerReply, (byte)(Panel.Power is PanelPower.On or PanelPower.Warming ? 0 : 1), 0);
            return Panel.Power == PanelPower.On ? WhileOn(main, sub, value) : null;
        }
    }

    private byte[]? WhileOn(byte main, byte sub, byte value)
    {
        switch (main, sub)
        {
            case (AaBbCcWire.Source, 0):
                return Source();
            case (AaBbCcWire.Source, _):
                if (AaBbCcWire.Inputs.Any(input => input.Code == $"{sub:X2}") && BrokenInput != $"{sub:X2}") Panel.Input = $"{sub:X2}";
                return Confirms ? Source() : null;
            case (AaBbCcWire.Sound, 0) when value <= 100:
                Panel.Volume = value;
                return Confirms ? Volume() : null;
            case (AaBbCcWire.Sound, 1) when value <= 1:
                Panel.Muted = value == 0;
                return Confirms ? Mute() : null;
            case (AaBbCcWire.Sound, 2):
                return Volume();
            case (AaBbCcWire.Sound, 3):
                return Mute();
            default:
                return null;
        }
    }

    private byte[] Source() => AaBbCcWire.Frame(AaBbCcWire.SourceReply, Convert.ToByte(Panel.Input, 16), 0);

    private byte[] Volume() => AaBbCcWire.Frame(AaBbCcWire.SoundReply, 0, (byte)Panel.Volume);

    private byte[] Mute() => AaBbCcWire.Frame(AaBbCcWire.SoundReply, 1, (byte)(Panel.Muted ? 0 : 1));
}
