namespace Tongtang.EdgeAgent.Monitor;

/// <summary>
/// Cuts a stream of JPEGs, one behind the other, into pictures (ITU-T T.81: a picture ends with FF D9, which cannot
/// stand in its data, where every FF is followed by 00 or a restart marker).
/// </summary>
internal sealed class JpegReader(Stream stream)
{
    /// <summary>A picture of 640 × 360 has some 40 KiB; whatever is larger than this is no picture of ours.</summary>
    private const int Largest = 512 * 1024;

    private readonly byte[] _buffer = new byte[Largest];
    private int _length;

    /// <summary>The next whole picture; null at the end of the stream.</summary>
    /// <exception cref="IOException">The bytes are no pictures.</exception>
    public async Task<byte[]?> ReadAsync()
    {
        var searched = 0;
        while (true)
        {
            var end = _buffer.AsSpan(searched, _length - searched).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
            if (end >= 0) return Take(searched + end + 2);
            searched = Math.Max(0, _length - 1);
            if (_length == Largest) throw new IOException($"no end of a JPEG within {Largest} bytes");
            var read = await stream.ReadAsync(_buffer.AsMemory(_length));
            if (read == 0) return null;
            _length += read;
        }
    }

    private byte[] Take(int length)
    {
        var picture = _buffer.AsSpan(0, length).ToArray();
        _buffer.AsSpan(length, _length - length).CopyTo(_buffer);
        _length -= length;
        return picture[0] == 0xFF && picture[1] == 0xD8 ? picture : throw new IOException("a JPEG does not begin with FF D8");
    }
}
