using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.PhilipsSicp;

/// <summary>A Philips display, or another of its protocol. Strictly one question after another; what a model does not have it says, and is not asked again.</summary>
[Driver("philips-sicp")]
internal sealed partial class PhilipsSicpDriver(DriverContext context) : IDriver
{
    // The protocol promises an answer within half a second.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(100);
    private readonly PowerPhases _power = PowerPhases.Of(context, "input", "volume", "mute", "picture_mute", "lock");
    private readonly InputTable _inputs = InputTable.Read(context.Settings.Text("inputs"), SicpWire.Inputs, Code(), "two hex digits");
    private readonly byte _id = (byte)context.Settings.Integer("id");
    private readonly bool _group = context.Settings.Flag("groupByte");
    private readonly HashSet<string> _missing = [];
    private FramedLink? _link;
    private int? _volume;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), SicpWire.Frames(_id, _group), context.Time, gap: s_gap);
        context.Report.Describe([Capabilities.Power, Capabilities.Input(_inputs.Choices), Capabilities.Volume, Capabilities.Mute, Capabilities.PictureMute, Capabilities.Lock]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken)) return;
        foreach (var property in context.WhileNobodyWaits(new[] { "input", "volume", "mute", "picture_mute", "lock" })) await TellAsync(property, cancellationToken);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private byte[] Bytes(ScreenSetting setting) => setting.Property switch
    {
        "power" => Frame(SicpWire.SetPower, (byte)(setting.On ? 2 : 1)),
        "input" => SicpWire.Input(_id, _group, Convert.ToByte(setting.Code, 16)),
        // Speakers and line out alike.
        "volume" => Frame(SicpWire.SetVolume, (byte)setting.Value, (byte)setting.Value),
        "mute" => Frame(SicpWire.SetMute, (byte)setting.Value),
        "picture_mute" => Frame(SicpWire.SetBacklight, (byte)setting.Value),
        _ => Frame(SicpWire.SetLock, (byte)(setting.On ? 2 : 1)),
    };

    private static byte QuestionOf(string property) => property switch
    {
        "input" => SicpWire.GetInput,
        "volume" => SicpWire.GetVolume,
        "mute" => SicpWire.GetMute,
        "picture_mute" => SicpWire.GetBacklight,
        _ => SicpWire.GetLock,
    };

    private byte[] Frame(byte command, params ReadOnlySpan<byte> values) => SicpWire.Frame(_id, _group, command, values);

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        var result = await _link!.DoAsync(Bytes(setting), IsReport, Judge, s_patience, cancellationToken);
        if (result == CommandResult.Done && setting.Property != "power") await TellAsync(setting.Property, cancellationToken);
        return result;
    }

    private bool IsReport(byte[] frame) => SicpWire.Read(frame, _group) is (SicpWire.Report, [SicpWire.Ack or SicpWire.Nack or SicpWire.NotAvailable, ..]);

    private CommandResult Judge(byte[] frame) => SicpWire.Read(frame, _group)!.Value.Values[0] switch
    {
        SicpWire.Ack => CommandResult.Done,
        SicpWire.NotAvailable => CommandResult.Refused(CommandProblems.NotSupported, "NAV: the display does not have this, or not now"),
        _ => CommandResult.Refused(CommandProblems.Refused, "NACK: the display refused it"),
    };

    /// <summary>Null when the display does not have it.</summary>
    private async Task<byte[]?> AskAsync(byte question, CancellationToken cancellationToken)
    {
        var frame = await _link!.AskAsync(Frame(question), frame => IsReport(frame) || (SicpWire.Read(frame, _group) is var (command, values) && command == question && values.Length > 0), s_patience, cancellationToken);
        return IsReport(frame) ? null : SicpWire.Read(frame, _group)!.Value.Values;
    }

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken) => await AskAsync(SicpWire.GetPower, cancellationToken) switch
    {
        [1, ..] => "standby",
        [2, ..] => "on",
        _ => null,
    };

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        if (_missing.Contains(property)) return;
        if (await AskAsync(QuestionOf(property), cancellationToken) is not [var value, ..])
        {
            _missing.Add(property);
            return;
        }

        switch (property)
        {
            case "input" when _inputs.IdOf($"{value:X2}") is { } input:
                context.Report.Set("input", input);
                break;
            case "input":
                context.Report.Forget("input");
                break;
            case "volume":
                _volume = value <= 100 ? value : null;
                if (value <= 100) context.Report.Set("volume", value);
                break;
            case "lock":
                context.Report.Set("lock", value == 2);
                break;
            default:
                context.Report.Set(property, value == 1);
                break;
        }
    }

    [GeneratedRegex("^[0-9A-Fa-f]{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
