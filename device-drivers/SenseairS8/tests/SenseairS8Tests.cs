using Tongtang.DeviceDrivers.SenseairS8;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.DeviceDrivers.Transport.Modbus;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.SenseairS8;

public sealed class SenseairS8Conformance : DriverConformance
{
    private protected override Bench NewBench() => new("senseair-s8", ConnectionKind.Serial, time => new SenseairS8Simulator(time) { IsOn = true });

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("co2_ppm", 400);
}

public sealed class SenseairS8Tests
{
    private static readonly ModbusRtuFraming s_rtu = new();

    [Fact]
    public void Questions_OfTheDriver_HaveTheirBytes()
    {
        Assert.Equal("FE0400000004E5C6", Convert.ToHexString(s_rtu.Wrap(new(0xFE, 1, SenseairS8Wire.Read))));
        Assert.Equal("FE0400030001D5C5", Convert.ToHexString(s_rtu.Wrap(new(0xFE, 1, ModbusRequest.ReadInputRegisters(3, 1)))));
        Assert.Equal("FE06001F00B4AC74", Convert.ToHexString(s_rtu.Wrap(new(0xFE, 1, ModbusRequest.WriteRegister(0x1F, 180)))));
        Assert.Equal("FE06001F0000AC03", Convert.ToHexString(s_rtu.Wrap(new(0xFE, 1, ModbusRequest.WriteRegister(0x1F, 0)))));
        Assert.True(Crc16.Fits(Convert.FromHexString("FE0600017C066CC7")));
    }

    [Fact]
    public void Ppm_OfTheKnownAnswer_IsItsConcentration()
    {
        var question = new ModbusQuestion(0xFE, 1, ModbusRequest.ReadInputRegisters(3, 1));
        var answer = question.Request.Open(s_rtu.Unwrap(Convert.FromHexString("FE04020190ACD8"), question));
        Assert.Equal(400, SenseairS8Wire.Ppm(answer.Registers[0]));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(0x21, "fatal:error out_of_range:error")]
    [InlineData(0x8000, "bit_15:error")]
    public void Errors_OfAStatus_AreWords(ushort status, string words) => Assert.Equal(words, SenseairS8Wire.Errors(status));

    [Fact]
    public void Wire_GivenAnyRegisters_NeverFalls() => Fuzz.RunBriefly("Senseair registers", [[0, 0, 1, 0x90]], bytes =>
    {
        foreach (var word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan(0, bytes.Length & ~1)))
        {
            Assert.InRange(SenseairS8Wire.Ppm(word) ?? 1, 1, 10000);
            _ = SenseairS8Wire.Errors(word);
        }
    });

    [Fact]
    public async Task Poll_WithAFault_NamesItAndTellsNoConcentration()
    {
        await using var bench = New(new() { ["wake"] = true });
        ((SenseairS8Simulator)bench.Simulator).Status = 0x20;
        await using var driver = await bench.StartAsync();
        Assert.Equal("out_of_range:error", bench.State("errors"));
        Assert.Null(bench.State("co2_ppm"));
    }

    [Fact]
    public async Task Start_WithAPeriod_WritesItWhenItDiffers()
    {
        await using var bench = New(new() { ["selfCalibrationHours"] = 0 });
        await using (await bench.StartAsync()) Assert.Equal(0, ((SenseairS8Simulator)bench.Simulator).PeriodHours);
        var writes = bench.Trace.Last().Count(piece => piece.Bytes is [0xFE, 6, ..]);
        await using var again = await bench.StartAsync();
        Assert.Equal(writes, bench.Trace.Last().Count(piece => piece.Bytes is [0xFE, 6, ..]));
    }

    private static Bench New(Dictionary<string, DeviceValue> settings) => new("senseair-s8", ConnectionKind.Serial, time => new SenseairS8Simulator(time) { IsOn = true }, settings);
}
