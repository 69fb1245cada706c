using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Tongtang.HubServer.FloorPlans;

namespace Tongtang.HubServer.Tests.FloorPlans;

/// <summary>PNG files as the specification wants them, or nearly.</summary>
internal static class MadePng
{
    public static byte[] Of(int width, int height, int depth = 8, int colour = 2, IReadOnlyList<(string Type, byte[] Data)>? more = null, int surplus = 0)
    {
        var channels = colour switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };
        var pixels = new byte[Math.Max(0, (height * (1 + (((width * channels * depth) + 7) / 8))) + surplus)];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(pixels);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colour);
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
        return [.. signature, .. Chunk("IHDR", header), .. (more ?? []).SelectMany(chunk => Chunk(chunk.Type, chunk.Data)), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, PngFile.Checksum(body));
        return [.. length, .. body, .. sum];
    }
}
