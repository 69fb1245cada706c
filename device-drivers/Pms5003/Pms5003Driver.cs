using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Pms5003;

/// <summary>
/// Plantower's particle sensors. They speak by themselves, about once a second; so this works too where only their output is
/// wired.
/// </summary>
[Driver("pms5003")]
internal sealed class Pms5003Driver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private FramedLink? _link;
    private long? _firstHeard;
    private long _lastHeard;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), Pms5003Wire.Frames, context.Time, Hear, maxFrameBytes: 64);
        // It may have been put to sleep, or told to speak only when asked.
        await _link.SendAsync(Pms5003Wire.Wake, cancellationToken);
        await _link.SendAsync(Pms5003Wire.Active, cancellationToken);
        await _link.NextAsync(_ => true, s_patience, cancellationToken);
    }

    public Task PollAsync(CancellationToken cancellationToken)
    {
        TimeSpan silent;
        lock (_gate) silent = context.Time.GetElapsedTime(_lastHeard);
        return silent <= s_patience ? Task.CompletedTask : throw new NoAnswerException($"it said nothing for {silent.TotalSeconds:0} s");
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool Hear(byte[] frame)
    {
        var now = context.Time.GetTimestamp();
        lock (_gate)
        {
            _lastHeard = now;
            _firstHeard ??= now;
            if (context.Time.GetElapsedTime(_firstHeard.Value, now) < TimeSpan.FromSeconds(context.Settings.Integer("warmUpSeconds"))) return false;
        }

        if (Pms5003Wire.Read(frame) is not { } particles) return false;
        context.Report.Measure("pm1_ugm3", particles.Pm1);
        context.Report.Measure("pm25_ugm3", particles.Pm25);
        context.Report.Measure("pm10_ugm3", particles.Pm10);
        return false;
    }
}
