namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// What goes on until it is stopped: turning, zooming, focusing. Each is stopped by us when nobody keeps it going, since a
/// page that turns a camera may go away.
/// </summary>
internal sealed class ViscaMotion : IAsyncDisposable
{
    private readonly ViscaSession _session;
    private readonly int _fastestTilt;
    private readonly StopTimer _timer;
    private Going _going;

    public ViscaMotion(ViscaSession session, int fastestTilt, TimeSpan stopAfter, TimeProvider time)
    {
        _session = session;
        _fastestTilt = fastestTilt;
        _timer = new StopTimer(time, stopAfter, StopOrFailAsync);
    }

    [Flags]
    private enum Going
    {
        Nothing = 0,
        Turning = 1,
        Zooming = 2,
        Focusing = 4,
    }

    /// <summary>Fails when the camera does not let itself be stopped.</summary>
    public Task Failed => _timer.Failed;

    public Task<CommandResult> MoveAsync(double pan, double tilt, double zoom, CancellationToken cancellationToken)
    {
        var turns = pan != 0 || tilt != 0;
        return _timer.RunAsync(
            async () =>
            {
                var result = CommandResult.Done;
                // A camera that turns only, or zooms only, refuses the other even to stop it.
                if (turns || _going.HasFlag(Going.Turning)) result = await GoAsync(Going.Turning, turns, ViscaWire.Turn(pan, tilt, _fastestTilt), cancellationToken);
                if (result.Outcome == CommandOutcome.Done && (zoom != 0 || _going.HasFlag(Going.Zooming))) result = await GoAsync(Going.Zooming, zoom != 0, ViscaWire.Zoom(zoom), cancellationToken);
                return result;
            },
            goesOn: turns || zoom != 0,
            cancellationToken);
    }

    /// <param name="mode">far, near, stop.</param>
    public Task<CommandResult> FocusAsync(string mode, CancellationToken cancellationToken) =>
        _timer.RunAsync(() => GoAsync(Going.Focusing, mode != "stop", ViscaWire.Focus(mode), cancellationToken), goesOn: mode != "stop", cancellationToken);

    /// <summary>Stops all, also what we did not begin.</summary>
    public Task<CommandResult> StopAsync(CancellationToken cancellationToken) => _timer.RunAsync(
        async () =>
        {
            _going |= Going.Turning | Going.Zooming;
            return await StopAllAsync(cancellationToken);
        },
        goesOn: false,
        cancellationToken);

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private async Task<CommandResult> GoAsync(Going what, bool on, byte[] command, CancellationToken cancellationToken)
    {
        if (on) _going |= what;
        var result = await _session.DoAsync(command, cancellationToken);
        if (!on && result.Outcome == CommandOutcome.Done) _going &= ~what;
        return result;
    }

    private async Task<CommandResult> StopAllAsync(CancellationToken cancellationToken)
    {
        var result = CommandResult.Done;
        foreach (var (what, command) in new[] { (Going.Turning, ViscaWire.StopTurning), (Going.Zooming, ViscaWire.StopZooming), (Going.Focusing, ViscaWire.Focus("stop")) })
        {
            if (!_going.HasFlag(what)) continue;
            var stopped = await _session.DoAsync(command, cancellationToken, urgent: true);
            if (result.Outcome == CommandOutcome.Done) result = stopped;
            // What a camera refuses to stop does not go: it is in standby, or has no such motor.
            if (stopped.Outcome != CommandOutcome.Unknown) _going &= ~what;
        }

        return result;
    }

    private async Task StopOrFailAsync(CancellationToken cancellationToken)
    {
        for (var triesLeft = 3; ; triesLeft--)
        {
            var result = await StopAllAsync(cancellationToken);
            if (result.Outcome != CommandOutcome.Unknown) return;
            if (triesLeft == 1) throw new NoAnswerException($"the camera does not stop: {result.Message}");
        }
    }
}
