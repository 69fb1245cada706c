using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// A playlist as it is sent, plain and compressed. A running lesson's playlist names everything since its beginning (in
/// the end 150 KB an hour) and every viewer asks for it every two seconds: compressed it is a tenth of that.
/// </summary>
public sealed class PlaylistText
{
    private readonly Lazy<byte[]> _zipped;

    public PlaylistText(string text)
    {
        Bytes = Encoding.UTF8.GetBytes(text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 12));
        (ETag, ZippedETag) = ($"\"{hash}\"", $"\"{hash}-gzip\"");
        _zipped = new Lazy<byte[]>(() => Zip(Bytes));
    }

    public byte[] Bytes { get; }

    public string ETag { get; }

    /// <summary>By gzip.</summary>
    public byte[] Zipped => _zipped.Value;

    public string ZippedETag { get; }

    private static byte[] Zip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest)) gzip.Write(bytes);
        return output.ToArray();
    }
}
