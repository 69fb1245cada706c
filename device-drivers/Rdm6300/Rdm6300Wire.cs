using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Rdm6300;

/// <summary>The frame of RDM6300 and ID-12: 02, ten hex digits, two of their exclusive or, CR and LF (ID-12 only), 03. Pure.</summary>
internal static class Rdm6300Wire
{
    private const int Digits = 12;

    public static FrameCutter Frames { get; } = received =>
    {
        var start = received.IndexOf((byte)2);
        if (start < 0) return new(received.Length, 0);
        var rest = received[start..];
        var digits = rest[1..Math.Min(rest.Length, Digits + 1)];
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit)) return new(start + 1, 0);
        }

        if (rest.Length <= Digits + 1) return new(start, 0);
        // Five bytes and their check: all six together are nothing.
        byte check = 0;
        foreach (var next in Convert.FromHexString(Encoding.ASCII.GetString(digits))) check ^= next;
        var tail = rest[(Digits + 1)..];
        var ends = tail[0] == 3 ? 1 : tail.StartsWith("\r\n\u0003"u8) ? 3 : "\r\n\u0003"u8.StartsWith(tail) ? 0 : -1;
        if (check != 0 || ends < 0) return new(start + 1, 0);
        return ends == 0 ? new(start, 0) : new(start, Digits + 1 + ends);
    };

    /// <summary>Version or customer, then four bytes.</summary>
    public static string Uid(ReadOnlySpan<byte> frame) => Encoding.ASCII.GetString(frame[1..(Digits - 1)]).ToUpperInvariant();

    public static byte[] Frame(string uid)
    {
        byte check = 0;
        foreach (var next in Convert.FromHexString(uid)) check ^= next;
        return Encoding.ASCII.GetBytes($"\u0002{uid}{check:X2}\u0003");
    }
}
