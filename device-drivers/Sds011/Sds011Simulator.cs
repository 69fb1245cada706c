using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Sds011;

/// <summary>A sensor that speaks every second, or measures for half a minute in each period and sleeps the rest.</summary>
[Simulator("sds011")]
internal sealed class Sds011Simulator(TimeProvider time) : ISimulator
{
    private long _woken = time.GetTimestamp();

    public double Pm25 { get; set; } = 12.3;

    public double Pm10 { get; set; } = 25.1;

    public bool IsAsleep { get; set; }

    public int PeriodMinutes { get; set; }

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        await using var link = new FramedLink(line, Sds011Wire.Commands, time, maxFrameBytes: 64);
        var answering = AnswerAsync(link, cancellationToken);
        while (!link.Ended.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            if (IsAsleep) continue;
            var since = (int)time.GetElapsedTime(_woken).TotalSeconds;
            // In a period it works for thirty seconds and speaks once, at their end.
            if (PeriodMinutes == 0 || since % (PeriodMinutes * 60) == 30) await link.SendAsync(Sds011Wire.Frame(Pm25, Pm10), cancellationToken);
        }

        await answering;
    }

    private async Task AnswerAsync(FramedLink link, CancellationToken cancellationToken)
    {
        while (true)
        {
            var command = await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken);
            if (command is [_, _, 6, 1, ..])
            {
                IsAsleep = command[4] == 0;
                _woken = time.GetTimestamp();
            }

            if (command is [_, _, 8, 1, ..]) PeriodMinutes = command[4];
            if (!IsAsleep) await link.SendAsync(Sds011Wire.Answer(command), cancellationToken);
        }
    }
}
