using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>Pictures of which a camera's stream makes two samples: parameter sets, or the first slice, and the rest.</summary>
public sealed class WholePicturesTests
{
    private static readonly byte[] s_parameters = [0, 0, 0, 2, 0x67, 0x42, 0, 0, 0, 2, 0x68, 0xCE];
    private static readonly byte[] s_firstSlice = [0, 0, 0, 2, 0x67, 0x42, 0, 0, 0, 3, 0x65, 0x88, 0x84];
    private static readonly byte[] s_secondSlice = [0, 0, 0, 3, 0x65, 0x03, 0xC8];
    private static readonly byte[] s_picture = [0, 0, 0, 2, 0x41, 0x9A];

    public static TheoryData<byte[], byte[], int> Pieces => new()
    {
        { s_parameters, s_firstSlice, 1 },
        { s_parameters, s_firstSlice, 1_700 },
        // x264's two slices through GStreamer's rtph264pay: one tick within a stream, about 2 ms at its beginning.
        { s_firstSlice, s_secondSlice, 1 },
        { s_firstSlice, s_secondSlice, 188 },
        { s_firstSlice, s_secondSlice, 1_700 },
    };

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Pieces_OfOnePicture_AreOne(byte[] first, byte[] second, int ticks)
    {
        var given = Take((1_000, ticks, first, true), (1_000 + ticks, 3_600, second, true), (4_600 + ticks, 3_600, s_picture, false));
        Assert.Equal([(1_000, true, 3_600u), (4_600 + ticks, false, 3_600u)], given.Select(one => (one.Frame.Time, one.Frame.Sample.IsKeyframe, one.Frame.Sample.Duration)));
        Assert.Equal([.. first, .. second], given[0].Bytes);
        Assert.Equal(first.Length + second.Length, given[0].Frame.Sample.Size);
        Assert.Equal(s_picture, given[1].Bytes);
    }

    [Fact]
    public void Pictures_SixtyASecond_StayApart()
    {
        var given = Take((0, 1_500, s_firstSlice, true), (1_500, 1_500, s_picture, false), (3_000, 1_500, s_picture, false));
        Assert.Equal([0, 1_500], given.Select(one => one.Frame.Time));
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Pieces_OfOnePicture_AreRecordedAsOne(byte[] first, byte[] second, int ticks)
    {
        var frames = new List<(long Time, int Size)>();
        using var joiner = new FrameJoiner(MediaKind.Video, 90_000, (in Frame frame, ReadOnlySpan<byte> _) => frames.Add((frame.Time, frame.Sample.Size)));
        joiner.Add(1_000, Of(ticks, first, true), first);
        joiner.Add(1_000 + ticks, Of(3_600, second, true), second);
        joiner.Add(4_600 + ticks, Of(3_600, s_picture, false), s_picture);
        joiner.Flush();
        Assert.Equal([(1_000, first.Length + second.Length), (4_600 + ticks, s_picture.Length)], frames);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x67 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0x67 })]
    public void Sample_ThatCannotBeRead_StaysAlone(byte[] data) => Assert.False(NalUnits.BelongTogether(data, data));

    private static List<(Frame Frame, byte[] Bytes)> Take(params (long Time, int Ticks, byte[] Data, bool Keyframe)[] samples)
    {
        var (pictures, given) = (new WholePictures(), new List<(Frame, byte[])>());
        foreach (var (time, ticks, data, keyframe) in samples)
            pictures.Take(time, Of(ticks, data, keyframe), data, 90_000, (in Frame frame, ReadOnlySpan<byte> bytes) => given.Add((frame, bytes.ToArray())));
        return given;
    }

    private static Sample Of(int ticks, byte[] data, bool keyframe) => new((uint)ticks, data.Length, keyframe, 0);
}
