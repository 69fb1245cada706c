using Tongtang.DeviceDrivers.Mhz19;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Mhz19;

public sealed class Mhz19Conformance : DriverConformance
{
    private protected override Bench NewBench() => new("mhz19", ConnectionKind.Serial, time => new Mhz19Simulator(time) { IsOn = true });

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("co2_ppm", 636);
}

public sealed class Mhz19Tests
{
    [Theory]
    [InlineData(Mhz19Wire.Read, 0, "FF0186000000000079")]
    [InlineData(Mhz19Wire.SelfCalibration, 0xA0, "FF0179A000000000E6")]
    [InlineData(Mhz19Wire.SelfCalibration, 0, "FF0179000000000086")]
    public void Command_OfEachKind_HasItsBytes(byte command, byte data, string hex) => Assert.Equal(hex, Convert.ToHexString(Mhz19Wire.Command(command, data)));

    [Fact]
    public void Ppm_OfTheCapturedAnswer_IsItsConcentration()
    {
        var answer = Convert.FromHexString("FF86027C42000000BA");
        Assert.Equal(new(0, 9), Mhz19Wire.Frames(answer));
        Assert.Equal(636, Mhz19Wire.Ppm(answer));
        Assert.Equal(answer, Mhz19Wire.Answer(636, 26));
    }

    [Fact]
    public void Frames_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly(
        "MH-Z19 frames",
        [Convert.FromHexString("FF86027C42000000BA"), Mhz19Wire.Command(Mhz19Wire.Read)],
        bytes => Cutting.All(Mhz19Wire.Frames, bytes, frame => _ = Mhz19Wire.IsAnswer(frame) ? Mhz19Wire.Ppm(frame) : null));

    [Fact]
    public async Task Poll_WhileItWarmsUp_TellsNothing()
    {
        await using var bench = new Bench("mhz19", ConnectionKind.Serial, time => new Mhz19Simulator(time));
        await using var driver = await bench.StartAsync();
        Assert.Empty(bench.News);
        ((Mhz19Simulator)bench.Simulator).IsOn = true;
        await driver.PollAsync(CancellationToken.None);
        Assert.Equal(636, bench.State("co2_ppm"));
    }

    [Fact]
    public async Task Start_WithSelfCalibrationOff_TellsTheSensor()
    {
        await using var bench = new Bench("mhz19", ConnectionKind.Serial, time => new Mhz19Simulator(time), new Dictionary<string, DeviceValue> { ["selfCalibration"] = "off" });
        await using var driver = await bench.StartAsync();
        Assert.False(((Mhz19Simulator)bench.Simulator).SelfCalibrates);
    }
}
