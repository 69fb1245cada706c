namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>
/// A network camera by ONVIF: it turns it and tells where its picture comes from. From here down: <see cref="OnvifPtz"/>
/// (turning), <see cref="OnvifCamera"/> (its services), <see cref="OnvifClient"/> (requests and passwords).
/// </summary>
[Driver("onvif")]
internal sealed class OnvifDriver : IDriver
{
    private readonly DriverContext _context;
    private readonly OnvifClient _client;
    private readonly OnvifCamera _camera;
    private readonly OnvifPtz _ptz;
    private readonly StopTimer _timer;
    private bool _tellsPosition = true;

    public OnvifDriver(DriverContext context)
    {
        _context = context;
        var access = OnvifStream.Access(context.Connection, context.Settings.Text("user"), context.Settings.Text("password"), context.Settings.Flag("keepAddresses"));
        var stopAfter = TimeSpan.FromSeconds(context.Settings.Number("stopSeconds"));
        _client = new OnvifClient(access, context.Time, context.Trace);
        _camera = new OnvifCamera(_client, access, context.Settings.Text("profile"), context.Time);
        _ptz = new OnvifPtz(_camera, stopAfter);
        _timer = new StopTimer(context.Time, stopAfter, StopOrFailAsync);
    }

    /// <summary>Between requests there is no connection that could break.</summary>
    public Task Ended => _timer.Failed;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _camera.ConnectAsync(cancellationToken);
        foreach (var (fact, value) in await _camera.InformationAsync(cancellationToken)) _context.Report.Identify(fact, value);
        _context.Report.Identify("stream", (await _camera.StreamAsync(cancellationToken)).ToString());
        _context.Report.Describe(_camera.Turns ? [Turning()] : []);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var position = _camera.Turns && _tellsPosition ? await _ptz.PositionAsync(cancellationToken) : null;
        _tellsPosition = position is not null;
        if (position is not { } known)
        {
            // Shows at least that it is there.
            await _camera.AskClockAsync(cancellationToken);
            return;
        }

        foreach (var (property, value) in new[] { ("pan", known.Pan), ("tilt", known.Tilt), ("zoom", known.Zoom) })
        {
            if (value is { } number) _context.Report.Set(property, Math.Round(number, 3));
            else _context.Report.Forget(property);
        }
    }

    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return (command.Capability, command.Action) switch
            {
                ("ptz", "move") => await MoveAsync(command.Number("pan"), command.Number("tilt"), command.Number("zoom"), cancellationToken),
                ("ptz", "stop") => await _timer.RunAsync(() => _ptz.StopAsync(cancellationToken), goesOn: false, cancellationToken),
                ("ptz", "zoom") => await _ptz.ZoomAsync(command.Number("position"), cancellationToken),
                ("ptz", "home") => await _ptz.HomeAsync(cancellationToken),
                ("ptz", "recall") => await _ptz.RecallAsync((int)command.Number("preset"), cancellationToken),
                ("ptz", "store") => await _ptz.StoreAsync((int)command.Number("preset"), cancellationToken),
                ("ptz", "remove") => await _ptz.RemoveAsync((int)command.Number("preset"), cancellationToken),
                _ => CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"),
            };
        }
        catch (NoAnswerException error)
        {
            return CommandResult.Unknown(error.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _client.Dispose();
        await Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task<CommandResult> MoveAsync(double pan, double tilt, double zoom, CancellationToken cancellationToken)
    {
        var moves = pan != 0 || tilt != 0 || zoom != 0;
        return _timer.RunAsync(() => moves ? _ptz.MoveAsync(pan, tilt, zoom, cancellationToken) : _ptz.StopAsync(cancellationToken), moves, cancellationToken);
    }

    private async Task StopOrFailAsync(CancellationToken cancellationToken)
    {
        // What refuses both ways of stopping has ended its movement by itself; nothing better can be done.
        await _ptz.StopAsync(cancellationToken);
    }

    /// <summary>Cameras tell positions in parts of their range, not in degrees.</summary>
    private static Capability Turning()
    {
        var ptz = Capabilities.Ptz(["move", "stop", "zoom", "home", "recall", "store", "remove"], firstPreset: 1, lastPreset: 300);
        return ptz with { Properties = [.. ptz.Properties.Select(property => property with { Unit = "" })] };
    }
}
