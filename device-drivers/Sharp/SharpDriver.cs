using System.Text;
using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Sharp;

/// <summary>A Sharp display. It may answer WAIT and take its time; by network it may want a login first.</summary>
[Driver("sharp")]
internal sealed partial class SharpDriver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(100);
    private static readonly string[] s_onlyWhenOn = ["input", "volume", "mute", "backlight"];
    private readonly PowerPhases _power = PowerPhases.Of(context, s_onlyWhenOn);
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), SharpWire.Inputs, Code(), "a number of at most four digits");
    private FramedLink? _link;
    private readonly Dictionary<string, int> _asked = [];
    private volatile bool _wantsLogin;
    private int? _volume;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var login = context.Settings.Text("user").Length + context.Settings.Text("password").Length > 0;
        _link = new FramedLink(await context.OpenAsync(cancellationToken), SharpWire.Lines, context.Time, frame => !login && IsPrompt(frame), maxFrameBytes: 128, gap: s_gap);
        if (login) await SignInAsync(cancellationToken);
        context.Report.Describe([Capabilities.Power, Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Mute, Capabilities.Backlight]);
        try
        {
            await PollAsync(cancellationToken);
        }
        catch (NoAnswerException) when (_wantsLogin)
        {
            throw new DeviceException(DeviceProblems.Denied, "the display asks for a login, and none is set");
        }
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken)) return;
        foreach (var property in context.WhileNobodyWaits(s_onlyWhenOn)) await TellAsync(property, cancellationToken);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string CommandOf(string property) => property switch
    {
        "power" => "POWR",
        "input" => "INPS",
        "volume" => "VOLM",
        "mute" => "MUTE",
        _ => "VLMP",
    };

    private int MostOf(string property) => context.Settings.Integer(property == "volume" ? "volumeMax" : "brightnessMax");

    private int StepOf(string property, int level) => (int)Math.Round(level * MostOf(property) / 100.0);

    private async Task SignInAsync(CancellationToken cancellationToken)
    {
        await _link!.NextAsync(frame => Encoding.ASCII.GetString(frame) == SharpWire.Login, s_patience, cancellationToken);
        await _link.AskAsync(Encoding.ASCII.GetBytes(context.Settings.Text("user") + "\r"), frame => Encoding.ASCII.GetString(frame) == SharpWire.Password, s_patience, cancellationToken);
        var answer = await _link.AskAsync(
            Encoding.ASCII.GetBytes(context.Settings.Text("password") + "\r"),
            frame => SharpWire.Answer(frame) is "OK" or "ERR" || Encoding.ASCII.GetString(frame) == SharpWire.Login,
            s_patience,
            cancellationToken,
            sensitive: true);
        if (SharpWire.Answer(answer) != "OK") throw new DeviceException(DeviceProblems.Denied, "the login is wrong");
    }

    private bool IsPrompt(byte[] frame)
    {
        if (Encoding.ASCII.GetString(frame) is not (SharpWire.Login or SharpWire.Password)) return false;
        _wantsLogin = true;
        return true;
    }

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        // A display that may sleep deeply hears nothing afterwards; this keeps its ear open.
        if (setting is { Property: "power", On: false } && context.Settings.Flag("wakeable")) await DoAsync("RSPW", 1, cancellationToken);
        var value = setting.Property switch
        {
            "input" => int.Parse(setting.Code, System.Globalization.CultureInfo.InvariantCulture),
            "volume" or "backlight" => StepOf(setting.Property, setting.Value),
            _ => setting.Value,
        };
        if (setting.Property is "volume" or "backlight") _asked[setting.Property] = setting.Value;
        var result = await DoAsync(CommandOf(setting.Property), value, cancellationToken);
        if (result == CommandResult.Done && setting.Property != "power") await TellAsync(setting.Property, cancellationToken);
        return result;
    }

    private async Task<CommandResult> DoAsync(string command, int value, CancellationToken cancellationToken)
    {
        try
        {
            return await HearAsync(SharpWire.Set(command, value, context.Settings.Text("padding") == "zero"), answer => answer is "OK" or "ERR", cancellationToken) == "OK"
                ? CommandResult.Done
                : CommandResult.Refused(CommandProblems.Refused, $"ERR: the display refused {command} {value}");
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown(error.Message);
        }
    }

    /// <summary>An answer, or after WAIT the one that follows.</summary>
    private async Task<string> HearAsync(byte[] line, Func<string, bool> answers, CancellationToken cancellationToken)
    {
        var first = SharpWire.Answer(await _link!.AskAsync(line, frame => SharpWire.Answer(frame) is { } answer && (answer == "WAIT" || answers(answer)), s_patience, cancellationToken))!;
        return first != "WAIT" ? first : SharpWire.Answer(await _link.NextAsync(frame => SharpWire.Answer(frame) is { } answer && answers(answer), s_wait, cancellationToken))!;
    }

    private async Task<int?> AskAsync(string command, CancellationToken cancellationToken) =>
        SharpWire.Number(await HearAsync(SharpWire.Get(command), answer => answer == "ERR" || SharpWire.Number(answer) is not null, cancellationToken));

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken) => await AskAsync("POWR", cancellationToken) switch
    {
        0 => "standby",
        // 2: on, and waiting for a signal.
        1 or 2 => "on",
        _ => null,
    };

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        if (await AskAsync(CommandOf(property), cancellationToken) is not { } value) return;
        switch (property)
        {
            case "input" when _inputs.IdOf($"{value}") is { } input:
                context.Report.Set("input", input);
                break;
            case "input":
                context.Report.Forget("input");
                break;
            case "mute":
                context.Report.Set("mute", value == 1);
                break;
            default:
                // The step that was asked for is what was asked for, and not per cent that nobody said.
                var level = _asked.TryGetValue(property, out var asked) && StepOf(property, asked) == value ? asked : Math.Min(100, Math.Round(value * 100.0 / MostOf(property)));
                if (property == "volume") _volume = (int)level;
                context.Report.Set(property, level);
                break;
        }
    }

    [GeneratedRegex("^[0-9]{1,4}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
