using Tongtang.DeviceDrivers.Pms5003;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Pms5003;

public sealed class Pms5003Conformance : DriverConformance
{
    private protected override Bench NewBench() => Pms5003Tests.New(0, time => new Pms5003Simulator(time) { IsOn = true });

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("pm25_ugm3", 18);
}

public sealed class Pms5003Tests
{
    private static readonly byte[] s_captured = Convert.FromHexString("424d001c000000080008000000080008 00d20046002d001e00000000970002c5".Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void Read_OfTheCapturedFrame_IsItsAir()
    {
        Assert.Equal(new(0, 32), Pms5003Wire.Frames(s_captured));
        Assert.Equal(new Particles(0, 8, 8), Pms5003Wire.Read(s_captured));
        Assert.Equal(s_captured, Pms5003Wire.Frame(new Particles(0, 8, 8), [0xD2, 0x46, 0x2D, 0x1E, 0, 0], 0x9700));
    }

    [Theory]
    [InlineData(0xE1, 0, "424DE100000170")]
    [InlineData(0xE1, 1, "424DE100010171")]
    [InlineData(0xE2, 0, "424DE200000171")]
    [InlineData(0xE4, 0, "424DE400000173")]
    [InlineData(0xE4, 1, "424DE400010174")]
    public void Command_OfEachKind_HasItsBytes(byte command, ushort value, string hex) => Assert.Equal(hex, Convert.ToHexString(Pms5003Wire.Command(command, value)));

    [Fact]
    public void Read_OfWeightWithoutParticles_IsNothing() => Assert.Null(Pms5003Wire.Read(Pms5003Wire.Frame(new Particles(8, 18, 31), [0, 0, 0, 0, 0, 0], 0)));

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly("PMS5003 frames", [s_captured, Pms5003Wire.Wake], bytes => Cutting.All(Pms5003Wire.Frames, bytes, frame => _ = Pms5003Wire.Read(frame)));

    [Fact]
    public async Task Driver_WhileTheSensorWarmsUp_TellsNothing()
    {
        await using var bench = New(30, time => new Pms5003Simulator(time) { IsOn = true });
        await using var driver = await bench.StartAsync();
        var start = bench.Time.GetUtcNow();
        Assert.Empty(bench.News);
        await bench.UntilAsync(driver, "pm25_ugm3", 18);
        Assert.True(bench.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(28));
    }

    [Fact]
    public async Task Driver_OfASleepingSensor_WakesIt()
    {
        await using var bench = New(0, time => new Pms5003Simulator(time) { IsAsleep = true });
        await using var driver = await bench.StartAsync();
        Assert.Null(bench.State("pm25_ugm3"));
        await bench.UntilAsync(driver, "pm25_ugm3", 18);
    }

    internal static Bench New(int warmUpSeconds, Func<TimeProvider, ISimulator> simulator) =>
        new("pms5003", ConnectionKind.Serial, simulator, new Dictionary<string, DeviceValue> { ["warmUpSeconds"] = warmUpSeconds });
}
