using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.BenqViewSonic;

/// <summary>A BenQ or ViewSonic panel. ViewSonic's tell how they are; of BenQ's only what they acknowledged is known.</summary>
[Driver("benq-viewsonic")]
internal sealed partial class BenqViewSonicDriver : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(150);
    private static readonly string[] s_onlyWhenOn = ["input", "volume", "mute", "backlight", "lock"];
    private readonly DriverContext _context;
    private readonly PowerPhases _power;
    private readonly BenqViewSonicModel _model;
    private readonly InputTable _inputs;
    private readonly int _id;
    private FramedLink? _link;
    private int? _volume;

    public BenqViewSonicDriver(DriverContext context)
    {
        _context = context;
        _power = PowerPhases.Of(context, s_onlyWhenOn);
        _model = BenqViewSonicWire.Model(context.Settings.Text("model"));
        _inputs = InputTable.Read(context.Settings.Text("inputs"), _model.Inputs, Code(), "three characters, e.g. 004");
        _id = context.Settings.Integer("id");
    }

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await _context.OpenAsync(cancellationToken), FrameCutters.Lines, _context.Time, maxFrameBytes: 64, gap: s_gap);
        _context.Report.Describe(
        [
            Capabilities.Power,
            .. _inputs.Choices.Count > 0 ? [Capabilities.Input(_inputs.Choices)] : Array.Empty<Capability>(),
            Capabilities.Volume, Capabilities.Mute, Capabilities.Backlight,
            .. _model.Tells ? [Capabilities.Lock] : Array.Empty<Capability>(),
        ]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!await _power.PollAsync(AskPowerAsync, cancellationToken) || !_model.Tells) return;
        foreach (var property in _context.WhileNobodyWaits(s_onlyWhenOn)) await TellAsync(property, cancellationToken);
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        ScreenCommands.RunAsync(command, _power, _inputs, _volume, SetAsync, cancellationToken);

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<CommandResult> SetAsync(ScreenSetting setting, CancellationToken cancellationToken)
    {
        var code = BenqViewSonicWire.SettingOf(setting.Property);
        var value = setting.Property == "input" ? setting.Code.ToUpperInvariant() : $"{setting.Value:D3}";
        var result = await _link!.DoAsync(
            BenqViewSonicWire.Set(_id, code, value),
            line => CodedLines.Acknowledged(line, _id) is not null,
            line => CodedLines.Acknowledged(line, _id) == true ? CommandResult.Done : CommandResult.Refused(CommandProblems.Refused, $"the panel refused {code}{value}"),
            s_patience,
            cancellationToken);
        if (result != CommandResult.Done || setting.Property == "power") return result;
        if (_model.Tells) await TellAsync(setting.Property, cancellationToken);
        else Tell(setting.Property, value);
        return result;
    }

    private async Task<string?> AskAsync(char question, CancellationToken cancellationToken)
    {
        var line = await _link!.AskAsync(
            BenqViewSonicWire.Get(_id, question),
            line => CodedLines.Acknowledged(line, _id) == false || CodedLines.Value(line, BenqViewSonicWire.ReplyHeads, _id, question) is not null,
            s_patience,
            cancellationToken);
        return CodedLines.Value(line, BenqViewSonicWire.ReplyHeads, _id, question);
    }

    private async Task<string?> AskPowerAsync(CancellationToken cancellationToken)
    {
        if (_model.Tells)
        {
            return await AskAsync(_model.Questions["power"], cancellationToken) switch
            {
                "000" => "standby",
                "001" => "on",
                _ => null,
            };
        }

        // It hears; what it was switched to is what it is.
        await AskAsync(BenqViewSonicWire.Signal, cancellationToken);
        return _power.Power switch
        {
            "warming" => "on",
            "cooling" => "standby",
            _ => null,
        };
    }

    private async Task TellAsync(string property, CancellationToken cancellationToken)
    {
        if (await AskAsync(_model.Questions[property], cancellationToken) is { } value) Tell(property, value);
    }

    private void Tell(string property, string value)
    {
        if (property == "input")
        {
            if (_inputs.IdOf(value) is { } input) _context.Report.Set("input", input);
            else _context.Report.Forget("input");
        }
        else if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100)
        {
            if (property == "volume") _volume = number;
            _context.Report.Set(property, property is "volume" or "backlight" ? number : number == 1);
        }
    }

    [GeneratedRegex("^[0-9A-Fa-f]{3}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
