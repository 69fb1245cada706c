namespace Tongtang.DeviceDrivers.Visca;

/// <summary>
/// What cameras are told, without the address byte and the FF around it, and what their answers mean. Pure. Bytes by Sony's
/// command lists of SRG-300H, BRC-X1000 and EVI, and PTZOptics' list of 2023-10-27.
/// </summary>
internal static class ViscaWire
{
    public static byte[] AskPower { get; } = [0x09, 0x04, 0x00];

    public static byte[] AskVersion { get; } = [0x09, 0x00, 0x02];

    public static byte[] AskPosition { get; } = [0x09, 0x06, 0x12];

    public static byte[] AskZoom { get; } = [0x09, 0x04, 0x47];

    public static byte[] Home { get; } = [0x01, 0x06, 0x04];

    public static byte[] StopTurning { get; } = [0x01, 0x06, 0x01, 0x01, 0x01, 0x03, 0x03];

    public static byte[] StopZooming { get; } = [0x01, 0x04, 0x07, 0x00];

    /// <summary>To everybody in a chain: the first camera is 1, the next 2 …</summary>
    public static byte[] SetAddresses { get; } = [0x88, 0x30, 0x01, 0xFF];

    /// <summary>To everybody: forget what was begun.</summary>
    public static byte[] Clear { get; } = [0x88, 0x01, 0x00, 0x01, 0xFF];

    /// <summary>A whole message, e.g. <c>81 09 04 00 FF</c>.</summary>
    /// <param name="address">1 to 7.</param>
    public static byte[] Frame(int address, ReadOnlySpan<byte> message) => [(byte)(0x80 + address), .. message, 0xFF];

    /// <summary>Whether a message asks and changes nothing.</summary>
    public static bool IsInquiry(ReadOnlySpan<byte> message) => message[0] == 0x09;

    public static byte[] Power(bool on) => [0x01, 0x04, 0x00, Choose(on, 0x02, 0x03)];

    public static byte[] Freeze(bool on) => [0x01, 0x04, 0x62, Choose(on, 0x02, 0x03)];

    /// <summary>Give up the command that is under way in a socket.</summary>
    public static byte[] Cancel(int socket) => [(byte)(0x20 + socket)];

    /// <param name="pan">−1 left to 1 right.</param>
    /// <param name="tilt">−1 down to 1 up.</param>
    /// <param name="fastestTilt">14h or 17h, by model; pan goes to 18h everywhere.</param>
    public static byte[] Turn(double pan, double tilt, int fastestTilt) =>
        [0x01, 0x06, 0x01, Speed(pan, 0x18), Speed(tilt, fastestTilt), Direction(pan, 0x01, 0x02), Direction(tilt, 0x02, 0x01)];

    /// <param name="speed">−1 to wide, 1 to tele.</param>
    public static byte[] Zoom(double speed) => speed == 0 ? StopZooming : [0x01, 0x04, 0x07, (byte)(Choose(speed > 0, 0x20, 0x30) + Math.Round(Math.Min(Math.Abs(speed), 1) * 7))];

    /// <param name="position">0 wide to 1 optical tele, which is 4000h everywhere.</param>
    public static byte[] ZoomTo(double position)
    {
        var steps = (int)Math.Round(position * 0x4000);
        return [0x01, 0x04, 0x47, Nibble(steps, 3), Nibble(steps, 2), Nibble(steps, 1), Nibble(steps, 0)];
    }

    /// <param name="mode">As the capability names it; of "once" see <see cref="ViscaModel.FocusOnce"/>.</param>
    public static byte[] Focus(string mode) => mode switch
    {
        "auto" => [0x01, 0x04, 0x38, 0x02],
        "manual" => [0x01, 0x04, 0x38, 0x03],
        "far" => [0x01, 0x04, 0x08, 0x02],
        "near" => [0x01, 0x04, 0x08, 0x03],
        "stop" => [0x01, 0x04, 0x08, 0x00],
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "allowed: auto, manual, near, far, stop"),
    };

    /// <param name="verb">0 forget, 1 store, 2 recall.</param>
    public static byte[] Memory(byte verb, byte preset) => [0x01, 0x04, 0x3F, verb, preset];

    /// <summary>The property "power", or null when the camera says something else, e.g. that its power supply fails.</summary>
    public static string? PowerOf(ReadOnlySpan<byte> answer) => answer switch
    {
        [0x02] => "on",
        [0x03] => "standby",
        _ => null,
    };

    /// <summary>0 wide to 1 optical tele; more in the digital range. Null when the answer is none.</summary>
    public static double? ZoomOf(ReadOnlySpan<byte> answer) => answer.Length == 4 && Unsigned(answer) is { } steps ? steps / 16384.0 : null;

    /// <summary>Pan and tilt in the camera's steps, right and up are positive. Models write four digits each, or five and four (BRC-X1000), or five each (BRC-AM7, FR7).</summary>
    public static (int Pan, int Tilt)? PositionOf(ReadOnlySpan<byte> answer)
    {
        if (answer.Length is < 8 or > 10) return null;
        var panDigits = answer.Length / 2 + answer.Length % 2;
        return Signed(answer[..panDigits]) is { } pan && Signed(answer[panDigits..]) is { } tilt ? (pan, tilt) : null;
    }

    private static int? Signed(ReadOnlySpan<byte> nibbles) =>
        Unsigned(nibbles) is not { } value ? null : value >= 1 << (nibbles.Length * 4 - 1) ? value - (1 << (nibbles.Length * 4)) : value;

    private static int? Unsigned(ReadOnlySpan<byte> nibbles)
    {
        var value = 0;
        foreach (var nibble in nibbles)
        {
            if (nibble > 0x0F) return null;
            value = (value << 4) | nibble;
        }

        return value;
    }

    private static byte Nibble(int value, int place) => (byte)((value >> (place * 4)) & 0x0F);

    /// <summary>Never 0, not even of an axis that stands still: a BRC-300 takes that for a syntax error (obs-ptz#40).</summary>
    private static byte Speed(double speed, int fastest) => (byte)Math.Clamp(Math.Round(Math.Abs(speed) * fastest), 1, fastest);

    private static byte Direction(double speed, byte negative, byte positive) => speed == 0 ? (byte)0x03 : Choose(speed < 0, negative, positive);

    private static byte Choose(bool first, byte one, byte other) => first ? one : other;
}
