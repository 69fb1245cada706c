using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>Turning a camera, with what has to be done otherwise where cameras do not keep to the standard.</summary>
internal sealed class OnvifPtz(OnvifCamera camera, TimeSpan stopAfter)
{
    private IReadOnlyDictionary<int, string>? _presets;
    private bool _refusesTimeout;
    private bool _refusesStop;

    /// <summary>Goes on until it is stopped. The time limit in the request is no more than a hope: some ignore it for minutes (scrypted#2124).</summary>
    public async Task<CommandResult> MoveAsync(double pan, double tilt, double zoom, CancellationToken cancellationToken)
    {
        var reply = await ContinueAsync(pan, tilt, zoom, !_refusesTimeout, cancellationToken);
        if (reply.Fault is not null && !_refusesTimeout)
        {
            // Bosch refuses the element itself, others any value of it (Onvif.Core#30, testspecs#132).
            reply = await ContinueAsync(pan, tilt, zoom, withTimeout: false, cancellationToken);
            _refusesTimeout = reply.Fault is null;
        }

        return Result(reply);
    }

    public async Task<CommandResult> StopAsync(CancellationToken cancellationToken)
    {
        if (!_refusesStop)
        {
            var reply = await camera.TurnAsync("Stop", cancellationToken, Part("PanTilt", "true"), Part("Zoom", "true"));
            if (reply.Fault is null) return CommandResult.Done;
            _refusesStop = true;
        }

        // Goke and Cohu know no Stop, but a movement at no speed.
        return Result(await ContinueAsync(0, 0, 0, withTimeout: false, cancellationToken));
    }

    /// <param name="position">0 wide to 1 tele.</param>
    public async Task<CommandResult> ZoomAsync(double position, CancellationToken cancellationToken) =>
        Result(await camera.TurnAsync("AbsoluteMove", cancellationToken, Part("Position", Vector("Zoom", ("x", position)))));

    public async Task<CommandResult> HomeAsync(CancellationToken cancellationToken) => Result(await camera.TurnAsync("GotoHomePosition", cancellationToken));

    public async Task<CommandResult> RecallAsync(int preset, CancellationToken cancellationToken) =>
        await TokenAsync(preset, cancellationToken) is { } token ? Result(await camera.TurnAsync("GotoPreset", cancellationToken, Part("PresetToken", token))) : Missing(preset);

    /// <summary>Over the preset that is there, or as a new one named after its number, so that it keeps it whatever its token is.</summary>
    public async Task<CommandResult> StoreAsync(int preset, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(preset, cancellationToken);
        var reply = await camera.TurnAsync("SetPreset", cancellationToken, token is null ? Part("PresetName", $"Preset {preset}") : Part("PresetToken", token));
        _presets = null;
        return Result(reply);
    }

    public async Task<CommandResult> RemoveAsync(int preset, CancellationToken cancellationToken)
    {
        if (await TokenAsync(preset, cancellationToken) is not { } token) return Missing(preset);
        var reply = await camera.TurnAsync("RemovePreset", cancellationToken, Part("PresetToken", token));
        _presets = null;
        return Result(reply);
    }

    /// <summary>Null when the camera does not tell.</summary>
    public async Task<(double? Pan, double? Tilt, double? Zoom)?> PositionAsync(CancellationToken cancellationToken)
    {
        var reply = await camera.TurnAsync("GetStatus", cancellationToken);
        return reply.Body is null ? null : OnvifAnswers.Position(reply.Body);
    }

    private Task<OnvifReply> ContinueAsync(double pan, double tilt, double zoom, bool withTimeout, CancellationToken cancellationToken) => camera.TurnAsync(
        "ContinuousMove",
        cancellationToken,
        Part("Velocity", Vector("PanTilt", ("x", pan), ("y", tilt)), Vector("Zoom", ("x", zoom))),
        withTimeout ? Part("Timeout", XmlConvert.ToString(stopAfter)) : null);

    private async Task<string?> TokenAsync(int preset, CancellationToken cancellationToken)
    {
        if (_presets?.GetValueOrDefault(preset) is { } known) return known;
        // Somebody may have stored it at the camera meanwhile.
        _presets = OnvifAnswers.Numbered(OnvifAnswers.Presets((await camera.TurnAsync("GetPresets", cancellationToken)).Body));
        return _presets.GetValueOrDefault(preset);
    }

    private static CommandResult Missing(int preset) => CommandResult.Refused(CommandProblems.NotSupported, $"the camera has no preset {preset}");

    private static CommandResult Result(OnvifReply reply) => reply.Fault?.Refusal ?? CommandResult.Done;

    private static XElement Part(string name, params object[] content) => new(OnvifXml.Ptz + name, content);

    private static XElement Vector(string name, params (string Axis, double Value)[] values) =>
        new(OnvifXml.Schema + name, values.Select(value => new XAttribute(value.Axis, value.Value.ToString("0.####", CultureInfo.InvariantCulture))));
}
