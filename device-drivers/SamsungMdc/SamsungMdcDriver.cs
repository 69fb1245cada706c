using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.SamsungMdc;

/// <summary>A Samsung display by MDC: serial, TCP, or TCP with TLS and a PIN.</summary>
[Driver("samsung-mdc")]
internal sealed partial class SamsungMdcDriver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(100);
    private readonly PowerPhases _power = PowerPhases.Of(context, "input", "volume", "mute", "picture_mute", "backlight", "lock");
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), MdcWire.Inputs, Code(), "two hex digits");
    private readonly byte _id = (byte)context.Settings.Integer("id");
    private readonly bool _unproven = context.Settings.Flag("unproven");
    private FramedLink? _link;
    private volatile bool _asksForTls;
    private bool _knowsSerial;
    private int? _volume;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var link = await context.OpenAsync(cancellationToken);
        var pin = context.Settings.Text("pin");
        try
        {
            if (pin.Length > 0) link = await MdcSignIn.EnterAsync(context, link, pin, cancellationToken);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }

        _link = new FramedLink(link, MdcWire.Replies, context.Time, Unasked, gap: s_gap);
        context.Report.Describe(Describe());
        try
        {
            await PollAsync(cancellationToken);
        }
        catch (NoAnswerException) when (_asksForTls)
        {
            throw new DeviceException(DeviceProblems.Denied, "the display asks for TLS and a PIN, and none is set");
        }
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken) || context.CommandWaits()) return;
        if (await AskAsync(MdcWire.Status, cancellationToken) is { Length: >= 4 } status)
        {
            if (status[1] <= 100) Tell("volume", status[1]);
            if (status[2] <= 1) Tell("mute", status[2]);
            Tell("input", status[3]);
        }

        foreach (var property in context.WhileNobodyWaits(new[] { "picture_mute", "backlight", "lock" })) await TellAsync(property, cancellationToken);
        if (context.CommandWaits()) return;
        if (_unproven && await AskAsync(MdcWire.Errors, cancellationToken) is { } faults && MdcWire.ErrorWords(faults) is { } words) context.Report.Set("errors", words);
        if (_knowsSerial || await AskAsync(MdcWire.Serial, cancellationToken) is not { } serial) return;
        _knowsSerial = true;
        context.Report.Identify("serial", MdcWire.Text(serial));
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static byte CommandOf(string property) => property switch
    {
        "power" => MdcWire.Power,
        "input" => MdcWire.Input,
        "volume" => MdcWire.Volume,
        "mute" => MdcWire.Mute,
        "picture_mute" => MdcWire.PanelOff,
        "backlight" => MdcWire.Backlight,
        _ => MdcWire.Lock,
    };

    private IReadOnlyList<Capability> Describe() =>
    [
        Capabilities.Power, Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Mute, Capabilities.PictureMute, Capabilities.Backlight, Capabilities.Lock,
        .. _unproven ? [Capabilities.Errors] : Array.Empty<Capability>(),
    ];

    private bool Unasked(byte[] frame)
    {
        if (!frame.AsSpan().SequenceEqual(MdcWire.TlsGreeting)) return false;
        _asksForTls = true;
        return true;
    }

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        var command = CommandOf(setting.Property);
        var value = setting.Code.Length > 0 ? Convert.ToByte(setting.Code, 16) : (byte)setting.Value;
        var result = await _link!.DoAsync(MdcWire.Set(command, _id, value), frame => IsReply(frame, command, out _), frame => Judge(frame, command), s_patience, cancellationToken);
        if (result == CommandResult.Done && setting.Property != "power") await TellAsync(setting.Property, cancellationToken);
        return result;
    }

    private static CommandResult Judge(byte[] frame, byte command)
    {
        _ = IsReply(frame, command, out var reply);
        // Displays refuse everything while they load or while MagicINFO plays; the error byte tells little.
        return reply.Accepted ? CommandResult.Done : CommandResult.Refused(CommandProblems.Refused, $"the display refused command {command:X2}, error {Convert.ToHexString(reply.Data)}");
    }

    /// <summary>The values that a display answers with, or null when it refuses, as it does while it loads.</summary>
    private async Task<byte[]?> AskAsync(byte command, CancellationToken cancellationToken)
    {
        _ = IsReply(await _link!.AskAsync(MdcWire.Get(command, _id), frame => IsReply(frame, command, out _), s_patience, cancellationToken), command, out var reply);
        return reply.Accepted ? reply.Data : null;
    }

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken) => await AskAsync(MdcWire.Power, cancellationToken) is [var power, ..] ? power == 1 ? "on" : "standby" : null;

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        if (await AskAsync(CommandOf(property), cancellationToken) is [var value, ..]) Tell(property, value);
    }

    private void Tell(string property, byte value)
    {
        switch (property)
        {
            case "input" when _inputs.IdOf(MdcWire.InputCode(value)) is { } input:
                context.Report.Set("input", input);
                break;
            case "input":
                context.Report.Forget("input");
                break;
            case "volume":
                _volume = value;
                context.Report.Set("volume", value);
                break;
            case "backlight":
                context.Report.Set("backlight", value);
                break;
            default:
                context.Report.Set(property, value == 1);
                break;
        }
    }

    private static bool IsReply(byte[] frame, byte command, out MdcReply reply) => MdcWire.TryRead(frame, out reply) && reply.Command == command;

    [GeneratedRegex("^[0-9A-Fa-f]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
