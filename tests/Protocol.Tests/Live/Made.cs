using System.Buffers.Binary;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Tests.Media;

namespace Tongtang.Protocol.Tests.Live;

/// <summary>Messages with real init segments of ffmpeg and made-up frames.</summary>
internal static class Made
{
    private static readonly Lazy<InitSegment> s_picture = new(() => Init($"-f lavfi -i testsrc2=size=160x90:rate=25 -frames:v 2 {Ffmpeg.X264}"));
    private static readonly Lazy<InitSegment> s_sound = new(() => Init("-f lavfi -i sine=duration=0.2 -c:a aac"));

    public static byte[] PictureInit => s_picture.Value.Bytes.ToArray();

    public static string PictureCodec => s_picture.Value.Tracks[0].Codec;

    public static LivePacket Epoch(LiveTrack track, uint number, long origin = 0)
    {
        var init = track == LiveTrack.Picture ? s_picture.Value : s_sound.Value;
        return LivePacket.OfEpoch(track, number, origin, init.Tracks[0].Codec, init.Bytes.Span);
    }

    /// <param name="captured">In ms.</param>
    /// <param name="bytes">Of the payload.</param>
    public static LivePacket Frame(LiveTrack track, uint epoch, long captured, bool keyframe = false, int bytes = 4) =>
        LivePacket.OfFrame(track, keyframe ? LiveFrameFlags.Keyframe : LiveFrameFlags.None, epoch, captured * 1000, Fragment(bytes));

    public static byte[] Fragment(int payload)
    {
        var bytes = new byte[16 + payload];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 8);
        "moof"u8.CopyTo(bytes.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), 8 + payload);
        "mdat"u8.CopyTo(bytes.AsSpan(12));
        return bytes;
    }

    private static InitSegment Init(string ffmpeg)
    {
        using var reader = new FragmentReader();
        reader.Append(Ffmpeg.Run($"{ffmpeg} {Ffmpeg.Cmaf} pipe:1"));
        Assert.True(reader.TryRead(out _));
        return reader.Init!;
    }
}
