using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Maxhub;

/// <summary>A MAXHUB panel. By network it cannot be switched on or off, and by serial line it does not answer when it is switched on.</summary>
[Driver("maxhub")]
internal sealed partial class MaxhubDriver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(150);
    private static readonly string[] s_onlyWhenOn = ["input", "volume", "mute", "backlight", "lock"];
    private readonly PowerPhases _power = PowerPhases.Of(context, [.. s_onlyWhenOn, "picture_mute"]);
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), MaxhubWire.Inputs, Code(), "three digits, e.g. 103");
    private readonly bool _serial = context.Connection.Kind == ConnectionKind.Serial;
    private FramedLink? _link;
    private int? _volume;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), FrameCutters.Lines, context.Time, maxFrameBytes: 64, gap: s_gap);
        context.Report.Describe(
        [
            _serial ? Capabilities.Power : Capabilities.Power with { Actions = [] },
            Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Mute, Capabilities.PictureMute, Capabilities.Backlight, Capabilities.Lock,
        ]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken)) return;
        foreach (var property in context.WhileNobodyWaits(s_onlyWhenOn)) await TellAsync(property, cancellationToken);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static char CodeOf(string property) => property switch
    {
        "power" or "picture_mute" => MaxhubWire.Power,
        "input" => MaxhubWire.Source,
        "volume" => MaxhubWire.Volume,
        "mute" => MaxhubWire.Mute,
        "backlight" => MaxhubWire.Backlight,
        _ => MaxhubWire.Touch,
    };

    private static string ValueOf(ScreenSetting setting) => setting.Property switch
    {
        "power" => setting.On ? MaxhubWire.PowerOn : MaxhubWire.PowerOff,
        "picture_mute" => setting.On ? MaxhubWire.BacklightOff : MaxhubWire.BacklightOn,
        "input" => setting.Code,
        // Touch 0 is locked.
        "lock" => setting.On ? "000" : "001",
        _ => $"{setting.Value:D3}",
    };

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        var line = MaxhubWire.Set(CodeOf(setting.Property), ValueOf(setting));
        if (setting is { Property: "power", On: true })
        {
            // The sheet: no reply.
            await _link!.TellAsync(line, cancellationToken);
            return CommandResult.Unknown("the panel does not answer when it is switched on; its state will show it");
        }

        var result = await _link!.DoAsync(line, reply => CodedLines.Acknowledged(reply, MaxhubWire.Id) is not null, Judge, s_patience, cancellationToken);
        if (result == CommandResult.Done && setting.Property == "picture_mute") context.Report.Set("picture_mute", setting.On);
        else if (result == CommandResult.Done && setting.Property != "power") await TellAsync(setting.Property, cancellationToken);
        return result;
    }

    private static CommandResult Judge(byte[] reply) =>
        CodedLines.Acknowledged(reply, MaxhubWire.Id) == true ? CommandResult.Done : CommandResult.Refused(CommandProblems.Refused, "the panel refused it");

    private async Task<string?> AskAsync(char code, CancellationToken cancellationToken)
    {
        var line = await _link!.AskAsync(MaxhubWire.Get(code), line => CodedLines.Acknowledged(line, MaxhubWire.Id) == false || MaxhubWire.Value(line, code) is not null, s_patience, cancellationToken);
        return MaxhubWire.Value(line, code);
    }

    /// <summary>By network the question for the power is not answered; that anything is shows that it is on.</summary>
    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken)
    {
        if (!_serial) return await AskAsync(MaxhubWire.Volume, cancellationToken) is null ? null : "on";
        var power = await AskAsync(MaxhubWire.Power, cancellationToken);
        if (power is MaxhubWire.BacklightOff or MaxhubWire.BacklightOn or MaxhubWire.PowerOn) context.Report.Set("picture_mute", power == MaxhubWire.BacklightOff);
        return power switch
        {
            MaxhubWire.BacklightOff or MaxhubWire.BacklightOn or MaxhubWire.PowerOn => "on",
            MaxhubWire.PowerOff => "standby",
            _ => null,
        };
    }

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        if (await AskAsync(CodeOf(property), cancellationToken) is not { } value) return;
        if (property == "input")
        {
            if (_inputs.IdOf(value) is { } input) context.Report.Set("input", input);
            else context.Report.Forget("input");
        }
        else if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100)
        {
            if (property == "volume") _volume = number;
            context.Report.Set(property, property switch { "volume" or "backlight" => number, "lock" => number == 0, _ => (DeviceValue)(number == 1) });
        }
    }

    [GeneratedRegex("^[0-9]{3}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
