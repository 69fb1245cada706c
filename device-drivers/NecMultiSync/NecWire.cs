using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.NecMultiSync;

/// <summary>
/// The bytes of NEC's displays: <c>01 30 to from type length 02 … 03 bcc 0D</c>. Addresses, type, length and content are
/// upper-case ASCII; bcc is the exclusive or from the second byte through 03 (AVISPL/dal-avdevices-monitors-nec,
/// PepperDash/epi-nec-display; NEC's projectors speak another protocol). Pure.
/// </summary>
internal static class NecWire
{
    public const char Command = 'A';
    public const char CommandReply = 'B';
    public const char Get = 'C';
    public const char GetReply = 'D';
    public const char Set = 'E';
    public const char SetReply = 'F';

    public const string PowerQuestion = "01D6";
    public const string PowerSetting = "C203D6";
    public const string Diagnosis = "B1";
    public const string Volume = "0062";
    public const string Mute = "008D";
    public const string PictureMute = "10B6";

    private const byte Controller = (byte)'0';

    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } = [("hdmi1", "11"), ("hdmi2", "12"), ("hdmi3", "13"), ("dp", "0F"), ("dvi", "03"), ("vga", "01")];

    public static FrameCutter Frames { get; } = received =>
    {
        var start = received.IndexOf((byte)0x01);
        if (start != 0) return new(start < 0 ? received.Length : start, 0);
        if (received.Length > 1 && received[1] != '0') return new(1, 0);
        if (received.Length < 7) return FrameCut.More;
        if (!TryHex(received[5..7], out var content)) return new(1, 0);
        var length = 7 + content + 2;
        if (received.Length < length) return FrameCut.More;
        return received[length - 1] == 0x0D && Xor(received[1..(length - 2)]) == received[length - 2] ? new(0, length) : new(1, 0);
    };

    /// <param name="id">1 to 26.</param>
    /// <param name="text">What stands between 02 and 03.</param>
    public static byte[] ToDisplay(int id, char type, string text) => Frame((byte)(0x40 + id), Controller, type, text);

    public static byte[] FromDisplay(int id, char type, string text) => Frame(Controller, (byte)(0x40 + id), type, text);

    /// <summary>Type and text of a whole frame to the controller (or, for a simulator, to a display).</summary>
    public static NecMessage? Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 11 || frame[7] != 0x02 || frame[^3] != 0x03) return null;
        return new NecMessage(frame[2], frame[3], (char)frame[4], Encoding.ASCII.GetString(frame[8..^3]));
    }

    /// <summary>What a display answers to a set or get of a parameter: result, opcode, kind, greatest and present value.</summary>
    public static NecParameter? Parameter(string text) =>
        text.Length == 16 && TryHex(text[12..], out var value) && TryHex(text[8..12], out var most) ? new NecParameter(text[..2] == "00", text[2..6], most, value) : null;

    /// <summary>1 on, 2 standby, 3 suspended, 4 off, from the answer to <see cref="PowerQuestion"/>; null when it is another.</summary>
    public static int? Power(string text) => text.Length == 16 && text[2..4] == "00" && text[4..6] == "D6" && TryHex(text[12..], out var value) ? value : null;

    /// <summary>The faults of a self-diagnosis as words, empty without any; null when it is no such answer. No signal is no fault.</summary>
    public static string? Faults(string text)
    {
        if (text.Length < 4 || text.Length % 2 != 0 || !text.StartsWith("A1", StringComparison.Ordinal)) return null;
        var words = new List<string>();
        for (var at = 2; at < text.Length; at += 2)
        {
            var word = text[at..(at + 2)] switch
            {
                "00" or "B0" => "",
                "70" or "71" or "72" or "78" => "power_supply:error",
                "80" or "81" or "82" => "fan:error",
                "91" => "backlight:error",
                "A0" => "temperature:error",
                "A1" or "A2" => "temperature:warning",
                _ => "other:error",
            };
            if (word.Length > 0 && !words.Contains(word)) words.Add(word);
        }

        return string.Join(' ', words);
    }

    private static byte[] Frame(byte to, byte from, char type, string text)
    {
        byte[] content = [0x02, .. Encoding.ASCII.GetBytes(text), 0x03];
        byte[] framed = [(byte)'0', to, from, (byte)type, .. Encoding.ASCII.GetBytes($"{content.Length:X2}"), .. content];
        return [0x01, .. framed, Xor(framed), 0x0D];
    }

    private static byte Xor(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var value in bytes) sum ^= value;
        return sum;
    }

    private static bool TryHex(string text, out int value) => int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static bool TryHex(ReadOnlySpan<byte> text, out int value) => TryHex(Encoding.ASCII.GetString(text), out value);
}

internal sealed record NecMessage(byte To, byte From, char Type, string Text);

/// <param name="Opcode">Page and code, e.g. "0062".</param>
internal sealed record NecParameter(bool Accepted, string Opcode, int Maximum, int Value);
