using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Tongtang.District;

/// <summary>The floor of a school, drawn: two rows of rooms with a corridor between. A PNG of one grey channel.</summary>
internal static class DrawnPlan
{
    private const int Width = 1200;

    private const int Height = 640;

    private const int Wall = 3;

    public const int Columns = 6;

    /// <summary>The middle of a room, in ten-thousandths of the picture; a floor has two rows of <see cref="Columns"/>.</summary>
    public static (int X, int Y) Middle(int room) => ((((room % Columns) * 2) + 1) * 10_000 / (2 * Columns), room < Columns ? 2_000 : 8_000);

    public static byte[] Png()
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8;
        Write(file, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < Height; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < Width; x++) zlib.WriteByte(IsWall(x, y) ? (byte)60 : IsCorridor(y) ? (byte)232 : (byte)250);
            }
        }
        Write(file, "IDAT", packed.ToArray());
        Write(file, "IEND", []);
        return file.ToArray();
    }

    private static bool IsCorridor(int y) => y is >= Height * 2 / 5 and < Height * 3 / 5;

    private static bool IsWall(int x, int y)
    {
        var around = x < Wall || x >= Width - Wall || y < Wall || y >= Height - Wall;
        return around || Math.Abs(y - (Height * 2 / 5)) < Wall || Math.Abs(y - (Height * 3 / 5)) < Wall || (!IsCorridor(y) && x % (Width / Columns) < Wall);
    }

    private static void Write(MemoryStream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    private static uint Checksum(byte[] data)
    {
        var sum = 0xFFFFFFFFu;
        foreach (var one in data)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : 0xEDB88320u ^ (sum >> 1);
        }
        return ~sum;
    }
}
