using System.Buffers;
using System.Runtime.InteropServices;

namespace Tongtang.Protocol.Media;

/// <summary>Writes what is in stbl: stsd, stts, ctts, stss, stsc, stsz, co64.</summary>
internal static class SampleTableBoxes
{
    public static void Write(ArrayBufferWriter<byte> output, SampleTable track)
    {
        FileMovieBox.Box(output, "stsd", () =>
        {
            FileMovieBox.Words(output, 0, (uint)track.Inits.Count);
            foreach (var init in track.Inits)
                output.Write(init.SampleEntryOf(init.Tracks[0].Id));
        });
        WriteRuns(output, "stts", 0, track.Durations);
        if (track.Compositions.Exists(offset => offset != 0))
            WriteRuns(output, "ctts", 0x01000000, track.Compositions.Select(offset => (uint)offset));
        if (track.Keyframes.Count < track.Sizes.Count)
            WriteList(output, "stss", [0, (uint)track.Keyframes.Count], CollectionsMarshal.AsSpan(track.Keyframes));
        WriteChunkRuns(output, track);
        WriteList(output, "stsz", [0, 0, (uint)track.Sizes.Count], CollectionsMarshal.AsSpan(track.Sizes));
        FileMovieBox.Box(output, "co64", () =>
        {
            FileMovieBox.Words(output, 0, (uint)track.Chunks.Count);
            foreach (var chunk in track.Chunks)
                FileMovieBox.Long(output, chunk.Offset);
        });
    }

    private static void WriteRuns(ArrayBufferWriter<byte> output, string type, uint version, IEnumerable<uint> values)
    {
        var runs = new List<(uint Count, uint Value)>();
        foreach (var value in values)
        {
            if (runs.Count > 0 && runs[^1].Value == value)
                runs[^1] = (runs[^1].Count + 1, value);
            else
                runs.Add((1, value));
        }

        FileMovieBox.Box(output, type, () =>
        {
            FileMovieBox.Words(output, version, (uint)runs.Count);
            foreach (var (count, value) in runs)
                FileMovieBox.Words(output, count, value);
        });
    }

    private static void WriteChunkRuns(ArrayBufferWriter<byte> output, SampleTable track)
    {
        var runs = new List<(int First, int Samples, int Description)>();
        for (var i = 0; i < track.Chunks.Count; i++)
        {
            var chunk = track.Chunks[i];
            if (runs.Count == 0 || runs[^1].Samples != chunk.Samples || runs[^1].Description != chunk.Description)
                runs.Add((i + 1, chunk.Samples, chunk.Description));
        }

        FileMovieBox.Box(output, "stsc", () =>
        {
            FileMovieBox.Words(output, 0, (uint)runs.Count);
            foreach (var (first, samples, description) in runs)
                FileMovieBox.Words(output, (uint)first, (uint)samples, (uint)description);
        });
    }

    private static void WriteList(ArrayBufferWriter<byte> output, string type, uint[] head, Span<int> values)
    {
        var words = new uint[values.Length];
        for (var i = 0; i < words.Length; i++)
            words[i] = (uint)values[i];
        FileMovieBox.Box(output, type, () =>
        {
            FileMovieBox.Words(output, head);
            FileMovieBox.Words(output, words);
        });
    }
}
