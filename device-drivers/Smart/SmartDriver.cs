using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Smart;

/// <summary>A SMART panel by its text commands. It tells what people do at the panel itself, and contradicts itself for some seconds after a switch.</summary>
[Driver("smart")]
internal sealed partial class SmartDriver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(300);
    private static readonly string[] s_onlyWhenOn = ["input", "volume", "freeze"];
    private readonly PowerPhases _power = PowerPhases.Of(context, s_onlyWhenOn);
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), SmartWire.Inputs, Code(), "letters and digits, e.g. hdmi1");
    private readonly HashSet<string> _missing = [];
    private FramedLink? _link;
    private bool _isIdentified;
    private int? _volume;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), SmartWire.Lines, context.Time, Hear, gap: s_gap);
        context.Report.Describe([Capabilities.Power, Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Freeze]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(async token => await AskAsync("powerstate", token) is { } state ? SmartWire.Power(state) : null, cancellationToken)) return;
        foreach (var property in context.WhileNobodyWaits(s_onlyWhenOn)) await TellAsync(property, cancellationToken);
        if (_isIdentified) return;
        _isIdentified = true;
        foreach (var (name, fact) in new[] { ("serialnum", "serial"), ("fwversion", "firmware"), ("partnum", "model") })
        {
            if (await AskAsync(name, cancellationToken) is { Length: > 0 and <= 64 } value) context.Report.Identify(fact, value);
        }
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string NameOf(string property) => property switch
    {
        "power" => "powerstate",
        "freeze" => "videofreeze",
        _ => property,
    };

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        var name = NameOf(setting.Property);
        var value = setting.Property switch
        {
            "power" => setting.On ? "on" : context.Settings.Text("offState"),
            "input" => setting.Code,
            "volume" => $"{setting.Value}",
            _ => setting.On ? "on" : "off",
        };
        var result = await _link!.DoAsync(SmartWire.Set(name, value), line => Answers(line, name), line => Judge(line, value), s_patience, cancellationToken);
        if (result == CommandResult.Done && setting.Property != "power") Tell(setting.Property, value);
        return result;
    }

    private static CommandResult Judge(byte[] line, string value) => SmartWire.Read(line)! switch
    {
        { IsInvalid: true } => CommandResult.Refused(CommandProblems.NotSupported, "invalid cmd: the panel could make nothing of it"),
        var answer when answer.Value.Equals(value, StringComparison.OrdinalIgnoreCase) => CommandResult.Done,
        var answer => CommandResult.Refused(CommandProblems.Refused, $"the panel did not take it; {answer.Name} is \"{answer.Value}\""),
    };

    private static bool Answers(byte[] line, string name) => SmartWire.Read(line) is { ByItself: false } answer && (answer.Name == name || answer.IsInvalid);

    /// <summary>Null when the panel has no such thing, or has lost a space on the way, as it does now and then.</summary>
    private async Task<string?> AskAsync(string name, CancellationToken cancellationToken)
    {
        var answer = SmartWire.Read(await _link!.AskAsync(SmartWire.Get(name), line => Answers(line, name), s_patience, cancellationToken))!;
        return answer.IsInvalid ? null : answer.Value;
    }

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        if (_missing.Contains(property)) return;
        if (await AskAsync(NameOf(property), cancellationToken) is { } value) Tell(property, value);
        else _missing.Add(property);
    }

    private bool Hear(byte[] frame)
    {
        if (SmartWire.Read(frame) is not { ByItself: true } line) return false;
        var property = line.Name switch { "videofreeze" => "freeze", "volume" or "input" => line.Name, _ => "" };
        // Of the power it says what is not so yet; polls tell.
        if (property.Length > 0 && _power.Power == "on") Tell(property, line.Value);
        return true;
    }

    private void Tell(string property, string value)
    {
        switch (property)
        {
            case "input" when _inputs.IdOf(value) is { } input:
                context.Report.Set("input", input);
                break;
            case "input":
                context.Report.Forget("input");
                break;
            case "volume" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level <= 100:
                _volume = level;
                context.Report.Set("volume", level);
                break;
            case "freeze" when value is "on" or "off":
                context.Report.Set("freeze", value == "on");
                break;
            default:
                break;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,32}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
