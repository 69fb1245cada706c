using Tongtang.DeviceDrivers.Sds011;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Sds011;

public sealed class Sds011Conformance : DriverConformance
{
    private protected override Bench NewBench() => Sds011Tests.New(0, time => new Sds011Simulator(time));

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("pm25_ugm3", 12.3);
}

public sealed class Sds011Tests
{
    private static readonly byte[] s_captured = Convert.FromHexString("AAC00600060058D93DAB");

    [Fact]
    public void Read_OfTheCapturedFrame_IsItsAir()
    {
        Assert.Equal(new(0, 10), Sds011Wire.Frames(s_captured));
        Assert.Equal((0.6, 0.6), Sds011Wire.Read(s_captured));
        Assert.Equal(s_captured, Sds011Wire.Frame(0.6, 0.6));
    }

    [Fact]
    public void Commands_OfEachKind_HaveTheirBytes()
    {
        Assert.Equal("AAB404000000000000000000000000FFFF02AB", Convert.ToHexString(Sds011Wire.Query));
        Assert.Equal("AAB402010100000000000000000000FFFF02AB", Convert.ToHexString(Sds011Wire.Command(2, 1, 1)));
        Assert.Equal("AAB406010000000000000000000000FFFF05AB", Convert.ToHexString(Sds011Wire.Sleep));
        Assert.Equal("AAB406010100000000000000000000FFFF06AB", Convert.ToHexString(Sds011Wire.Wake));
    }

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("SDS011 frames", [s_captured, Sds011Wire.Wake], bytes =>
    {
        Cutting.All(Sds011Wire.Frames, bytes, frame => _ = Sds011Wire.Read(frame));
        Cutting.All(Sds011Wire.Commands, bytes, frame => _ = Sds011Wire.Answer(frame));
    });

    [Fact]
    public async Task Driver_WithAPeriod_SetsItAndWaitsForIt()
    {
        await using var bench = New(1, time => new Sds011Simulator(time) { IsAsleep = true });
        await using var driver = await bench.StartAsync();
        Assert.Equal(1, ((Sds011Simulator)bench.Simulator).PeriodMinutes);
        await bench.UntilAsync(driver, "pm10_ugm3", 25.1);
    }

    internal static Bench New(int minutes, Func<TimeProvider, ISimulator> simulator) => new("sds011", ConnectionKind.Serial, simulator, new Dictionary<string, DeviceValue> { ["periodMinutes"] = minutes });
}
