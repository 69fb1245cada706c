using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Lg;

/// <summary>
/// The bytes of LG's commercial displays: <c>ka 01 01⏎</c> is answered by <c>a 01 OK01x</c> or <c>a 01 NG..x</c>. Numbers are hex
/// (LG's owner's manuals; PepperDash/epi-lg-display writes the volume in decimal, which is wrong). Pure.
/// </summary>
internal static class LgWire
{
    /// <summary>Asks instead of sets.</summary>
    public const int Read = 0xFF;

    /// <summary>The inputs of xb.</summary>
    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } = [("hdmi1", "90"), ("hdmi2", "91"), ("hdmi3", "92"), ("hdmi4", "93"), ("dp", "C0")];

    /// <summary>An answer ends with "x", a command with CR; noise before either stays outside.</summary>
    public static FrameCutter Frames { get; } = received =>
    {
        var start = received.IndexOfAnyInRange((byte)'a', (byte)'z');
        if (start != 0) return new(start < 0 ? received.Length : start, 0);
        var end = received.IndexOfAny("x\r\n"u8);
        return end < 0 ? FrameCut.More : new(0, end + 1);
    };

    /// <param name="command">Two letters, e.g. "ka".</param>
    /// <param name="oneDigit">Small models: no zero in front of the data.</param>
    public static byte[] Command(string command, int id, int data, bool oneDigit) =>
        Encoding.ASCII.GetBytes($"{command} {id:X2} {(oneDigit ? $"{data:X}" : $"{data:X2}")}\r");

    /// <summary>Reads an answer to a command; the id may have lost its leading zero.</summary>
    public static LgReply? Reply(ReadOnlySpan<byte> frame, string command, int id)
    {
        if (frame.Length is < 7 or > 64 || frame[^1] != 'x' || frame[0] != command[1]) return null;
        var words = Encoding.ASCII.GetString(frame[..^1]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [{ Length: 1 }, { Length: 1 or 2 } set, { Length: >= 2 } result] || !TryHex(set, out var theirs) || theirs != id) return null;
        var data = TryHex(result[2..], out var value) ? value : -1;
        return result[..2] switch
        {
            "OK" => new LgReply(Accepted: true, data),
            "NG" => new LgReply(Accepted: false, data),
            _ => null,
        };
    }

    private static bool TryHex(string text, out int value) => int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}

/// <param name="Data">-1: none that could be read.</param>
internal sealed record LgReply(bool Accepted, int Data);
