using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport.Modbus;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Transport.Modbus;

public sealed class ModbusFramingTests
{
    private static readonly ModbusRtuFraming s_rtu = new();

    [Fact]
    public void Crc_OfTheCheckString_IsTheKnownOne() => Assert.Equal(0x4B37, Crc16.Of("123456789"u8));

    [Theory]
    [InlineData("010300000002C40B")]
    [InlineData("01030402 92FF9B5A3D")]
    [InlineData("018302C0F1")]
    [InlineData("1103006B00037687")]
    [InlineData("01050000FF008C3A")]
    [InlineData("010500000000CDCA")]
    [InlineData("010F0000000801FFBED5")]
    [InlineData("0101000000083DCC")]
    [InlineData("01020000000879CC")]
    [InlineData("FE0F0000000401FF31D2")]
    [InlineData("FE0F00000004010071 92")]
    [InlineData("FE050000FF009835")]
    [InlineData("01030006 0004A408")]
    [InlineData("010302 01C3F985")]
    public void Crc_OfVerifiedFrames_Fits(string hex) => Assert.True(Crc16.Fits(Bytes(hex)));

    /// <summary>An example on the web has this checksum, which is wrong.</summary>
    [Fact]
    public void Crc_OfThePublishedMistake_DoesNotFit() => Assert.False(Crc16.Fits(Bytes("01030201C37835")));

    public static TheoryData<string, byte, ModbusRequest> Questions => new()
    {
        { "010300000002C40B", 1, ModbusRequest.ReadRegisters(0, 2) },
        { "1103006B00037687", 0x11, ModbusRequest.ReadRegisters(0x6B, 3) },
        { "01050000FF008C3A", 1, ModbusRequest.WriteCoil(0, on: true) },
        { "010500000000CDCA", 1, ModbusRequest.WriteCoil(0, on: false) },
        { "010F0000000801FFBED5", 1, ModbusRequest.WriteCoils(0, [true, true, true, true, true, true, true, true]) },
        { "0101000000083DCC", 1, ModbusRequest.ReadCoils(0, 8) },
        { "01020000000879CC", 1, ModbusRequest.ReadInputs(0, 8) },
        { "FE0400030001D5C5", 0xFE, ModbusRequest.ReadInputRegisters(3, 1) },
        { "FE06001F00B4AC74", 0xFE, ModbusRequest.WriteRegister(0x1F, 180) },
        { "0110000100020400 0A01029230", 1, ModbusRequest.WriteRegisters(1, [0x000A, 0x0102]) },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void Wrap_OfKnownQuestions_GivesTheirBytes(string hex, byte unit, ModbusRequest request) => Assert.Equal(Bytes(hex), s_rtu.Wrap(new(unit, 1, request)));

    [Fact]
    public void Wrap_OnTcp_HasTheHeader() => Assert.Equal(Bytes("000100000006010300000002"), new ModbusTcpFraming().Wrap(new(1, 1, ModbusRequest.ReadRegisters(0, 2))));

    [Theory]
    [InlineData("", "01030402 92FF9B5A3D", "")]
    [InlineData("00FF7F800D0A", "0103040292FF9B5A3D", "")]
    [InlineData("0103040292FF9B5A3C", "0103040292FF9B5A3D", "00")]
    [InlineData("010304", "0103040292FF9B5A3D", "")]
    [InlineData("010300000002C40B", "0103040292FF9B5A3D", "")]
    public void Cut_OfNoiseAndAnAnswer_FindsTheAnswer(string noise, string answer, string behind)
    {
        var question = new ModbusQuestion(1, 1, ModbusRequest.ReadRegisters(0, 2));
        var received = Bytes(noise + answer + behind);
        var cut = s_rtu.Cut(received, question);
        Assert.Equal(Bytes(answer), received[cut.Skip..(cut.Skip + cut.Length)]);
        Assert.Equal([658, 0xFF9B], question.Request.Open(s_rtu.Unwrap(received.AsSpan(cut.Skip, cut.Length), question)).Registers);
    }

    [Fact]
    public void Cut_OfARefusal_SaysWhichException()
    {
        var question = new ModbusQuestion(1, 1, ModbusRequest.ReadRegisters(0, 2));
        var frame = Bytes("018302C0F1");
        Assert.Equal(new Tongtang.DeviceDrivers.Transport.FrameCut(0, 5), s_rtu.Cut(frame, question));
        Assert.Equal(2, question.Request.Open(s_rtu.Unwrap(frame, question)).Refusal);
    }

    [Theory]
    [InlineData("0203040292FF9B693D")]
    [InlineData("010404 0292FF9B5B8A")]
    [InlineData("01030202923889")]
    public void Cut_OfAnothersAnswer_LetsItGo(string frame) => Assert.Equal(0, s_rtu.Cut(Bytes(frame), new(1, 1, ModbusRequest.ReadRegisters(0, 2))).Length);

    [Fact]
    public void Unwrap_OfAnotherNumberOnTcp_IsNoAnswer()
    {
        var framing = new ModbusTcpFraming();
        var question = new ModbusQuestion(1, 1, ModbusRequest.ReadRegisters(0, 2));
        var answer = Bytes("00010000000701030402 92FF9B");
        Assert.Equal([658, 0xFF9B], question.Request.Open(framing.Unwrap(answer, question)).Registers);
        Assert.False(question.Request.Answers(framing.Unwrap(answer, question with { Transaction = 2 })));
        Assert.False(question.Request.Answers(framing.Unwrap(answer, question with { Unit = 2 })));
    }

    [Fact]
    public void Cutters_GivenDamagedBytes_NeverFallAndAlwaysGoOn() => Fuzz.RunBriefly(
        "Modbus frames",
        [Bytes("0103040292FF9B5A3D"), Bytes("018302C0F1"), Bytes("01050000FF008C3A"), Bytes("00010000000701030402 92FF9B"), Bytes("010F0000000801FFBED5")],
        bytes =>
        {
            if (bytes.Length == 0) return;
            foreach (var request in new[] { ModbusRequest.ReadRegisters(0, 2), ModbusRequest.WriteCoil(0, on: true), ModbusRequest.ReadCoils(0, 8) })
            {
                var question = new ModbusQuestion(1, 1, request);
                foreach (IModbusFraming framing in new IModbusFraming[] { s_rtu, new ModbusTcpFraming() })
                {
                    var rest = bytes;
                    while (rest.Length > 0 && framing.Cut(rest, question) is var cut && cut.Skip + cut.Length > 0)
                    {
                        Assert.InRange(cut.Skip + cut.Length, 1, rest.Length);
                        if (cut.Length > 0 && framing.Unwrap(rest.AsSpan(cut.Skip, cut.Length), question) is var body && request.Answers(body)) _ = request.Open(body);
                        rest = rest[(cut.Skip + cut.Length)..];
                    }
                }
            }

            var asked = ModbusServer.Cut(bytes);
            Assert.InRange(asked.Skip + asked.Length, 0, bytes.Length);
            if (bytes.Length < 260) _ = new ModbusMemory().Answer(bytes);
        });

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

}
