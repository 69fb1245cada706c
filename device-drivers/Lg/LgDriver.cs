using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Lg;

/// <summary>An LG display by its commands of two letters. Screen mute is 01 for dark, volume mute the other way round: 00 for mute.</summary>
[Driver("lg")]
internal sealed partial class LgDriver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(150);
    private readonly PowerPhases _power = PowerPhases.Of(context, "input", "volume", "mute", "picture_mute", "backlight", "lock");
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), LgWire.Inputs, Code(), "two hex digits");
    private readonly int _id = context.Settings.Integer("id");
    private readonly bool _oneDigit = context.Settings.Flag("oneDigit");
    private readonly bool _unproven = context.Settings.Flag("unproven");
    private FramedLink? _link;
    private int? _volume;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), LgWire.Frames, context.Time, maxFrameBytes: 64, gap: s_gap);
        context.Report.Describe(
        [
            Capabilities.Power, Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Mute, Capabilities.PictureMute,
            .. _unproven ? [Capabilities.Backlight, Capabilities.Lock] : Array.Empty<Capability>(),
        ]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken)) return;
        foreach (var property in context.WhileNobodyWaits<string>(["input", "volume", "mute", "picture_mute", .. _unproven ? new[] { "backlight", "lock" } : []])) await TellAsync(property, cancellationToken);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string CommandOf(string property) => property switch
    {
        "power" => "ka",
        "input" => "xb",
        "volume" => "kf",
        "mute" => "ke",
        "picture_mute" => "kd",
        "backlight" => "mg",
        _ => "km",
    };

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        var command = CommandOf(setting.Property);
        var data = setting.Property switch
        {
            "input" => Convert.ToInt32(setting.Code, 16),
            "mute" => setting.On ? 0 : 1,
            _ => setting.Value,
        };
        var result = await _link!.DoAsync(LgWire.Command(command, _id, data, _oneDigit), frame => Reply(frame, command) is not null, frame => Judge(frame, command), s_patience, cancellationToken);
        if (result == CommandResult.Done && setting.Property != "power") await TellAsync(setting.Property, cancellationToken);
        return result;
    }

    private CommandResult Judge(byte[] frame, string command) =>
        Reply(frame, command)!.Accepted ? CommandResult.Done : CommandResult.Refused(CommandProblems.Refused, $"the display answered NG to {command}");

    private LgReply? Reply(byte[] frame, string command) => LgWire.Reply(frame, command, _id);

    private async Task<int?> AskAsync(string command, CancellationToken cancellationToken)
    {
        var reply = Reply(await _link!.AskAsync(LgWire.Command(command, _id, LgWire.Read, _oneDigit), frame => Reply(frame, command) is not null, s_patience, cancellationToken), command);
        return reply is { Accepted: true, Data: >= 0 } ? reply.Data : null;
    }

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken) => await AskAsync("ka", cancellationToken) switch
    {
        0 => "standby",
        1 => "on",
        _ => null,
    };

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        if (await AskAsync(CommandOf(property), cancellationToken) is not { } value) return;
        switch (property)
        {
            case "input" when _inputs.IdOf($"{value:X2}") is { } input:
                context.Report.Set("input", input);
                break;
            case "input":
                context.Report.Forget("input");
                break;
            case "volume" or "backlight" when value <= 100:
                if (property == "volume") _volume = value;
                context.Report.Set(property, value);
                break;
            case "mute":
                context.Report.Set("mute", value == 0);
                break;
            case "picture_mute" or "lock":
                context.Report.Set(property, value == 1);
                break;
            default:
                break;
        }
    }

    [GeneratedRegex("^[0-9A-Fa-f]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
