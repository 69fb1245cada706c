using System.Buffers;

namespace Tongtang.Protocol.Media;

/// <summary>Writes ftyp and moov of an ordinary MP4 file, in front of its mdat so that it plays while it downloads.</summary>
internal static class FileMovieBox
{
    private const uint MovieTimescale = 1000;

    // ISO/IEC 14496-12, 8.2.2: identity.
    private static readonly uint[] _matrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

    public static void Write(ArrayBufferWriter<byte> output, IReadOnlyList<SampleTable> tracks)
    {
        Box(output, "ftyp", () => Words(output, FourCc.Of("isom"), 0x200, FourCc.Of("isom"), FourCc.Of("iso2"), FourCc.Of("avc1"), FourCc.Of("mp41")));
        Box(output, "moov", () =>
        {
            var duration = tracks.Max(track => InMovie(track, track.Start + track.Duration));
            Box(output, "mvhd", () =>
            {
                Words(output, 0x01000000, 0, 0, 0, 0, MovieTimescale);
                Long(output, duration);
                Words(output, 0x10000, 0x01000000, 0, 0);
                Words(output, _matrix);
                Words(output, 0, 0, 0, 0, 0, 0, (uint)tracks.Count + 1);
            });
            for (var i = 0; i < tracks.Count; i++)
                WriteTrack(output, tracks[i], (uint)i + 1);
        });
    }

    private static void WriteTrack(ArrayBufferWriter<byte> output, SampleTable track, uint id) => Box(output, "trak", () =>
    {
        var description = track.Inits[0].Tracks[0];
        Box(output, "tkhd", () =>
        {
            Words(output, 0x01000003, 0, 0, 0, 0, id, 0);
            Long(output, InMovie(track, track.Start + track.Duration));
            Words(output, 0, 0, 0, track.Kind == MediaKind.Audio ? 0x01000000u : 0);
            Words(output, _matrix);
            Words(output, (uint)description.Width << 16, (uint)description.Height << 16);
        });
        WriteEdits(output, track);
        Box(output, "mdia", () =>
        {
            Box(output, "mdhd", () =>
            {
                Words(output, 0x01000000, 0, 0, 0, 0, track.Timescale);
                Long(output, track.Duration);
                Words(output, 0x55C40000);
            });
            Box(output, "hdlr", () =>
            {
                Words(output, 0, 0, track.Kind == MediaKind.Video ? FourCc.Vide : FourCc.Soun, 0, 0, 0);
                output.Write("\0"u8);
            });
            Box(output, "minf", () =>
            {
                if (track.Kind == MediaKind.Video)
                    Box(output, "vmhd", () => Words(output, 1, 0, 0));
                else
                    Box(output, "smhd", () => Words(output, 0, 0));
                Box(output, "dinf", () => Box(output, "dref", () =>
                {
                    Words(output, 0, 1);
                    Box(output, "url ", () => Words(output, 1));
                }));
                Box(output, "stbl", () => SampleTableBoxes.Write(output, track));
            });
        });
    });

    /// <summary>A track that began later than the file waits so long; reordered pictures begin at the first one shown.</summary>
    private static void WriteEdits(ArrayBufferWriter<byte> output, SampleTable track) => Box(output, "edts", () => Box(output, "elst", () =>
    {
        var waits = track.Start > 0;
        Words(output, 0x01000000, waits ? 2u : 1);
        if (waits)
        {
            Long(output, InMovie(track, track.Start));
            Long(output, -1);
            Words(output, 0x10000);
        }

        Long(output, InMovie(track, track.Duration));
        Long(output, Math.Max(0, track.Compositions[0]));
        Words(output, 0x10000);
    }));

    private static long InMovie(SampleTable track, long time) => time * MovieTimescale / track.Timescale;

    public static void Box(ArrayBufferWriter<byte> output, string type, Action content)
    {
        var start = output.WrittenCount;
        Words(output, 0, FourCc.Of(type));
        content();
        // The buffer is ours: the size goes where room was left for it.
        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(output.WrittenMemory).Span;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(written[start..], output.WrittenCount - start);
    }

    public static void Words(ArrayBufferWriter<byte> output, params ReadOnlySpan<uint> words)
    {
        var box = new BoxBytes(output.GetSpan(words.Length * 4));
        foreach (var word in words)
            box.U32(word);
        output.Advance(words.Length * 4);
    }

    public static void Long(ArrayBufferWriter<byte> output, long value) => Words(output, (uint)(value >> 32), (uint)value);
}
