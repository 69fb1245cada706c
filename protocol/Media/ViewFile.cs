using System.Buffers;

namespace Tongtang.Protocol.Media;

/// <summary>Where the bytes of a track lie.</summary>
/// <param name="Init">Epoch → init segment.</param>
/// <param name="Path">Epoch, number → path of the stored segment.</param>
public sealed record TrackSource(Func<int, InitSegment> Init, Func<int, int, string> Path);

/// <summary>
/// Writes a view as one ordinary MP4 with picture and sound, its tables in front. Samples are copied as they are; new
/// sample descriptions where a camera came back with another picture; holes kept, the picture standing still and the sound
/// silent. Own code and not <c>ffmpeg -c copy</c>, because the size, and with it progress, is known before the first byte,
/// pauses and restarts keep their exact times, and the hub needs no ffmpeg.
/// </summary>
public sealed class ViewFile
{
    private const int CopyBytes = 1024 * 1024;

    private readonly List<SampleTable> _tracks = [];
    private readonly ArrayBufferWriter<byte> _head = new();

    private ViewFile()
    {
    }

    /// <summary>Length of the whole file in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads the heads of all segments (blocking, a few hundred bytes of each).</summary>
    /// <exception cref="MediaFormatException">A segment is damaged, or there is nothing to write.</exception>
    public static ViewFile Prepare(ViewFilePlan plan, TrackSource? video, TrackSource? audio, CancellationToken cancellationToken)
    {
        var file = new ViewFile();
        file.Collect(MediaKind.Video, plan.Video, video, cancellationToken);
        file.Collect(MediaKind.Audio, plan.Audio, audio, cancellationToken);
        if (file._tracks.Count == 0)
            throw new MediaFormatException("moov", 0, "the view has no segments");
        file.LayOut();
        return file;
    }

    /// <param name="progress">Bytes written so far.</param>
    public async Task WriteAsync(Stream output, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await output.WriteAsync(_head.WrittenMemory, cancellationToken);
        long written = _head.WrittenCount;
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            foreach (var chunk in InOrder())
            {
                await WriteChunkAsync(output, chunk, buffer, cancellationToken);
                written += chunk.Bytes;
                progress?.Report(written);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Collect(MediaKind kind, IReadOnlyList<PlacedSegment> segments, TrackSource? source, CancellationToken cancellationToken)
    {
        if (source is null || segments.Count == 0)
            return;
        var table = new SampleTable(kind);
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var init = source.Init(segment.Epoch);
            var path = source.Path(segment.Epoch, segment.Number);
            table.Add(init, segment.Shift, path, SegmentRanges.Read(path, init, MediaLimits.Default));
        }

        _tracks.Add(table);
    }

    /// <summary>Chunks of picture and sound alternate by time, so that a player need not seek.</summary>
    private IEnumerable<Chunk> InOrder() => _tracks.SelectMany(track => track.Chunks).OrderBy(chunk => chunk.Start);

    private void LayOut()
    {
        const int dataHead = 16;
        // The length of moov does not depend on the offsets in it: write it once to know it.
        FileMovieBox.Write(_head, _tracks);
        var offset = (long)_head.WrittenCount + dataHead;
        var data = offset;
        foreach (var chunk in InOrder())
        {
            chunk.Offset = offset;
            offset += chunk.Bytes;
        }

        _head.Clear();
        FileMovieBox.Write(_head, _tracks);
        FileMovieBox.Words(_head, 1, FourCc.Mdat);
        FileMovieBox.Long(_head, offset - data + dataHead);
        Bytes = offset;
    }

    private static async Task WriteChunkAsync(Stream output, Chunk chunk, byte[] buffer, CancellationToken cancellationToken)
    {
        if (chunk.Path is null)
        {
            for (long written = 0; written < chunk.Bytes; written += chunk.Silence.Length)
                await output.WriteAsync(chunk.Silence, cancellationToken);
            return;
        }

        using var file = File.OpenHandle(chunk.Path, options: FileOptions.SequentialScan);
        foreach (var (offset, bytes) in chunk.Ranges)
        {
            for (var copied = 0; copied < bytes;)
            {
                var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, Math.Min(buffer.Length, bytes - copied)), offset + copied, cancellationToken);
                if (read == 0)
                    throw new MediaFormatException("mdat", offset, "is cut off");
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                copied += read;
            }
        }
    }
}
