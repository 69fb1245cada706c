using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Smart;

/// <summary>
/// SMART's text: <c>get powerstate⏎</c> and <c>set volume=30⏎</c> are both answered by <c>powerstate=on</c>, <c>volume=30</c>, or
/// <c>invalid cmd=…</c>, and by the prompt "&gt;"; what somebody does at the panel itself comes with "#" in front (five open modules,
/// among them Deakin University's). Pure.
/// </summary>
internal static class SmartWire
{
    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } = [("hdmi1", "hdmi1"), ("hdmi2", "hdmi2"), ("hdmi3", "hdmi3"), ("ops", "ops1"), ("android", "android"), ("dp", "dp1"), ("vga", "vga1")];

    /// <summary>Lines end with CR, LF or the prompt.</summary>
    public static FrameCutter Lines { get; } = received =>
    {
        var start = received.IndexOfAnyExcept("\r\n> "u8);
        if (start < 0) return new(received.Length, 0);
        var length = received[start..].IndexOfAny("\r\n>"u8);
        return new(start, Math.Max(length, 0));
    };

    public static byte[] Get(string name) => Encoding.ASCII.GetBytes($"get {name}\r");

    public static byte[] Set(string name, string value) => Encoding.ASCII.GetBytes($"set {name}={value}\r");

    /// <summary>Name and value in small letters, and whether the panel said it by itself; null when the line is no such thing.</summary>
    public static SmartLine? Read(ReadOnlySpan<byte> line)
    {
        var text = Encoding.ASCII.GetString(line).Trim().ToLowerInvariant();
        var byItself = text.StartsWith('#');
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at < 1 ? null : new SmartLine(text[(byItself ? 1 : 0)..at].Trim(), text[(at + 1)..].Trim(), byItself);
    }

    /// <summary>The property "power" of a power state, or null. A panel that updates itself is on or off all the same.</summary>
    public static string? Power(string state) => state switch
    {
        "on" or "updateon" => "on",
        "ready" or "standby" or "powersave" or "updateready" => "standby",
        "off" => "off",
        _ => null,
    };
}

/// <param name="Name">"invalid cmd" when the panel could make nothing of a command, with the command as value.</param>
internal sealed record SmartLine(string Name, string Value, bool ByItself)
{
    public bool IsInvalid => Name == "invalid cmd";
}
