using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.PhilipsSicp;

/// <summary>The bytes of Philips' SICP (V2.03): size, id, group, command, values, exclusive or of all before. Pure.</summary>
internal static class SicpWire
{
    public const byte Report = 0x00;
    public const byte SetPower = 0x18;
    public const byte GetPower = 0x19;
    public const byte SetLock = 0x1A;
    public const byte GetLock = 0x1B;
    public const byte SetVolume = 0x44;
    public const byte GetVolume = 0x45;
    public const byte GetMute = 0x46;
    public const byte SetMute = 0x47;
    public const byte GetBacklight = 0x71;
    public const byte SetBacklight = 0x72;
    public const byte SetInput = 0xAC;
    public const byte GetInput = 0xAD;

    public const byte Ack = 0x06;
    public const byte Nack = 0x15;
    public const byte NotAvailable = 0x18;

    private const int LongestFrame = 64;

    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } =
        [("hdmi1", "0D"), ("hdmi2", "06"), ("hdmi3", "0F"), ("hdmi4", "19"), ("dp", "0A"), ("dp2", "07"), ("ops", "0B"), ("vga", "05"), ("dvi", "0E"), ("whiteboard", "1C")];

    /// <param name="group">False: old displays, whose frames have no group byte.</param>
    public static byte[] Frame(byte id, bool group, byte command, params ReadOnlySpan<byte> values)
    {
        byte[] head = group ? [id, 0, command] : [id, command];
        byte[] content = [(byte)(head.Length + values.Length + 2), .. head, .. values];
        return [.. content, Xor(content)];
    }

    /// <summary>Choosing an input takes three bytes beyond its code, which are the same for all.</summary>
    public static byte[] Input(byte id, bool group, byte code) => Frame(id, group, SetInput, code, 0x09, 0x01, 0x00);

    /// <summary>
    /// Frames begin with nothing but their size, so that noise may look like a long one: a whole frame of this display
    /// further on shows that it was noise.
    /// </summary>
    public static FrameCutter Frames(byte id, bool group) => received =>
    {
        for (var at = 0; at < received.Length; at++)
        {
            if (WholeAt(received[at..], id, group) is var length and > 0) return new(at, length);
        }

        return MayBeginAt(received, id, group) ? FrameCut.More : new(1, 0);
    };

    /// <summary>Command and values of a whole frame.</summary>
    public static (byte Command, byte[] Values)? Read(ReadOnlySpan<byte> frame, bool group)
    {
        var at = group ? 3 : 2;
        return frame.Length >= at + 2 ? (frame[at], frame[(at + 1)..^1].ToArray()) : null;
    }

    private static int WholeAt(ReadOnlySpan<byte> received, byte id, bool group) =>
        MayBeginAt(received, id, group) && received.Length >= 4 && received.Length >= received[0] && Xor(received[..(received[0] - 1)]) == received[received[0] - 1] ? received[0] : 0;

    private static bool MayBeginAt(ReadOnlySpan<byte> received, byte id, bool group) =>
        received[0] >= (group ? 5 : 4) && received[0] <= LongestFrame && (received.Length < 2 || received[1] == id) && (!group || received.Length < 3 || received[2] == 0);

    private static byte Xor(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes) sum ^= value;
        return sum;
    }
}
