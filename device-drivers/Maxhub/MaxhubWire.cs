using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Maxhub;

/// <summary>What MAXHUB writes into <see cref="CodedLines"/> (official control sheet of IFP V6). Machine 1 only: how more than one are addressed is not known. Pure.</summary>
internal static class MaxhubWire
{
    public const char Power = '0';
    public const char Touch = 'D';
    public const char Volume = '8';
    public const char Mute = '9';
    public const char Source = ':';
    public const char Backlight = '?';

    public const string BacklightOff = "000";
    public const string BacklightOn = "001";
    public const string PowerOff = "002";
    public const string PowerOn = "003";

    public const int Id = 1;
    private const char Head = ':';

    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } = [("hdmi1", "001"), ("ops", "103"), ("typec1", "104"), ("typec2", "105")];

    public static byte[] Set(char code, string value) => CodedLines.Line(Head, Id, 'S', code, value);

    public static byte[] Get(char code) => CodedLines.Line(Head, Id, 'G', code, "000");

    public static string? Value(ReadOnlySpan<byte> line, char code) => CodedLines.Value(line, ":", Id, code);

    public static byte[] Reply(char code, string value) => CodedLines.Line(Head, Id, 'r', code, value);
}
