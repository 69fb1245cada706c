using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.HiteVision;

/// <summary>
/// The frames of HiteVision's boards, which Newline's are too: <c>7F 08 99 A2 B3 C4 02 FF group code CF</c>, answered by the same
/// with one value more, without any sum (source of an Android panel service, RealMoMo/serialport; a Chinese control
/// system's table of three board families). Pure.
/// </summary>
internal static class HiteVisionWire
{
    public const byte Keys = 0x01;
    public const byte SetVolume = 0x05;
    public const byte SetFreeze = 0x0B;
    public const byte SetLock = 0x0D;
    public const byte SetBacklight = 0x0E;
    public const byte SetMute = 0x0F;

    public const byte On = 0x00;
    public const byte Off = 0x01;
    public const byte MuteKey = 0x02;
    public const byte VolumeQuestion = 0x33;
    public const byte FirmwareQuestion = 0x3D;

    private const int RequestLength = 11;
    private const int ReplyLength = 12;

    public static FrameCutter Replies { get; } = received => Cut(received, ReplyLength);

    public static FrameCutter Requests { get; } = received => Cut(received, RequestLength);

    private static ReadOnlySpan<byte> Signature => [0x99, 0xA2, 0xB3, 0xC4, 0x02, 0xFF];

    public static byte[] Request(byte group, byte code) => [0x7F, 0x08, .. Signature, group, code, 0xCF];

    public static byte[] Reply(byte group, byte code, byte value, byte head = 0x7F) => [head, 0x09, .. Signature, group, code, value, 0xCF];

    /// <summary>Group and code of a request.</summary>
    public static (byte Group, byte Code)? ReadRequest(ReadOnlySpan<byte> frame) => frame.Length == RequestLength ? (frame[8], frame[9]) : null;

    /// <summary>The value of the reply to a request; null when the frame is another.</summary>
    public static byte? Value(ReadOnlySpan<byte> frame, byte group, byte code) => frame.Length == ReplyLength && frame[8] == group && frame[9] == code ? frame[10] : null;

    /// <summary>
    /// A frame is its head (some boards answer with 7E), any length byte (makers' own papers have it wrong by one), the
    /// signature and the end where it must be. A frame of the other side's length is none: it is an echo.
    /// </summary>
    private static FrameCut Cut(ReadOnlySpan<byte> received, int length)
    {
        var start = received.IndexOfAny<byte>(0x7F, 0x7E);
        if (start != 0) return new(start < 0 ? received.Length : start, 0);
        var signature = received[Math.Min(2, received.Length)..Math.Min(8, received.Length)];
        if (!Signature[..signature.Length].SequenceEqual(signature)) return new(1, 0);
        // A request heard by a controller ends where a reply has its value.
        if (length == ReplyLength && received.Length == RequestLength && received[1] == 0x08 && received[^1] == 0xCF) return new(1, 0);
        if (received.Length < length) return FrameCut.More;
        return received[length - 1] == 0xCF ? new(0, length) : new(1, 0);
    }
}
