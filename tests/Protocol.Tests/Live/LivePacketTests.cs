using Tongtang.Harness.Faults;
using Tongtang.Protocol.Live;

namespace Tongtang.Protocol.Tests.Live;

public sealed class LivePacketTests
{
    private const string Recording = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Epoch_Written_ReadsTheSame()
    {
        var packet = LivePacket.Parse(Made.Epoch(LiveTrack.Picture, 7, origin: 1_700_000_000_000_123).Bytes);
        Assert.Equal((LiveKind.Epoch, LiveTrack.Picture, 7u, 1_700_000_000_000_123, Made.PictureCodec), (packet.Kind, packet.Track, packet.Epoch, packet.Microseconds, packet.Codec));
        Assert.Equal(Made.PictureInit, packet.Body.ToArray());
    }

    [Fact]
    public void Frame_Written_HasTheBytesOfLiveMd()
    {
        var packet = LivePacket.OfFrame(LiveTrack.Sound, LiveFrameFlags.Keyframe, 0x01020304, 0x0005_0607_0809_0A0B, Made.Fragment(3));
        Assert.Equal("0201010102030400050607" + "08090A0B", Convert.ToHexString(packet.Bytes.Span[..15]));
        Assert.Equal(Made.Fragment(3), packet.Body.ToArray());
    }

    [Fact]
    public void AfterDrop_OfAFrame_SetsOneBitAndIsMadeOnce()
    {
        var packet = Made.Frame(LiveTrack.Picture, 1, 5, keyframe: true);
        Assert.Equal(LiveFrameFlags.Keyframe | LiveFrameFlags.AfterDrop, packet.AfterDrop.FrameFlags);
        Assert.Equal(LiveFrameFlags.Keyframe, packet.FrameFlags);
        Assert.Same(packet.AfterDrop, packet.AfterDrop);
        Assert.Same(packet.AfterDrop, packet.AfterDrop.AfterDrop);
        Assert.Equal(packet.Body.ToArray(), packet.AfterDrop.Body.ToArray());
        Assert.Equal((packet.Epoch, packet.Microseconds), (packet.AfterDrop.Epoch, packet.AfterDrop.Microseconds));
    }

    [Fact]
    public void Part_Written_ReadsTheSame()
    {
        var packet = LivePacket.Parse(LivePacket.OfPart(LiveTrack.Picture, LivePartFlags.Independent | LivePartFlags.LastOfSegment, 2, 70_000, 9, Recording, [1, 2, 3]).Bytes);
        Assert.Equal((LiveKind.Part, 2u, 70_000u, (ushort)9, Recording), (packet.Kind, packet.Epoch, packet.Segment, packet.Part, packet.Recording));
        Assert.Equal(LivePartFlags.Independent | LivePartFlags.LastOfSegment, packet.PartFlags);
        Assert.Equal([1, 2, 3], packet.Body.ToArray());
    }

    [Fact]
    public void Kind_OfALaterVersion_IsTakenAndMeansNothing() => Assert.Equal((LiveKind)9, LivePacket.Parse(new byte[] { 9 }).Kind);

    public static TheoryData<string> Hostile => new()
    {
        "",
        "00",
        "03",
        "0302",
        "0200",
        "02000000000001000000000000000A",
        "0200000000000180000000000000000000000C6D6F6F66000000080000086D646174",
        "02000000000001000000000000000A000000086D6F6F66000000096D646174",
        "02000000000001000000000000000A000000086D6F6F66000000076D646174",
        "02000000000001000000000000000AFFFFFFFF6D6F6F66000000086D646174",
        "02000000000001000000000000000A000000086D6F6F66000000086D64617400",
        "0100000000010000000000000000FFFF41",
        "0100000000010000000000000000000120",
        "010000000001000000000000000000014100000000",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Parse_OfHostileBytes_Refuses(string hex) => Assert.Throws<LiveMessageException>(() => LivePacket.Parse(Convert.FromHexString(hex)));

    [Fact]
    public void Parse_OfAnEpochOfTheOtherKind_Refuses() =>
        Assert.Throws<LiveMessageException>(() => LivePacket.OfEpoch(LiveTrack.Sound, 1, 0, Made.PictureCodec, Made.PictureInit));

    [Fact]
    public void Parse_OfMoreThanTheLimit_Refuses() => Assert.Throws<LiveMessageException>(() => LivePacket.Parse(new byte[LiveLimits.MessageBytes + 1]));

    [Fact]
    public void Parse_OfDamagedMessages_RefusesAndNothingElse() => Fuzz.Run(
        "live messages",
        [
            Made.Epoch(LiveTrack.Picture, 1).Bytes.ToArray(), Made.Frame(LiveTrack.Picture, 1, 5, keyframe: true).Bytes.ToArray(),
            LivePacket.OfEnd(LiveTrack.Sound).Bytes.ToArray(), LivePacket.OfPart(LiveTrack.Picture, LivePartFlags.None, 1, 2, 3, Recording, [1]).Bytes.ToArray(),
        ],
        bytes => _ = LivePacket.Parse(bytes).AfterDrop,
        typeof(LiveMessageException));
}
