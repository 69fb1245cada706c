using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.SamsungMdc;

/// <summary>The bytes of Samsung's Multiple Display Control (protocol 13.7c of 2015, as vgavro/samsung-mdc and PepperDash/epi-samsung-mdc-display speak it). Pure.</summary>
internal static class MdcWire
{
    public const byte Status = 0x00;
    public const byte Serial = 0x0B;
    public const byte Errors = 0x0D;
    public const byte Power = 0x11;
    public const byte Volume = 0x12;
    public const byte Mute = 0x13;
    public const byte Input = 0x14;
    public const byte Backlight = 0x58;
    public const byte Lock = 0x5D;
    public const byte PanelOff = 0xF9;

    private const byte Head = 0xAA;
    private const byte FromDisplay = 0xFF;
    private const byte Accepted = 0x41;

    /// <summary>What a display with its secure protocol says first, before it speaks TLS.</summary>
    public static ReadOnlySpan<byte> TlsGreeting => "MDCSTART<<TLS>>"u8;

    /// <summary>The inputs that can be set.</summary>
    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } =
        [("hdmi1", "21"), ("hdmi2", "23"), ("hdmi3", "31"), ("dp", "25"), ("vga", "14"), ("ops", "50"), ("hdbaset", "55"), ("whiteboard", "64")];

    /// <summary>The cutter of a controller: only what displays send, so that an echo is noise.</summary>
    public static FrameCutter Replies { get; } = received =>
        received.StartsWith(TlsGreeting) ? new(0, TlsGreeting.Length)
        : TlsGreeting.StartsWith(received) ? FrameCut.More
        : Cut(received, fromDisplay: true);

    /// <summary>The cutter of a display.</summary>
    public static FrameCutter Requests { get; } = received => Cut(received, fromDisplay: false);

    public static byte[] Get(byte command, byte id) => Frame([command, id, 0]);

    public static byte[] Set(byte command, byte id, byte value) => Frame([command, id, 1, value]);

    /// <summary>As a display answers: accepted with values, or refused with an error byte.</summary>
    public static byte[] Reply(byte command, byte id, bool accepted, params ReadOnlySpan<byte> data) =>
        Frame([FromDisplay, id, (byte)(data.Length + 2), accepted ? Accepted : (byte)0x4E, command, .. data]);

    /// <summary>A whole reply, of whatever id: some displays answer as FF or with another id than the one that was asked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out MdcReply reply)
    {
        reply = default;
        if (frame.Length < 7 || frame[0] != Head || frame[1] != FromDisplay || frame[4] is not (Accepted or 0x4E)) return false;
        reply = new MdcReply(frame[5], frame[4] == Accepted, frame[6..^1].ToArray());
        return true;
    }

    /// <summary>Two hex digits of the code that an input reports: inputs fed by a computer report one more than they are set with, and cannot be set by that.</summary>
    public static string InputCode(byte reported) => $"{(reported is 0x22 or 0x24 or 0x32 ? reported - 1 : reported):X2}";

    /// <summary>
    /// The display's own faults as words, empty without any, null when these are no such bytes. The layout is from memory:
    /// lamp, temperature, light sensor, signal, temperature in degrees, fan.
    /// </summary>
    public static string? ErrorWords(ReadOnlySpan<byte> data)
    {
        if (data.Length < 6) return null;
        var words = new List<string>();
        if (data[0] == 1) words.Add("lamp:error");
        if (data[1] == 1) words.Add("temperature:error");
        if (data[5] == 1) words.Add("fan:error");
        return string.Join(' ', words);
    }

    /// <summary>Letters, digits and little else: a serial number is shown to people.</summary>
    public static string Text(ReadOnlySpan<byte> data) => new([.. Encoding.ASCII.GetString(data).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.').Take(64)]);

    private static byte[] Frame(ReadOnlySpan<byte> content)
    {
        var sum = 0;
        foreach (var value in content) sum += value;
        return [Head, .. content, (byte)sum];
    }

    private static FrameCut Cut(ReadOnlySpan<byte> received, bool fromDisplay)
    {
        var start = received.IndexOf(Head);
        if (start != 0) return new(start < 0 ? received.Length : start, 0);
        if (received.Length < 2) return FrameCut.More;
        if ((received[1] == FromDisplay) != fromDisplay) return new(1, 0);
        if (received.Length < 4) return FrameCut.More;
        var length = received[3] + 5;
        if (received.Length < length) return FrameCut.More;
        byte sum = 0;
        foreach (var value in received[1..(length - 1)]) sum += value;
        return sum == received[length - 1] ? new(0, length) : new(1, 0);
    }
}

/// <param name="Command">The one that it answers.</param>
/// <param name="Data">Values, or the error byte of a refusal.</param>
internal readonly record struct MdcReply(byte Command, bool Accepted, byte[] Data);
