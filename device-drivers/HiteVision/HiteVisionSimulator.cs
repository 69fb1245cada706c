using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.HiteVision;

/// <summary>A HiteVision or Newline panel: echoes each command with a value, says nothing in standby but to "on", says that its volume is 0 when it is mute, and, of one family, heads its answers with 7E.</summary>
[Simulator("hitevision")]
internal sealed class HiteVisionSimulator(TimeProvider time) : ISimulator
{
    private readonly Lock _gate = new();
    private readonly string _model = "hitevision";

    public SimulatedPanel Panel { get; private init; } = new(time) { Input = "0A/17" };

    public bool IsOn
    {
        init => Panel = new(time) { Input = Panel.Input, IsOn = value };
    }

    /// <summary>Set before <see cref="IsOn"/>.</summary>
    public string Model
    {
        get => _model;
        init
        {
            _model = value;
            Panel.Input = HiteVisionModel.Of(value).Inputs[0].Code;
        }
    }

    /// <summary>How often the mute key was pressed.</summary>
    public int MuteKeys { get; private set; }

    public Task ServeAsync(ILink line, CancellationToken cancellationToken) => AnsweredLine.ServeAsync(line, HiteVisionWire.Requests, time, Answer, cancellationToken);

    private byte[]? Answer(byte[] request)
    {
        lock (_gate)
        {
            if (HiteVisionWire.ReadRequest(request) is not var (group, code)) return null;
            if ((group, code) is (HiteVisionWire.Keys, HiteVisionWire.On)) return Panel.Switch(on: true) ? Say(group, code, 1) : null;
            return Panel.Power == PanelPower.On ? WhileOn(group, code) is { } value ? Say(group, code, value) : null : null;
        }
    }

    private byte[] Say(byte group, byte code, byte value) => HiteVisionWire.Reply(group, code, value, Model == "hitevision-b" ? (byte)0x7E : (byte)0x7F);

    private byte? WhileOn(byte group, byte code)
    {
        var model = HiteVisionModel.Of(Model);
        if (group != HiteVisionWire.Keys) return (group == HiteVisionWire.SetVolume ? model.VolumeUp is null : model.HasGroups) ? Set(group, code) : null;
        if (code == model.PowerQuestion) return 1;
        if (code == model.InputQuestion) return Panel.Input.Split('/') is [_, var state] ? Convert.ToByte(state, 16) : (byte)0xFE;
        if (code == model.VolumeUp) Panel.Volume = Math.Min(100, Panel.Volume + 1);
        if (code == model.VolumeDown) Panel.Volume = Math.Max(0, Panel.Volume - 1);
        if (code == model.VolumeUp || code == model.VolumeDown) return 1;
        if (model.Inputs.FirstOrDefault(input => Convert.ToByte(input.Code[..2], 16) == code) is { Code: { } chosen })
        {
            Panel.Input = chosen;
            return 1;
        }

        switch (code)
        {
            case HiteVisionWire.Off:
                Panel.Switch(on: false);
                return 1;
            case HiteVisionWire.MuteKey:
                Panel.Muted = !Panel.Muted;
                MuteKeys++;
                return 1;
            case HiteVisionWire.VolumeQuestion:
                return (byte)(Panel.Muted ? 0 : Panel.Volume);
            case HiteVisionWire.FirmwareQuestion:
                return 1;
            default:
                return null;
        }
    }

    private byte? Set(byte group, byte code)
    {
        switch (group)
        {
            case HiteVisionWire.SetVolume when code <= 100:
                Panel.Volume = code;
                Panel.Muted = false;
                return 1;
            case HiteVisionWire.SetFreeze:
                Panel.Frozen = code == 0;
                return 1;
            case HiteVisionWire.SetLock:
                Panel.Locked = code == 1;
                return 1;
            case HiteVisionWire.SetBacklight:
                Panel.Dark = code == 0;
                return 1;
            case HiteVisionWire.SetMute:
                Panel.Muted = code == 0;
                return 1;
            default:
                // It answers that it did not.
                return 0;
        }
    }
}
