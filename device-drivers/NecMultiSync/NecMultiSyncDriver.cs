using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.NecMultiSync;

/// <summary>An NEC MultiSync display. It loses commands that come sooner than 600 ms after the last one.</summary>
[Driver("nec-multisync")]
internal sealed partial class NecMultiSyncDriver(DriverContext context) : IDriver
{
    private const string Nothing = "BE";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private readonly PowerPhases _power = PowerPhases.Of(context, "input", "volume", "mute", "picture_mute", "errors");
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), NecWire.Inputs, Code(), "two hex digits");
    private readonly int _id = context.Settings.Integer("id");
    private readonly string _inputOp = context.Settings.Text("inputOp");
    private readonly bool _unproven = context.Settings.Flag("unproven");
    private FramedLink? _link;
    private int? _volume;
    private int _polls;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), NecWire.Frames, context.Time, gap: TimeSpan.FromMilliseconds(context.Settings.Integer("gapMs")));
        context.Report.Describe(
        [
            Capabilities.Power, Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Mute, Capabilities.Errors,
            .. _unproven ? [Capabilities.PictureMute] : Array.Empty<Capability>(),
        ]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken)) return;
        foreach (var property in context.WhileNobodyWaits<string>(["input", "volume", "mute", .. _unproven ? new[] { "picture_mute" } : []])) await TellAsync(property, cancellationToken);
        // Self-diagnosis changes seldom, and each question costs its gap.
        if (_polls++ % 10 == 0 && NecWire.Faults(await AskAsync(NecWire.Command, NecWire.Diagnosis, message => message.Text.StartsWith("A1", StringComparison.Ordinal), cancellationToken)) is { } faults) context.Report.Set("errors", faults);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string OpcodeOf(string property) => property switch
    {
        "input" => _inputOp,
        "volume" => NecWire.Volume,
        "mute" => NecWire.Mute,
        _ => NecWire.PictureMute,
    };

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        if (setting.Property == "power")
        {
            var text = $"{NecWire.PowerSetting}{(setting.On ? "0001" : "0004")}";
            return await DoAsync(NecWire.Command, text, message => message.Text.Length == 12 && message.Text.EndsWith(text, StringComparison.Ordinal), cancellationToken);
        }

        var opcode = OpcodeOf(setting.Property);
        var value = setting.Property switch
        {
            "input" => Convert.ToInt32(setting.Code, 16),
            "volume" => setting.Value,
            _ => setting.On ? 1 : 2,
        };
        var result = await DoAsync(NecWire.Set, $"{opcode}{value:X4}", message => NecWire.Parameter(message.Text)?.Opcode == opcode, cancellationToken);
        if (result == CommandResult.Done) await TellAsync(setting.Property, cancellationToken);
        return result;
    }

    private Task<CommandResult> DoAsync(char type, string text, Func<NecMessage, bool> answers, CancellationToken cancellationToken) => _link!.DoAsync(
        NecWire.ToDisplay(_id, type, text),
        frame => IsAnswer(frame, type, answers),
        frame => NecWire.Read(frame)!.Text switch
        {
            Nothing => CommandResult.Refused(CommandProblems.NotSupported, "the display does not know this, or not now"),
            ['0', '0', ..] => CommandResult.Done,
            var refusal => CommandResult.Refused(CommandProblems.Refused, $"the display answered result {refusal[..2]}"),
        },
        s_patience,
        cancellationToken);

    private async Task<string> AskAsync(char type, string text, Func<NecMessage, bool> answers, CancellationToken cancellationToken) =>
        NecWire.Read(await _link!.AskAsync(NecWire.ToDisplay(_id, type, text), frame => IsAnswer(frame, type, answers), s_patience, cancellationToken))!.Text;

    /// <summary>A reply's type is the letter after the question's. A display that cannot make anything of a question answers "BE" to it, as a command.</summary>
    private bool IsAnswer(byte[] frame, char type, Func<NecMessage, bool> answers) =>
        NecWire.Read(frame) is { } message && message.To == '0' && message.From == 0x40 + _id
        && (message is { Type: NecWire.CommandReply, Text: Nothing } || message.Type == type + 1 && answers(message));

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken) =>
        NecWire.Power(await AskAsync(NecWire.Command, NecWire.PowerQuestion, message => NecWire.Power(message.Text) is not null, cancellationToken)) switch
        {
            1 => "on",
            2 or 3 => "standby",
            4 => "off",
            _ => null,
        };

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        var opcode = OpcodeOf(property);
        var text = await AskAsync(NecWire.Get, opcode, message => NecWire.Parameter(message.Text)?.Opcode == opcode, cancellationToken);
        if (NecWire.Parameter(text) is not { Accepted: true } parameter) return;
        switch (property)
        {
            case "input" when _inputs.IdOf($"{parameter.Value:X2}") is { } input:
                context.Report.Set("input", input);
                break;
            case "input":
                context.Report.Forget("input");
                break;
            case "volume" when parameter.Value <= 100:
                _volume = parameter.Value;
                context.Report.Set("volume", parameter.Value);
                break;
            case "mute" or "picture_mute":
                context.Report.Set(property, parameter.Value == 1);
                break;
            default:
                break;
        }
    }

    [GeneratedRegex("^[0-9A-Fa-f]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
