namespace Tongtang.DeviceDrivers.Transport.Modbus;

/// <summary>The checksum of Modbus RTU: polynomial A001 (reflected), start FFFF, sent low byte first.</summary>
public static class Crc16
{
    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (var next in bytes)
        {
            crc ^= next;
            for (var bit = 0; bit < 8; bit++) crc = (ushort)((crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1);
        }

        return crc;
    }

    /// <summary>The bytes with their checksum behind them.</summary>
    public static byte[] Append(ReadOnlySpan<byte> bytes)
    {
        var crc = Of(bytes);
        return [.. bytes, (byte)crc, (byte)(crc >> 8)];
    }

    /// <summary>Whether the last two bytes are the checksum of the others.</summary>
    public static bool Fits(ReadOnlySpan<byte> frame) => frame.Length > 2 && (frame[^2] | frame[^1] << 8) == Of(frame[..^2]);
}
