using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Mhz19;

/// <summary>A sensor that needs three minutes to warm up and says zero until then.</summary>
[Simulator("mhz19")]
internal sealed class Mhz19Simulator(TimeProvider time) : ISimulator
{
    private readonly long _switchedOn = time.GetTimestamp();

    /// <summary>It has been on for long.</summary>
    public bool IsOn { get; set; }

    public int Ppm { get; set; } = 636;

    public int Celsius { get; set; } = 26;

    /// <summary>As it leaves the factory.</summary>
    public bool SelfCalibrates { get; private set; } = true;

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        await using var link = new FramedLink(line, Mhz19Wire.Frames, time, maxFrameBytes: 64);
        while (true)
        {
            var question = await link.NextAsync(frame => frame[1] == 1, Timeout.InfiniteTimeSpan, cancellationToken);
            if (question[2] == Mhz19Wire.SelfCalibration) SelfCalibrates = question[3] == 0xA0;
            if (question[2] != Mhz19Wire.Read) continue;
            var isWarm = IsOn || time.GetElapsedTime(_switchedOn) > TimeSpan.FromSeconds(180);
            await link.SendAsync(isWarm ? Mhz19Wire.Answer(Ppm, Celsius) : Mhz19Wire.Answer(0, 0), cancellationToken);
        }
    }
}
