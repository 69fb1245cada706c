using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.AaBbCc;

/// <summary>A panel of the AA BB CC family. What it answers to a command is not known: it is asked afterwards, and its state decides.</summary>
[Driver("aabbcc")]
internal sealed partial class AaBbCcDriver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(200);
    private static readonly string[] s_onlyWhenOn = ["input", "volume", "mute"];
    private readonly PowerPhases _power = PowerPhases.Of(context, s_onlyWhenOn);
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), AaBbCcWire.Inputs, Code(), "two hex digits");
    private FramedLink? _link;
    private int? _volume;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), AaBbCcWire.Frames, context.Time, maxFrameBytes: 64, gap: s_gap);
        context.Report.Describe([Capabilities.Power, Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Mute]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(async token => await AskAsync("power", token) == 0 ? "on" : "standby", cancellationToken)) return;
        foreach (var property in context.WhileNobodyWaits(s_onlyWhenOn)) await TellAsync(property, cancellationToken);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static (byte[] Frame, int Expected) Bytes(ScreenSetting setting)
    {
        var off = (byte)(setting.On ? 0 : 1);
        switch (setting.Property)
        {
            case "power":
                return (AaBbCcWire.Frame(AaBbCcWire.Power, off, 0), off);
            case "input":
                var code = Convert.ToByte(setting.Code, 16);
                return (AaBbCcWire.Frame(AaBbCcWire.Source, code, 0), code);
            case "volume":
                return (AaBbCcWire.Frame(AaBbCcWire.Sound, 0, (byte)setting.Value), setting.Value);
            default:
                return (AaBbCcWire.Frame(AaBbCcWire.Sound, 1, off), off);
        }
    }

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        var (frame, expected) = Bytes(setting);
        await _link!.TellAsync(frame, cancellationToken);
        try
        {
            var now = await AskAsync(setting.Property, cancellationToken);
            if (setting.Property != "power") Tell(setting.Property, now);
            if (now == expected) return CommandResult.Done;
            return setting.Property == "power" ? CommandResult.Unknown("the panel does not say yet that it was switched") : CommandResult.Refused(CommandProblems.Refused, $"the panel did not take it; {setting.Property} is {now:X2}");
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown(error.Message);
        }
    }

    private async Task<byte> AskAsync(string property, CancellationToken cancellationToken)
    {
        var question = property switch
        {
            "power" => AaBbCcWire.Frame(AaBbCcWire.Power, 2, 0),
            "input" => AaBbCcWire.Frame(AaBbCcWire.Source, 0, 0),
            "volume" => AaBbCcWire.Frame(AaBbCcWire.Sound, 2, 0),
            _ => AaBbCcWire.Frame(AaBbCcWire.Sound, 3, 0),
        };
        var answer = AaBbCcWire.Read(await _link!.AskAsync(question, frame => Answers(frame, property), s_patience, cancellationToken))!.Value;
        return property is "power" or "input" ? answer.Sub : answer.Value;
    }

    private static bool Answers(byte[] frame, string property) => (AaBbCcWire.Read(frame), property) switch
    {
        ((AaBbCcWire.PowerReply, 0 or 1, _), "power") => true,
        ((AaBbCcWire.SourceReply, _, _), "input") => true,
        ((AaBbCcWire.SoundReply, 0, _), "volume") => true,
        ((AaBbCcWire.SoundReply, 1, _), "mute") => true,
        _ => false,
    };

    private async Task TellAsync(string property, CancellationToken cancellationToken) => Tell(property, await AskAsync(property, cancellationToken));

    private void Tell(string property, byte value)
    {
        switch (property)
        {
            case "input" when _inputs.IdOf($"{value:X2}") is { } input:
                context.Report.Set("input", input);
                break;
            case "input":
                context.Report.Forget("input");
                break;
            case "volume" when value <= 100:
                _volume = value;
                context.Report.Set("volume", value);
                break;
            case "mute":
                context.Report.Set("mute", value == 0);
                break;
            default:
                break;
        }
    }

    [GeneratedRegex("^[0-9A-Fa-f]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
