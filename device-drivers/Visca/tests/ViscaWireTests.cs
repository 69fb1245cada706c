using Tongtang.DeviceDrivers.Visca;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.Visca;

/// <summary>Bytes of the makers' command lists.</summary>
public sealed class ViscaWireTests
{
    public static TheoryData<string, byte[]> Messages => new()
    {
        { "81 01 04 00 02 FF", ViscaWire.Power(on: true) },
        { "81 01 04 00 03 FF", ViscaWire.Power(on: false) },
        { "81 09 04 00 FF", ViscaWire.AskPower },
        { "81 09 00 02 FF", ViscaWire.AskVersion },
        { "81 09 06 12 FF", ViscaWire.AskPosition },
        { "81 09 04 47 FF", ViscaWire.AskZoom },
        { "81 01 06 01 18 01 01 03 FF", ViscaWire.Turn(-1, 0, 0x14) },
        { "81 01 06 01 0C 14 02 01 FF", ViscaWire.Turn(0.5, 1, 0x14) },
        { "81 01 06 01 01 17 03 02 FF", ViscaWire.Turn(0, -1, 0x17) },
        { "81 01 06 01 01 01 02 03 FF", ViscaWire.Turn(0.001, 0, 0x14) },
        { "81 01 06 01 01 01 03 03 FF", ViscaWire.StopTurning },
        { "81 01 06 04 FF", ViscaWire.Home },
        { "81 01 04 07 00 FF", ViscaWire.Zoom(0) },
        { "81 01 04 07 27 FF", ViscaWire.Zoom(1) },
        { "81 01 04 07 34 FF", ViscaWire.Zoom(-0.5) },
        { "81 01 04 47 00 00 00 00 FF", ViscaWire.ZoomTo(0) },
        { "81 01 04 47 04 00 00 00 FF", ViscaWire.ZoomTo(1) },
        { "81 01 04 47 01 02 03 04 FF", ViscaWire.ZoomTo(0x1234 / 16384.0) },
        { "81 01 04 08 02 FF", ViscaWire.Focus("far") },
        { "81 01 04 08 03 FF", ViscaWire.Focus("near") },
        { "81 01 04 08 00 FF", ViscaWire.Focus("stop") },
        { "81 01 04 38 02 FF", ViscaWire.Focus("auto") },
        { "81 01 04 38 03 FF", ViscaWire.Focus("manual") },
        { "81 01 04 18 01 FF", ViscaModel.Of("sony", null).FocusOnce },
        { "81 01 04 38 04 FF", ViscaModel.Of("ptzoptics", null).FocusOnce },
        { "81 01 04 3F 02 00 FF", ViscaWire.Memory(2, ViscaModel.Of("sony", null).PresetByte(1)) },
        { "81 01 04 3F 01 01 FF", ViscaWire.Memory(1, ViscaModel.Of("ptzoptics", null).PresetByte(1)) },
        { "81 01 04 62 02 FF", ViscaWire.Freeze(on: true) },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Frame_OfEachMessage_IsTheListsBytes(string bytes, byte[] message) => Assert.Equal(Hex(bytes), ViscaWire.Frame(1, message));

    [Fact]
    public void Frame_InAChain_HasTheCamerasAddress() => Assert.Equal(Hex("87 09 04 00 FF"), ViscaWire.Frame(7, ViscaWire.AskPower));

    [Fact]
    public void Header_OfPowerOn_IsSonysExample()
    {
        var datagram = Hex("01 00 00 06 00 00 00 01 81 01 04 00 02 FF");
        Assert.Equal(datagram, ViscaHeader.Write(ViscaHeader.Command, 1, ViscaWire.Frame(1, ViscaWire.Power(on: true))));
        var (type, number, message) = ViscaHeader.Read(datagram)!.Value;
        Assert.Equal((ViscaHeader.Command, 1u), (type, number));
        Assert.Equal(Hex("81 01 04 00 02 FF"), message);
        Assert.Equal(Hex("02 00 00 01 00 00 00 00 01"), ViscaHeader.Reset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01 11 00 04 00 00 00 01 90 41 FF")]
    [InlineData("01 11 00 00 00 00 00 01")]
    [InlineData("90 41 FF")]
    public void Header_OfSomethingElse_IsNone(string datagram) => Assert.Null(ViscaHeader.Read(Hex(datagram)));

    [Theory]
    [InlineData("90 41 FF", ViscaReplyKind.Acknowledged, 1, 1, 0)]
    [InlineData("A0 52 FF", ViscaReplyKind.Completed, 2, 2, 0)]
    [InlineData("90 50 FF", ViscaReplyKind.Completed, 1, 0, 0)]
    [InlineData("90 50 02 FF", ViscaReplyKind.Answer, 1, 0, 0)]
    [InlineData("90 60 02 FF", ViscaReplyKind.Error, 1, 0, 2)]
    [InlineData("90 61 41 FF", ViscaReplyKind.Error, 1, 1, 0x41)]
    [InlineData("88 30 03 FF", ViscaReplyKind.AddressesSet, 0, 0, 0)]
    [InlineData("88 01 00 01 FF", ViscaReplyKind.Cleared, 0, 0, 0)]
    [InlineData("A0 38 FF", ViscaReplyKind.ChainChanged, 2, 0, 0)]
    [InlineData("80 38 FF", ViscaReplyKind.ChainChanged, 0, 0, 0)]
    internal void Parse_OfEachReply_IsItsKind(string bytes, ViscaReplyKind kind, int address, int socket, int error)
    {
        var reply = ViscaReply.Parse(Hex(bytes))!.Value;
        Assert.Equal((kind, address, socket, error), (reply.Kind, reply.Address, reply.Socket, reply.Error));
    }

    [Theory]
    [InlineData("81 09 04 00 FF")]
    [InlineData("90 41 00 FF")]
    [InlineData("90 61 FF")]
    [InlineData("90 FF")]
    [InlineData("95 41 FF")]
    [InlineData("90 50 02")]
    public void Parse_OfSomethingElse_IsNone(string bytes) => Assert.Null(ViscaReply.Parse(Hex(bytes)));

    [Theory]
    [InlineData("90 41 FF 90 51 FF", 0, 3)]
    [InlineData("00 FF 90 41 FF", 2, 3)]
    [InlineData("81 01 04 00 02 FF 90 41 FF", 6, 3)]
    [InlineData("90 02 16 90 41 FF", 3, 3)]
    [InlineData("90 50 01", 0, 0)]
    [InlineData("0D 0A 90", 2, 0)]
    [InlineData("0D 0A", 2, 0)]
    public void Cutter_GivenAStream_FindsReplies(string bytes, int skip, int length)
    {
        var cut = ViscaReply.Cutter(Hex(bytes));
        Assert.Equal((skip, length), (cut.Skip, cut.Length));
    }

    [Theory]
    [InlineData("02 02 00 00 0F 0C 00 00", 8704, -1024)]
    [InlineData("0D 0E 00 00 01 02 00 00", -8704, 4608)]
    [InlineData("0F 0F 0F 0F 0F 00 00 00 01", -1, 1)]
    [InlineData("00 00 00 00 01 0F 0F 0F 0F 0F", 1, -1)]
    public void PositionOf_EachLength_IsPanAndTilt(string answer, int pan, int tilt) => Assert.Equal((pan, tilt), ViscaWire.PositionOf(Hex(answer)));

    [Theory]
    [InlineData("02 02 00 00 0F 0C 00")]
    [InlineData("12 02 00 00 0F 0C 00 00")]
    [InlineData("")]
    public void PositionOf_SomethingElse_IsNone(string answer) => Assert.Null(ViscaWire.PositionOf(Hex(answer)));

    [Fact]
    public void Facts_OfAnSrg300H_AreItsMakersAndModel() => Assert.Equal(
        [("manufacturer", "Sony"), ("model", "0513"), ("firmware", "0100")],
        ViscaModel.Facts(Hex("00 01 05 13 01 00 02")));

    [Theory]
    [InlineData("ptzoptics", 89, false)]
    [InlineData("ptzoptics", 90, true)]
    [InlineData("ptzoptics", 95, true)]
    [InlineData("ptzoptics", 100, false)]
    [InlineData("ptzoptics", 255, true)]
    [InlineData("sony", 95, false)]
    public void IsReserved_OfPresets_ThoseThatDoOtherThings(string model, int preset, bool reserved) => Assert.Equal(reserved, ViscaModel.Of(model, null).IsReserved(preset));

    [Fact]
    public void Parsers_GivenDamagedBytes_NeverFall() => Fuzz.RunBriefly(
        "VISCA replies",
        [.. new[] { "90 41 FF 90 51 FF", "90 50 02 02 00 00 0F 0C 00 00 FF", "01 11 00 03 00 00 00 01 90 41 FF", "88 30 02 FF 90 60 02 FF", "90 50 00 01 05 13 01 00 02 FF" }.Select(Hex)],
        bytes =>
        {
            _ = ViscaHeader.Read(bytes);
            for (var rest = bytes.AsSpan(); rest.Length > 0;)
            {
                var cut = ViscaReply.Cutter(rest);
                Assert.InRange(cut.Skip + cut.Length, 0, rest.Length);
                if (cut.Skip + cut.Length == 0) return;
                if (cut.Length > 0)
                {
                    var reply = ViscaReply.Parse(rest.Slice(cut.Skip, cut.Length))!.Value;
                    _ = ViscaWire.PositionOf(reply.Data);
                    _ = ViscaWire.ZoomOf(reply.Data);
                    _ = ViscaWire.PowerOf(reply.Data);
                    _ = ViscaModel.Facts(reply.Data).Count();
                    _ = ViscaModel.Of("auto", reply.Data);
                }

                rest = rest[(cut.Skip + cut.Length)..];
            }
        });

    internal static byte[] Hex(string bytes) => Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));
}
