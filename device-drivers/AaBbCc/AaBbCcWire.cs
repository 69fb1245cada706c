using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.AaBbCc;

/// <summary>The ten bytes of one maker's boards that many brands have built in: <c>AA BB CC main sub value sum DD EE FF</c> (papers of Clevertouch, iiyama, Prowise; a maker's test code). Pure.</summary>
internal static class AaBbCcWire
{
    public const byte Power = 0x01;
    public const byte Source = 0x02;
    public const byte Sound = 0x03;

    public const byte PowerReply = 0x80;
    public const byte SourceReply = 0x81;
    public const byte SoundReply = 0x82;

    private const int Length = 10;

    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } =
        [("hdmi1", "06"), ("hdmi2", "07"), ("hdmi3", "05"), ("hdmi4", "0C"), ("hdmi4k", "0D"), ("dp", "11"), ("ops", "08"), ("android", "0A"), ("vga", "03"), ("av", "02")];

    public static FrameCutter Frames { get; } = received =>
    {
        var start = received.IndexOf((byte)0xAA);
        if (start != 0) return new(start < 0 ? received.Length : start, 0);
        if (received.Length < Length) return Head(received) ? FrameCut.More : new(1, 0);
        return IsFrame(received[..Length]) ? new(0, Length) : new(1, 0);
    };

    public static byte[] Frame(byte main, byte sub, byte value) => [0xAA, 0xBB, 0xCC, main, sub, value, (byte)(main + sub + value), 0xDD, 0xEE, 0xFF];

    /// <summary>Main, sub and value.</summary>
    public static (byte Main, byte Sub, byte Value)? Read(ReadOnlySpan<byte> frame) => frame.Length == Length && IsFrame(frame) ? (frame[3], frame[4], frame[5]) : null;

    private static bool IsFrame(ReadOnlySpan<byte> frame) =>
        Head(frame) && frame[6] == (byte)(frame[3] + frame[4] + frame[5]) && frame[7..].SequenceEqual((ReadOnlySpan<byte>)[0xDD, 0xEE, 0xFF]);

    private static bool Head(ReadOnlySpan<byte> received)
    {
        ReadOnlySpan<byte> head = [0xAA, 0xBB, 0xCC];
        var compared = Math.Min(head.Length, received.Length);
        return received[..compared].SequenceEqual(head[..compared]);
    }
}
