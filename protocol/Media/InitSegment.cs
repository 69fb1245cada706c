using System.Buffers.Binary;

namespace Tongtang.Protocol.Media;

/// <summary>ftyp and moov: what a player needs before the first fragment.</summary>
public sealed class InitSegment
{
    private InitSegment(ReadOnlyMemory<byte> bytes, IReadOnlyList<MediaTrack> tracks)
    {
        Bytes = bytes;
        Tracks = tracks;
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Pictures and sounds, in the order of the file; tracks of other kinds are left out.</summary>
    public IReadOnlyList<MediaTrack> Tracks { get; }

    /// <summary>Reads ftyp (optional) and moov; other boxes at the top are passed over.</summary>
    /// <exception cref="MediaFormatException">Not an init segment, or larger than <see cref="MediaLimits.InitBytes"/>.</exception>
    public static InitSegment Parse(ReadOnlyMemory<byte> bytes, MediaLimits? limits = null)
    {
        limits ??= MediaLimits.Default;
        if (bytes.Length > limits.InitBytes)
            throw new MediaFormatException("moov", 0, $"an init segment has {bytes.Length} bytes, {limits.InitBytes} are allowed");
        var cursor = new BoxCursor(bytes.Span, 0);
        while (cursor.MoveNext())
        {
            if (cursor.Type == FourCc.Moov)
                return new InitSegment(bytes, MovieBox.Tracks(cursor.Children, cursor.Offset, limits));
        }

        throw new MediaFormatException("moov", bytes.Length, "is missing: an init segment has ftyp and moov");
    }

    /// <exception cref="MediaFormatException">No such track here.</exception>
    public MediaTrack Track(uint trackId) =>
        Tracks.FirstOrDefault(track => track.Id == trackId)
        ?? throw new MediaFormatException("trak", 0, $"track {trackId} is not in the init segment, which has {string.Join(", ", Tracks.Select(track => track.Id))}");

    /// <summary>The same with one track alone: ftyp, and moov without the other trak and trex and without udta.</summary>
    public byte[] ForTrack(uint trackId)
    {
        Track(trackId);
        var output = new byte[Bytes.Length];
        var written = 0;
        var top = new BoxCursor(Bytes.Span, 0);
        while (top.MoveNext())
        {
            if (top.Type == FourCc.Moov)
                written += CopyMovie(top, trackId, output.AsSpan(written));
            else if (top.Type == FourCc.Ftyp)
                written += Copy(top.Box, output.AsSpan(written));
        }

        return output[..written];
    }

    internal ReadOnlySpan<byte> SampleEntryOf(uint trackId)
    {
        var top = new BoxCursor(Bytes.Span, 0);
        while (top.MoveNext())
        {
            if (top.Type == FourCc.Moov)
                return MovieBox.SampleEntryOf(top.Children, trackId);
        }

        return default;
    }

    private static int CopyMovie(BoxCursor movie, uint trackId, Span<byte> output)
    {
        var written = BoxCursor.HeaderBytes;
        var children = movie.Children;
        while (children.MoveNext())
        {
            if (children.Type == FourCc.Mvex)
                written += CopyExtends(children, trackId, output[written..]);
            else if (children.Type == FourCc.Mvhd || (children.Type == FourCc.Trak && MovieBox.TrackId(children.Children, children.Offset) == trackId))
                written += Copy(children.Box, output[written..]);
        }

        WriteHeader(output, written, FourCc.Moov);
        return written;
    }

    private static int CopyExtends(BoxCursor extends, uint trackId, Span<byte> output)
    {
        var written = BoxCursor.HeaderBytes;
        var children = extends.Children;
        while (children.MoveNext())
        {
            if (children.Type == FourCc.Trex && MovieBox.TrackExtends(children.Fields).TrackId == trackId)
                written += Copy(children.Box, output[written..]);
        }

        WriteHeader(output, written, FourCc.Mvex);
        return written;
    }

    private static int Copy(ReadOnlySpan<byte> box, Span<byte> output)
    {
        box.CopyTo(output);
        return box.Length;
    }

    private static void WriteHeader(Span<byte> output, int size, uint type)
    {
        BinaryPrimitives.WriteInt32BigEndian(output, size);
        BinaryPrimitives.WriteUInt32BigEndian(output[4..], type);
    }
}
