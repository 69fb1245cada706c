using Tongtang.Protocol.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Tests.Media;

namespace Tongtang.HubServer.Tests.Live;

/// <summary>Two seconds of a real camera of ffmpeg's, as a box sends it: an epoch, then one message a frame.</summary>
internal static class LiveFootage
{
    public const long Origin = 1_788_220_800_000_000;

    private static readonly Lazy<IReadOnlyList<LivePacket>> s_picture = new(() => Read($"-f lavfi -i testsrc2=size=320x180:rate=25 -frames:v 50 {Ffmpeg.X264}", LiveTrack.Picture));

    private static readonly Lazy<IReadOnlyList<LivePacket>> s_sound = new(() => Read("-f lavfi -i sine=r=48000 -t 1 -c:a aac", LiveTrack.Sound));

    public static IReadOnlyList<LivePacket> Picture => s_picture.Value;

    /// <summary>The same of a microphone, for a second.</summary>
    public static IReadOnlyList<LivePacket> Sound => s_sound.Value;

    private static List<LivePacket> Read(string ffmpeg, LiveTrack kind)
    {
        using var reader = new FragmentReader();
        reader.Append(Ffmpeg.Run($"{ffmpeg} {Ffmpeg.Cmaf} pipe:1"));
        var packets = new List<LivePacket>();
        while (reader.TryRead(out var fragment))
        {
            var track = reader.Init!.Tracks[0];
            if (packets.Count == 0) packets.Add(LivePacket.OfEpoch(kind, 1, Origin, track.Codec, reader.Init.Bytes.Span));
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            FragmentWriter.Write(output, (uint)packets.Count, track.Id, fragment.DecodeTime, fragment.Samples.Span, fragment.Payload.Span);
            var flags = fragment.StartsWithKeyframe ? LiveFrameFlags.Keyframe : LiveFrameFlags.None;
            packets.Add(LivePacket.OfFrame(kind, flags, 1, Origin + (fragment.DecodeTime * 1_000_000 / track.Timescale), output.WrittenSpan));
        }
        return packets;
    }
}
