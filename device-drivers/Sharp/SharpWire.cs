using System.Globalization;
using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Sharp;

/// <summary>Sharp's commands of eight characters, four of them a parameter to the right: <c>POWR   1⏎</c>; answers are OK, ERR, WAIT and then one of them, or a number (PN-L803C's operation manual). Pure.</summary>
internal static class SharpWire
{
    public const string Login = "Login:";
    public const string Password = "Password:";

    /// <summary>Those of PN-L803C fed by a computer; 9, 12 and 17 are the same sockets fed by a player.</summary>
    public static IReadOnlyList<(string Id, string Code)> Inputs { get; } = [("hdmi1", "10"), ("hdmi2", "13"), ("hdmi3", "18"), ("dp", "14"), ("vga", "2"), ("vga2", "16")];

    /// <summary>Lines, and the two prompts, which do not end.</summary>
    public static FrameCutter Lines { get; } = received =>
    {
        var start = received.IndexOfAnyExcept("\r\n"u8);
        if (start < 0) return new(received.Length, 0);
        var line = received[start..];
        foreach (var prompt in new[] { Login, Password })
        {
            if (line.StartsWith(Encoding.ASCII.GetBytes(prompt))) return new(start, prompt.Length);
        }

        return new(start, Math.Max(line.IndexOfAny((byte)'\r', (byte)'\n'), 0));
    };

    /// <param name="zeros">Some models want zeros in front instead of blanks.</param>
    public static byte[] Set(string command, int value, bool zeros) => Encoding.ASCII.GetBytes($"{command}{(zeros ? $"{value:D4}" : $"{value,4}")}\r");

    public static byte[] Get(string command) => Encoding.ASCII.GetBytes($"{command}????\r");

    /// <summary>"OK", "ERR", "WAIT" or a number as text, without the id that a display with one puts behind; null when the line is nothing of that.</summary>
    public static string? Answer(ReadOnlySpan<byte> line)
    {
        var words = Encoding.ASCII.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || (words.Length == 2 && (words[1].Length != 3 || Number(words[1]) is null))) return null;
        return words[0] is "OK" or "ERR" or "WAIT" || Number(words[0]) is not null ? words[0] : null;
    }

    public static int? Number(string answer) => answer.Length <= 4 && int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
