using System.Globalization;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Sds011;

/// <summary>Nova's SDS011. It speaks by itself: every second, or once in each period and sleeps in between, which its laser thanks.</summary>
[Driver("sds011")]
internal sealed class Sds011Driver(DriverContext context) : IDriver
{
    private static readonly TimeSpan s_answerTime = TimeSpan.FromSeconds(3);
    private readonly int _periodMinutes = context.Settings.Integer("periodMinutes");
    private readonly Lock _gate = new();
    private FramedLink? _link;
    private long _lastHeard;

    public Task Ended => _link!.Ended;

    /// <summary>A minute more than it may sleep; as long as it may be set to when we did not set it.</summary>
    private TimeSpan Patience => _periodMinutes switch
    {
        0 => TimeSpan.FromSeconds(10),
        > 0 => TimeSpan.FromMinutes(_periodMinutes + 1),
        _ => TimeSpan.FromMinutes(31),
    };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _link = new FramedLink(await context.OpenAsync(cancellationToken), Sds011Wire.Frames, context.Time, Hear, maxFrameBytes: 64);
        // Any frame shows that it is there; woken it answers, and when it measures it speaks anyway.
        await AskAsync(Sds011Wire.Wake, cancellationToken);
        var period = _periodMinutes.ToString(CultureInfo.InvariantCulture);
        // It keeps the period; so it is set once while the agent runs and not with every session.
        if (_periodMinutes < 0 || context.Memory.GetValueOrDefault("sds011.period") == period) return;
        await AskAsync(Sds011Wire.Period(_periodMinutes), cancellationToken);
        context.Memory["sds011.period"] = period;
    }

    public Task PollAsync(CancellationToken cancellationToken)
    {
        TimeSpan silent;
        lock (_gate) silent = context.Time.GetElapsedTime(_lastHeard);
        return silent <= Patience ? Task.CompletedTask : throw new NoAnswerException($"it said nothing for {silent.TotalSeconds:0} s");
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Asleep it may need a second time.</summary>
    private async Task AskAsync(byte[] command, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _link!.AskAsync(command, frame => frame[1] == Sds011Wire.Answered && frame[2] == command[2], s_answerTime, cancellationToken);
                return;
            }
            catch (NoAnswerException) when (attempt == 1)
            {
                // Once more.
            }
        }
    }

    private bool Hear(byte[] frame)
    {
        lock (_gate) _lastHeard = context.Time.GetTimestamp();
        if (Sds011Wire.Read(frame) is { } particles)
        {
            context.Report.Measure("pm25_ugm3", particles.Pm25);
            context.Report.Measure("pm10_ugm3", particles.Pm10);
        }

        return frame[1] == Sds011Wire.Measured;
    }
}
