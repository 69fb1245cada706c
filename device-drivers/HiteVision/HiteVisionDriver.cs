using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.HiteVision;

/// <summary>A HiteVision or Newline panel. Each command is answered; what cannot be asked is what was answered last.</summary>
[Driver("hitevision")]
internal sealed partial class HiteVisionDriver : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(200);
    private readonly DriverContext _context;
    private readonly PowerPhases _power;
    private readonly HiteVisionModel _model;
    private readonly InputTable _inputs;
    private FramedLink? _link;
    private int? _volume;

    public HiteVisionDriver(DriverContext context)
    {
        _context = context;
        _power = PowerPhases.Of(context, "input", "volume", "mute", "freeze", "lock", "picture_mute");
        _model = HiteVisionModel.Of(context.Settings.Text("model"));
        _inputs = InputTable.Read(context.Settings.Text("inputs"), _model.Inputs, Code(), "two hex digits, or two and two as in 0A/17");
    }

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await _context.OpenAsync(cancellationToken), HiteVisionWire.Replies, _context.Time, maxFrameBytes: 64, gap: s_gap);
        _context.Report.Describe(
        [
            Capabilities.Power, Capabilities.Input(_inputs.Choices), _model.VolumeUp is null ? Capabilities.Volume : Capabilities.VolumeSteps, Capabilities.Mute,
            .. _model.HasGroups ? [Capabilities.Freeze, Capabilities.Lock, Capabilities.PictureMute] : Array.Empty<Capability>(),
        ]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken)) return;
        await TellInputAsync(cancellationToken);
        await TellVolumeAsync(cancellationToken);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        command is { Capability: "volume", Action: "up" or "down" } && _model is { VolumeUp: { } up, VolumeDown: { } down }
            ? StepAsync(command, command.Action == "up" ? up : down, cancellationToken)
            : ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CommandResult> StepAsync(DeviceCommand command, byte key, CancellationToken cancellationToken)
    {
        if (await _power.RefusalAsync(command, cancellationToken) is { } refusal) return refusal;
        var result = await DoAsync(HiteVisionWire.Keys, key, cancellationToken);
        if (result == CommandResult.Done) await TellVolumeAsync(cancellationToken);
        return result;
    }

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        if (setting.Property == "mute" && !_model.HasGroups) return await PressMuteAsync(setting.On, cancellationToken);
        var flag = (byte)(setting.On ? 1 : 0);
        var opposite = (byte)(1 - flag);
        var (group, code) = setting.Property switch
        {
            "power" => (HiteVisionWire.Keys, setting.On ? HiteVisionWire.On : HiteVisionWire.Off),
            "input" => (HiteVisionWire.Keys, Convert.ToByte(setting.Code[..2], 16)),
            "volume" => (HiteVisionWire.SetVolume, (byte)setting.Value),
            "freeze" => (HiteVisionWire.SetFreeze, opposite),
            "lock" => (HiteVisionWire.SetLock, flag),
            // Backlight 0 is off, the picture dark then.
            "picture_mute" => (HiteVisionWire.SetBacklight, opposite),
            _ => (HiteVisionWire.SetMute, opposite),
        };
        var result = await DoAsync(group, code, cancellationToken);
        if (result != CommandResult.Done) return result;
        switch (setting.Property)
        {
            case "power":
                break;
            case "input":
                await TellInputAsync(cancellationToken);
                break;
            case "volume":
                await TellVolumeAsync(cancellationToken);
                break;
            default:
                _context.Report.Set(setting.Property, setting.On);
                break;
        }

        return result;
    }

    /// <summary>A key that goes back and forth: pressed only when the panel says that it is the other way, and once.</summary>
    private async Task<CommandResult> PressMuteAsync(bool on, CancellationToken cancellationToken)
    {
        if (await AskAsync(HiteVisionWire.VolumeQuestion, cancellationToken) is not { } volume) return CommandResult.Refused(CommandProblems.NotNow, "how loud it is now is not known");
        if (volume == 0 == on)
        {
            TellVolume(volume);
            return CommandResult.Done;
        }

        var result = await DoAsync(HiteVisionWire.Keys, HiteVisionWire.MuteKey, cancellationToken);
        if (result == CommandResult.Done) await TellVolumeAsync(cancellationToken);
        return result;
    }

    private Task<CommandResult> DoAsync(byte group, byte code, CancellationToken cancellationToken) => _link!.DoAsync(
        HiteVisionWire.Request(group, code),
        frame => HiteVisionWire.Value(frame, group, code) is not null,
        frame => HiteVisionWire.Value(frame, group, code) == 1 ? CommandResult.Done : CommandResult.Refused(CommandProblems.Refused, $"the panel answered {HiteVisionWire.Value(frame, group, code):X2} to {group:X2} {code:X2}"),
        s_patience,
        cancellationToken);

    private async Task<byte?> AskAsync(byte question, CancellationToken cancellationToken) =>
        HiteVisionWire.Value(await _link!.AskAsync(HiteVisionWire.Request(HiteVisionWire.Keys, question), frame => HiteVisionWire.Value(frame, HiteVisionWire.Keys, question) is not null, s_patience, cancellationToken), HiteVisionWire.Keys, question);

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(_model.PowerQuestion ?? HiteVisionWire.FirmwareQuestion, cancellationToken);
        return _model.PowerQuestion is null || answer == 1 ? "on" : "standby";
    }

    private async Task TellInputAsync(CancellationToken cancellationToken)
    {
        if (await AskAsync(_model.InputQuestion, cancellationToken) is not { } state) return;
        var shown = _inputs.Choices.Select(choice => choice.Id).FirstOrDefault(id => _inputs.CodeOf(id)!.EndsWith($"/{state:X2}", StringComparison.OrdinalIgnoreCase));
        if (shown is not null) _context.Report.Set("input", shown);
        else _context.Report.Forget("input");
    }

    private async Task TellVolumeAsync(CancellationToken cancellationToken)
    {
        if (await AskAsync(HiteVisionWire.VolumeQuestion, cancellationToken) is { } volume) TellVolume(volume);
    }

    /// <summary>A panel that is mute says 0.</summary>
    private void TellVolume(byte volume)
    {
        if (volume > 100) return;
        if (!_model.HasGroups) _context.Report.Set("mute", volume == 0);
        _volume = volume;
        _context.Report.Set("volume", volume);
    }

    [GeneratedRegex("^[0-9A-Fa-f]{2}(/[0-9A-Fa-f]{2})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
