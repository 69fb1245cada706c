using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Mhz19;

/// <summary>The nine bytes of Winsen's CO₂ sensors: FF, sensor 1 (or the command, in answers), command, five of data, checksum. Pure.</summary>
internal static class Mhz19Wire
{
    public const int Length = 9;
    public const byte Read = 0x86;
    public const byte SelfCalibration = 0x79;

    public static FrameCutter Frames { get; } = received =>
    {
        var start = received.IndexOf((byte)0xFF);
        if (start < 0) return new(received.Length, 0);
        var rest = received[start..];
        if (rest.Length < Length) return new(start, 0);
        return Checksum(rest[1..8]) == rest[8] ? new(start, Length) : new(start + 1, 0);
    };

    /// <param name="data">The first byte of data; the other four are zero.</param>
    public static byte[] Command(byte command, byte data = 0)
    {
        byte[] frame = [0xFF, 1, command, data, 0, 0, 0, 0, 0];
        frame[8] = Checksum(frame.AsSpan(1, 7));
        return frame;
    }

    /// <summary>An answer to <see cref="Read"/>; the fifth byte is the undocumented temperature, forty too high.</summary>
    public static byte[] Answer(int ppm, int celsius)
    {
        byte[] frame = [0xFF, Read, (byte)(ppm >> 8), (byte)ppm, (byte)(ppm == 0 && celsius == 0 ? 0 : celsius + 40), 0, 0, 0, 0];
        frame[8] = Checksum(frame.AsSpan(1, 7));
        return frame;
    }

    public static bool IsAnswer(ReadOnlySpan<byte> frame) => frame.Length == Length && frame[1] == Read;

    /// <summary>The concentration, or null while the sensor warms up (all zero) or beyond what it measures.</summary>
    public static int? Ppm(ReadOnlySpan<byte> answer)
    {
        var ppm = answer[2] << 8 | answer[3];
        return ppm is > 0 and <= 10000 ? ppm : null;
    }

    private static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var next in bytes) sum += next;
        return (byte)-sum;
    }
}
