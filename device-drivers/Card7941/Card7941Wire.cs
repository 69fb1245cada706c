using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Card7941;

/// <summary>The frame of 7941 readers: 02, length, type of card (01 Mifare 1K, 02 EM4100, 50 CPU), serial number, exclusive or, 03. Pure.</summary>
internal static class Card7941Wire
{
    private const int Shortest = 9;
    private const int Longest = 15;

    public static FrameCutter Frames { get; } = received =>
    {
        var start = received.IndexOf((byte)2);
        if (start < 0) return new(received.Length, 0);
        var rest = received[start..];
        if (rest.Length < 2) return new(start, 0);
        int length = rest[1];
        if (length is < Shortest or > Longest) return new(start + 1, 0);
        if (rest.Length < length) return new(start, 0);
        return rest[length - 1] == 3 && rest[length - 2] == Check(rest[1..(length - 2)]) ? new(start, length) : new(start + 1, 0);
    };

    /// <summary>The bytes as the card sends them, in hex.</summary>
    public static string Uid(ReadOnlySpan<byte> frame) => Convert.ToHexString(frame[3..^2]);

    public static byte[] Frame(string uid)
    {
        var bytes = Convert.FromHexString(uid);
        byte[] frame = [2, (byte)(bytes.Length + 5), 1, .. bytes, 0, 3];
        frame[^2] = Check(frame.AsSpan(1, frame.Length - 3));
        return frame;
    }

    private static byte Check(ReadOnlySpan<byte> bytes)
    {
        byte check = 0;
        foreach (var next in bytes) check ^= next;
        return check;
    }
}
