using System.Buffers.Binary;
using System.IO.Compression;

namespace Tongtang.HubServer.FloorPlans;

/// <summary>PNG (W3C, third edition): every checksum is checked, the pixels are unpacked once and counted. Pure.</summary>
internal static class PngFile
{
    private const int ChunkFrame = 12;

    /// <summary>What makes the picture; the rest is texts, times, profiles and animations.</summary>
    private static readonly string[] s_kept = ["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "IDAT", "IEND"];

    /// <summary>Of each pass of Adam7: where it begins and how far its steps are, in columns and rows.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly uint[] s_checksums = [.. Enumerable.Range(0, 256).Select(number =>
    {
        var sum = (uint)number;
        for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : 0xEDB88320u ^ (sum >> 1);
        return sum;
    })];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static PictureFile? Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature)) return null;
        using var kept = new MemoryStream(file.Length);
        using var packed = new MemoryStream(file.Length);
        kept.Write(Signature);
        Header? header = null;
        for (var rest = file[Signature.Length..]; ;)
        {
            if (rest.Length < ChunkFrame) return null;
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkFrame) return null;
            var chunk = rest[..((int)length + ChunkFrame)];
            var data = chunk[8..^4];
            if (Checksum(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..])) return null;
            var type = System.Text.Encoding.Latin1.GetString(chunk.Slice(4, 4));
            if (type == "IHDR" != header is null) return null;
            header ??= Header.Read(data);
            if (header is null) return null;
            if (s_kept.Contains(type, StringComparer.Ordinal)) kept.Write(chunk);
            if (type == "IDAT") packed.Write(data);
            if (type == "IEND") break;
            rest = rest[chunk.Length..];
        }
        return Holds(packed, header) ? new PictureFile("image/png", header.Width, header.Height, kept.ToArray()) : null;
    }

    /// <summary>CRC-32 as the specification's annex D has it.</summary>
    public static uint Checksum(ReadOnlySpan<byte> data)
    {
        var sum = 0xFFFFFFFFu;
        foreach (var one in data) sum = s_checksums[(byte)(sum ^ one)] ^ (sum >> 8);
        return ~sum;
    }

    private static bool Holds(MemoryStream packed, Header header)
    {
        packed.Position = 0;
        var piece = new byte[16 * 1024];
        try
        {
            using var pixels = new ZLibStream(packed, CompressionMode.Decompress);
            var left = header.Length;
            for (int count; (count = pixels.Read(piece)) > 0;)
            {
                left -= count;
                if (left < 0) return false;
            }
            return left == 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private sealed record Header(int Width, int Height, int BitsPerPixel, bool IsInterlaced)
    {
        /// <summary>Of the unpacked pixels, a byte with the filter before each line.</summary>
        public long Length => IsInterlaced
            ? s_passes.Sum(pass => Lines(Ceiling(Width - pass.X, pass.StepX), Ceiling(Height - pass.Y, pass.StepY)))
            : Lines(Width, Height);

        public static Header? Read(ReadOnlySpan<byte> data)
        {
            if (data.Length != 13 || data[10] != 0 || data[11] != 0 || data[12] > 1) return null;
            var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
            if (!PictureFile.IsSize(width, height)) return null;
            int? channels = (data[9], data[8]) switch
            {
                (0, 1 or 2 or 4 or 8 or 16) => 1,
                (3, 1 or 2 or 4 or 8) => 1,
                (2, 8 or 16) => 3,
                (4, 8 or 16) => 2,
                (6, 8 or 16) => 4,
                _ => null,
            };
            return channels is { } many ? new Header((int)width, (int)height, many * data[8], data[12] == 1) : null;
        }

        private static int Ceiling(int length, int step) => length <= 0 ? 0 : (length + step - 1) / step;

        private long Lines(long width, long height) => width == 0 ? 0 : height * (1 + (((width * BitsPerPixel) + 7) / 8));
    }
}
