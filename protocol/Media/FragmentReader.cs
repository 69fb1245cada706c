using System.Buffers;

namespace Tongtang.Protocol.Media;

/// <summary>A box that was not whole when the stream ended. What is missing of it is never made up.</summary>
/// <param name="Box">Its four characters; <c>box</c> when not even its head is whole.</param>
/// <param name="Offset">Where it begins in the stream.</param>
/// <param name="Bytes">How many bytes of it and behind it came.</param>
public sealed record IncompleteBox(string Box, long Offset, int Bytes);

/// <summary>
/// Reads a growing fragmented MP4 such as ffmpeg writes with
/// <c>-f mp4 -movflags cmaf+frag_every_frame -write_prft wallclock pipe:1</c>: first the init segment, then fragments.
/// Fed in chunks of any size; holds one fragment at most and allocates nothing per fragment.
/// <para>
/// Give each track an output of its own. With picture and sound in one output ffmpeg 5.1 loses how much later one track
/// began (tfdt counts from each track's first packet; only prft, which only the picture has, still knows) and, when
/// a picture waits in its interleave queue while sound is written, gives the picture the time of the next one, a
/// duration of 0 and no prft (movenc.c, mov_flush_fragment). With an output each and <c>frag_discont</c>, tfdt is the
/// input's own time in both and may begin below 0.
/// </para>
/// </summary>
public sealed class FragmentReader : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly MediaLimits _limits;
    private readonly MovieFragmentBox _movie;
    private readonly Dictionary<uint, ProducerReference> _producers = [];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private int _start;
    private int _end;
    private long _skip;
    private long _position;
    private byte[] _fileType = [];
    private int _nextFragment;
    private int _movieBytes;

    public FragmentReader(MediaLimits? limits = null)
    {
        _limits = limits ?? MediaLimits.Default;
        _movie = new MovieFragmentBox(_limits);
    }

    /// <summary>Null until moov has come; it comes before the first fragment.</summary>
    public InitSegment? Init { get; private set; }

    /// <summary>Where to put the next bytes, at least 16 KiB; say with <see cref="Advance"/> how many there were.</summary>
    public Memory<byte> GetMemory()
    {
        const int least = 16 * 1024;
        if (_buffer.Length - _end < least)
            MakeRoom(least);
        return _buffer.AsMemory(_end);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _end < bytes.Length)
            MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>
    /// The next whole fragment. False: more bytes are needed. A moof of several tracks gives one fragment for each.
    /// </summary>
    /// <exception cref="MediaFormatException">The bytes cannot be what they should be; the stream is of no more use.</exception>
    public bool TryRead(out Fragment fragment)
    {
        fragment = default;
        while (_nextFragment == _movie.Fragments.Count)
        {
            Drop(_movieBytes);
            _movieBytes = 0;
            if (!TryReadBox())
                return false;
        }

        var track = _movie.Fragments[_nextFragment++];
        fragment = new Fragment
        {
            TrackId = track.TrackId,
            DecodeTime = track.DecodeTime,
            Samples = _movie.Samples.Slice(track.FirstSample, track.SampleCount),
            Payload = _buffer.AsMemory(_start + (int)track.DataStart, (int)track.DataBytes),
            Producer = _producers.Remove(track.TrackId, out var producer) ? producer : null,
        };
        return true;
    }

    /// <summary>To be asked when the stream has ended and <see cref="TryRead"/> says false: what was cut off, if anything.</summary>
    public IncompleteBox? End()
    {
        if (_skip > 0)
            return new IncompleteBox("skipped", _position, 0);
        if (_start == _end)
            return null;
        var whole = BoxCursor.TryReadHeader(_buffer.AsSpan(_start.._end), _position, out var type, out _, out _);
        return new IncompleteBox(whole ? FourCc.Name(type) : "box", _position, _end - _start);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_start, _end) = (0, 0);
    }

    private bool TryReadBox()
    {
        if (!SkipRest())
            return false;
        var data = _buffer.AsSpan(_start.._end);
        if (!BoxCursor.TryReadHeader(data, _position, out var type, out _, out var size))
            return false;
        RefuseSize(type, size);
        switch (type)
        {
            case FourCc.Ftyp or FourCc.Moov or FourCc.Prft when data.Length < size:
                return false;
            case FourCc.Ftyp:
                _fileType = data[..(int)size].ToArray();
                break;
            case FourCc.Moov:
                ReadInit(data[..(int)size]);
                break;
            case FourCc.Prft:
                ReadProducer(data[..(int)size]);
                break;
            case FourCc.Moof:
                return TryReadMovie(data, (int)size);
            case FourCc.Mdat:
                throw new MediaFormatException("mdat", _position, "stands without a moof before it");
            default:
                _skip = size;
                return true;
        }

        Drop((int)size);
        return true;
    }

    private void RefuseSize(uint type, long size)
    {
        var allowed = type switch
        {
            FourCc.Ftyp or FourCc.Moov or FourCc.Prft => _limits.InitBytes,
            FourCc.Moof => _limits.MoofBytes,
            FourCc.Mdat => _limits.MdatBytes,
            _ => _limits.OtherBytes,
        };
        if (size > allowed)
            throw new MediaFormatException(FourCc.Name(type), _position, $"says {size} bytes, {allowed} are allowed");
    }

    private void ReadInit(ReadOnlySpan<byte> movie)
    {
        if (Init is not null)
            throw new MediaFormatException("moov", _position, "comes a second time");
        Init = InitSegment.Parse((byte[])[.. _fileType, .. movie], _limits);
    }

    private void ReadProducer(ReadOnlySpan<byte> box)
    {
        var cursor = new BoxCursor(box, _position);
        cursor.MoveNext();
        var (trackId, reference) = ProducerReferenceBox.Read(cursor.Fields);
        if (Init?.Tracks.Any(track => track.Id == trackId) == true)
            _producers[trackId] = reference;
    }

    /// <summary>moof is read when it and the mdat behind it are whole.</summary>
    private bool TryReadMovie(ReadOnlySpan<byte> data, int movieSize)
    {
        if (Init is null)
            throw new MediaFormatException("moof", _position, "stands before moov");
        if (data.Length < movieSize || !BoxCursor.TryReadHeader(data[movieSize..], _position + movieSize, out var type, out var header, out var size))
            return false;
        if (type != FourCc.Mdat)
            throw new MediaFormatException(FourCc.Name(type), _position + movieSize, "stands behind moof, where mdat must be");
        if (size > _limits.MdatBytes)
            throw new MediaFormatException("mdat", _position + movieSize, $"says {size} bytes, {_limits.MdatBytes} are allowed");
        if (data.Length < movieSize + size)
            return false;
        var cursor = new BoxCursor(data[..movieSize], _position);
        cursor.MoveNext();
        _movie.Parse(cursor.Children, _position, Init);
        _nextFragment = 0;
        _movieBytes = movieSize + (int)size;
        _movie.RequireWithin(movieSize + header, _movieBytes, _position);
        return true;
    }

    private bool SkipRest()
    {
        var skipped = (int)Math.Min(_skip, _end - _start);
        _skip -= skipped;
        Drop(skipped);
        return _skip == 0;
    }

    private void Drop(int count)
    {
        _start += count;
        _position += count;
        if (_start == _end)
            (_start, _end) = (0, 0);
    }

    /// <summary>Moves what is held to the front, or to a buffer twice as large. Bounded, since sizes beyond the limits are refused by their heads.</summary>
    private void MakeRoom(int count)
    {
        var held = _end - _start;
        var target = _buffer;
        if (_buffer.Length - held < count)
            target = ArrayPool<byte>.Shared.Rent(Math.Max(checked(held + count), _buffer.Length * 2));
        _buffer.AsSpan(_start, held).CopyTo(target);
        if (target != _buffer)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (target, 0, held);
    }
}
