using System.Buffers.Binary;

namespace Tongtang.HubServer.FloorPlans;

/// <summary>JPEG (ITU-T T.81), baseline and progressive, of eight bits: its segments are walked to the end of the picture. Pure.</summary>
internal static class JpegFile
{
    private const byte StartOfImage = 0xD8;

    private const byte EndOfImage = 0xD9;

    private const byte StartOfScan = 0xDA;

    public static PictureFile? Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, StartOfImage, 0xFF])) return null;
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..2]);
        (int Width, int Height)? size = null;
        var scans = 0;
        for (var rest = file[2..]; rest.Length >= 2 && rest[0] == 0xFF;)
        {
            var marker = rest[1];
            if (marker == EndOfImage)
            {
                kept.Write(rest[..2]);
                return size is { } found && scans > 0 ? new PictureFile("image/jpeg", found.Width, found.Height, kept.ToArray()) : null;
            }
            if (marker == 0xFF)
            {
                rest = rest[1..];
                continue;
            }
            if (marker < 0xC0 || marker is (>= 0xD0 and <= 0xD8) || rest.Length < 4) return null;
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length < 4 || length > rest.Length) return null;
            if (IsFrame(marker) && (size is not null || (size = SizeOf(marker, rest[4..length])) is null)) return null;
            if (marker == StartOfScan)
            {
                if (size is null) return null;
                scans++;
                length += ScanLength(rest[length..]);
            }
            if (IsKept(marker)) kept.Write(rest[..length]);
            rest = rest[length..];
        }
        return null;
    }

    /// <summary>C4, C8 and CC are tables, not frames.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Of what applications add only what says how colours are meant (JFIF, Adobe); no comments.</summary>
    private static bool IsKept(byte marker) => marker is 0xE0 or 0xEE or (not ((>= 0xE0 and <= 0xEF) or 0xFE));

    private static (int Width, int Height)? SizeOf(byte marker, ReadOnlySpan<byte> frame)
    {
        if (marker is not (0xC0 or 0xC1 or 0xC2) || frame.Length < 6 || frame[0] != 8 || frame[5] is not (1 or 3 or 4) || frame.Length != 6 + (3 * frame[5])) return null;
        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
        return PictureFile.IsSize(width, height) ? (width, height) : null;
    }

    /// <summary>To the next marker that is neither a stuffed byte nor a restart.</summary>
    private static int ScanLength(ReadOnlySpan<byte> data)
    {
        for (var at = 0; at + 1 < data.Length; at++)
        {
            if (data[at] == 0xFF && data[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7) or 0xFF)) return at;
        }
        return data.Length;
    }
}
