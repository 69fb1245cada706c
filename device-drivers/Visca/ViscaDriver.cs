using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// A camera that turns, by Sony's VISCA: over a serial line, TCP or UDP, with or without the header of "VISCA over IP".
/// From here down: <see cref="ViscaMotion"/> (what must be stopped), <see cref="ViscaSession"/> (commands and their two
/// answers), <see cref="IViscaLine"/> (how messages travel), <see cref="ViscaWire"/> (their bytes).
/// </summary>
[Driver("visca")]
internal sealed class ViscaDriver(DriverContext context) : IDriver
{
    private ViscaSession? _session;
    private ViscaMotion? _motion;
    private ViscaModel _model = ViscaModel.Of("auto", null);
    private double _stepsPerDegree;

    public Task Ended { get; private set; } = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _session = new ViscaSession(await OpenLineAsync(cancellationToken), context.Time);
        Ended = _session.Ended;
        await _session.BeginAsync(cancellationToken);
        await TellPowerAsync(cancellationToken);
        await LearnModelAsync(cancellationToken);
        _motion = new ViscaMotion(_session, _model.FastestTilt, TimeSpan.FromSeconds(context.Settings.Number("stopSeconds")), context.Time);
        Ended = Task.WhenAny(_session.Ended, _motion.Failed).Unwrap();
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var isOn = await TellPowerAsync(cancellationToken) == "on";
        await TellPositionAsync(isOn, cancellationToken);
    }

    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        switch (command.Capability, command.Action)
        {
            case ("power", var action):
                var result = await DoAsync(ViscaWire.Power(action == "on"), cancellationToken);
                if (result.Outcome == CommandOutcome.Done) await TellPowerAsync(cancellationToken);
                return result;
            case ("freeze", var action):
                var frozen = await DoAsync(ViscaWire.Freeze(action == "on"), cancellationToken);
                // Cameras do not tell whether they are.
                if (frozen.Outcome == CommandOutcome.Done) context.Report.Set("freeze", action == "on");
                return frozen;
            case ("ptz", "move"):
                return await _motion!.MoveAsync(command.Number("pan"), command.Number("tilt"), command.Number("zoom"), cancellationToken);
            case ("ptz", "stop"):
                return await _motion!.StopAsync(cancellationToken);
            case ("ptz", "zoom"):
                return await DoAsync(ViscaWire.ZoomTo(command.Number("position")), cancellationToken);
            case ("ptz", "focus"):
                return await FocusAsync(command.Text("mode"), cancellationToken);
            case ("ptz", "home"):
                return await DoAsync(ViscaWire.Home, cancellationToken);
            case ("ptz", "remove" or "store" or "recall"):
                return await PresetAsync(command.Action, (int)command.Number("preset"), cancellationToken);
            default:
                return CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_motion is not null) await _motion.DisposeAsync();
        if (_session is not null) await _session.DisposeAsync();
        await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task<CommandResult> DoAsync(byte[] message, CancellationToken cancellationToken) => _session!.DoAsync(message, cancellationToken);

    private Task<CommandResult> FocusAsync(string mode, CancellationToken cancellationToken) => mode switch
    {
        "once" => DoAsync(_model.FocusOnce, cancellationToken),
        "auto" or "manual" => DoAsync(ViscaWire.Focus(mode), cancellationToken),
        _ => _motion!.FocusAsync(mode, cancellationToken),
    };

    private async Task<CommandResult> PresetAsync(string action, int preset, CancellationToken cancellationToken) => _model.IsReserved(preset)
        ? CommandResult.Refused(CommandProblems.NotSupported, $"preset is {preset}; 90 to 99 and 255 are none with this camera: 95 opens its menu over the picture")
        : await DoAsync(ViscaWire.Memory((byte)(action switch { "remove" => 0, "store" => 1, _ => 2 }), _model.PresetByte(preset)), cancellationToken);

    /// <summary>On, standby, or empty when the camera says something else.</summary>
    private async Task<string> TellPowerAsync(CancellationToken cancellationToken)
    {
        var answer = await _session!.AskAsync(ViscaWire.AskPower, data => data.Length == 1, cancellationToken);
        if (answer is null || ViscaWire.PowerOf(answer) is not { } power)
        {
            context.Report.Forget("power");
            return "";
        }

        context.Report.Set("power", power);
        return power;
    }

    private async Task TellPositionAsync(bool isOn, CancellationToken cancellationToken)
    {
        var position = isOn && await _session!.AskAsync(ViscaWire.AskPosition, data => ViscaWire.PositionOf(data) is not null, cancellationToken) is { } turned ? ViscaWire.PositionOf(turned) : null;
        Tell("pan", position?.Pan / _stepsPerDegree);
        Tell("tilt", position?.Tilt / _stepsPerDegree);
        Tell("zoom", isOn && await _session!.AskAsync(ViscaWire.AskZoom, data => data.Length == 4, cancellationToken) is { } zoomed ? ViscaWire.ZoomOf(zoomed) : null);
    }

    private void Tell(string property, double? value)
    {
        if (value is { } known) context.Report.Set(property, Math.Round(known, 3));
        else context.Report.Forget(property);
    }

    private async Task LearnModelAsync(CancellationToken cancellationToken)
    {
        byte[]? version = null;
        try
        {
            version = await _session!.AskAsync(ViscaWire.AskVersion, data => data.Length == 7, cancellationToken);
        }
        catch (NoAnswerException)
        {
            // It has answered about its power; this is a question that it does not know.
        }

        foreach (var (fact, value) in version is null ? [] : ViscaModel.Facts(version)) context.Report.Identify(fact, value);
        _model = ViscaModel.Of(context.Settings.Text("model"), version);
        _stepsPerDegree = context.Settings.Number("stepsPerDegree") is > 0 and var steps ? steps : _model.StepsPerDegree;
        context.Report.Describe(
        [
            Capabilities.Power,
            Capabilities.Ptz(["move", "stop", "zoom", "focus", "home", "recall", "store", "remove"], _model.FirstPreset, _model.LastPreset),
            .. _model.Freezes ? [Capabilities.Freeze] : Array.Empty<Capability>(),
        ]);
    }

    private async Task<IViscaLine> OpenLineAsync(CancellationToken cancellationToken)
    {
        var connection = context.Connection;
        var numbered = context.Settings.Text("framing") switch
        {
            "header" => true,
            "plain" => false,
            _ => connection is { Kind: ConnectionKind.Udp, Port: 52381 },
        };
        var link = await context.OpenAsync(cancellationToken);
        return numbered
            ? new NumberedLine(link, context.Settings.Flag("fewNumbers"), context.Time)
            : new PlainLine(link, connection.Kind, context.Settings.Integer("address"), context.Time);
    }
}
