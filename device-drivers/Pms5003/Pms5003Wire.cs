using System.Buffers.Binary;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Pms5003;

/// <summary>The frames of Plantower's sensors: "BM", length of what follows, words, and the sum of all bytes before. Pure.</summary>
internal static class Pms5003Wire
{
    private const int Head = 4;

    // PMS3003; 5003, 7003; 5003ST.
    private static readonly int[] s_lengths = [20, 28, 36];

    /// <summary>The sensor sends by itself, as it does from the factory.</summary>
    public static byte[] Active { get; } = Command(0xE1, 1);

    public static byte[] Wake { get; } = Command(0xE4, 1);

    public static FrameCutter Frames { get; } = received =>
    {
        var start = received.IndexOf((byte)0x42);
        if (start < 0) return new(received.Length, 0);
        var rest = received[start..];
        if (rest.Length > 1 && rest[1] != 0x4D) return new(start + 1, 0);
        if (rest.Length < Head) return new(start, 0);
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (!s_lengths.Contains(length)) return new(start + 1, 0);
        if (rest.Length < Head + length) return new(start, 0);
        var frame = rest[..(Head + length)];
        return Sum(frame[..^2]) == BinaryPrimitives.ReadUInt16BigEndian(frame[^2..]) ? new(start, frame.Length) : new(start + 1, 0);
    };

    public static byte[] Command(byte command, ushort value)
    {
        var frame = new byte[7] { 0x42, 0x4D, command, (byte)(value >> 8), (byte)value, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(5), Sum(frame.AsSpan(0, 5)));
        return frame;
    }

    /// <summary>What a frame says, or null: particles by weight and none by number is a sensor that has just started.</summary>
    public static Particles? Read(ReadOnlySpan<byte> frame)
    {
        // The words 3 to 5 are for air as it is; the three before them for a factory's test dust.
        var particles = new Particles(Word(frame, 3), Word(frame, 4), Word(frame, 5));
        if (particles.Pm10 > 1000 || particles.Pm25 > 1000 || particles.Pm1 > 1000) return null;
        if (frame.Length == Head + 20 || particles.Pm10 == 0) return particles;
        for (var word = 6; word < 12; word++)
        {
            if (Word(frame, word) != 0) return particles;
        }

        return null;
    }

    /// <param name="counts">Particles above 0.3, 0.5, 1, 2.5, 5 and 10 µm in a tenth of a litre.</param>
    public static byte[] Frame(Particles particles, ReadOnlySpan<ushort> counts, ushort version)
    {
        var frame = new byte[32];
        (frame[0], frame[1], frame[3]) = (0x42, 0x4D, 28);
        ReadOnlySpan<ushort> words = [(ushort)particles.Pm1, (ushort)particles.Pm25, (ushort)particles.Pm10, (ushort)particles.Pm1, (ushort)particles.Pm25, (ushort)particles.Pm10, .. counts, version];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Head + i * 2), words[i]);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(30), Sum(frame.AsSpan(0, 30)));
        return frame;
    }

    private static int Word(ReadOnlySpan<byte> frame, int number) => BinaryPrimitives.ReadUInt16BigEndian(frame[(Head + number * 2)..]);

    private static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        ushort sum = 0;
        foreach (var next in bytes) sum += next;
        return sum;
    }
}

/// <summary>Micrograms in a cubic metre.</summary>
internal readonly record struct Particles(int Pm1, int Pm25, int Pm10);
