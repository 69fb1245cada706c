using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Sds011;

/// <summary>The frames of Nova's SDS011: AA, kind, data, sum of the data, AB. Pure.</summary>
internal static class Sds011Wire
{
    public const byte Measured = 0xC0;
    public const byte Answered = 0xC5;
    private const int Length = 10;
    private const int CommandLength = 19;

    /// <summary>What the sensor says.</summary>
    public static FrameCutter Frames { get; } = received => Cut(received, Length, kind => kind is Measured or Answered);

    /// <summary>What the sensor is told.</summary>
    public static FrameCutter Commands { get; } = received => Cut(received, CommandLength, kind => kind == 0xB4);

    /// <summary>To any sensor.</summary>
    public static byte[] Command(byte command, byte set, byte value)
    {
        var frame = new byte[CommandLength];
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = (0xAA, 0xB4, command, set, value);
        (frame[15], frame[16], frame[18]) = (0xFF, 0xFF, 0xAB);
        frame[17] = Sum(frame.AsSpan(2, 15));
        return frame;
    }

    public static byte[] Query { get; } = Command(4, 0, 0);

    public static byte[] Wake { get; } = Command(6, 1, 1);

    public static byte[] Sleep { get; } = Command(6, 1, 0);

    /// <param name="minutes">0 all the time, to 30; between measurements it sleeps.</param>
    public static byte[] Period(int minutes) => Command(8, 1, (byte)minutes);

    /// <summary>Micrograms in a cubic metre, or null beyond what it measures.</summary>
    public static (double Pm25, double Pm10)? Read(ReadOnlySpan<byte> frame)
    {
        if (frame[1] != Measured) return null;
        var (fine, coarse) = ((frame[2] | frame[3] << 8) / 10d, (frame[4] | frame[5] << 8) / 10d);
        return fine > 999.9 || coarse > 1999.9 ? null : (fine, coarse);
    }

    public static byte[] Frame(double fine, double coarse)
    {
        var (low, high) = ((int)Math.Round(fine * 10), (int)Math.Round(coarse * 10));
        byte[] frame = [0xAA, Measured, (byte)low, (byte)(low >> 8), (byte)high, (byte)(high >> 8), 0x58, 0xD9, 0, 0xAB];
        frame[8] = Sum(frame.AsSpan(2, 6));
        return frame;
    }

    public static byte[] Answer(ReadOnlySpan<byte> command)
    {
        byte[] frame = [0xAA, Answered, command[2], command[3], command[4], 0, 0x58, 0xD9, 0, 0xAB];
        frame[8] = Sum(frame.AsSpan(2, 6));
        return frame;
    }

    private static FrameCut Cut(ReadOnlySpan<byte> received, int length, Func<byte, bool> isKind)
    {
        var start = received.IndexOf((byte)0xAA);
        if (start < 0) return new(received.Length, 0);
        var rest = received[start..];
        if (rest.Length > 1 && !isKind(rest[1])) return new(start + 1, 0);
        if (rest.Length < length) return new(start, 0);
        return rest[length - 1] == 0xAB && rest[length - 2] == Sum(rest[2..(length - 2)]) ? new(start, length) : new(start + 1, 0);
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var next in bytes) sum += next;
        return sum;
    }
}
