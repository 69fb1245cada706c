using System.Globalization;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>
/// How a device on a serial port is recognised: a question that does nothing, and what the answer looks like. It stands in
/// the driver.json; the line's settings are those of the driver's first serial connection unless it says otherwise.
/// </summary>
public sealed record SerialProbe
{
    /// <summary>The question in hex, e.g. "AA 11 01 00 12". Only a query: it may reach any device. Empty: the device speaks by itself.</summary>
    public string Send { get; init; } = "";

    /// <summary>The answer in hex, ".." for any byte, e.g. "AA FF .. 03 41 11 .. ..": at least three bytes that are not "..".</summary>
    public required string Answer { get; init; }

    /// <summary>0: the connection's.</summary>
    public int Baud { get; init; }

    /// <summary>How long the answer may take; of a device that speaks by itself how long it may be silent.</summary>
    public int WaitMs { get; init; } = 400;

    /// <summary>The question's bytes.</summary>
    public byte[] Question() => [.. Words(Send).Select(word => byte.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];

    /// <summary>Whether the answer stands anywhere in what came in.</summary>
    public bool Answers(ReadOnlySpan<byte> received)
    {
        var pattern = Words(Answer);
        for (var at = 0; at + pattern.Length <= received.Length; at++)
        {
            if (Fits(pattern, received[at..])) return true;
        }

        return false;
    }

    /// <summary>What a driver.json may not say.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Words(Send).All(IsByte)) yield return $"send is \"{Send}\"; allowed: bytes of two hex digits";
        var answer = Words(Answer);
        if (!answer.All(word => word == ".." || IsByte(word))) yield return $"answer is \"{Answer}\"; allowed: bytes of two hex digits, or ..";
        // Fewer would be found in noise.
        else if (answer.Count(IsByte) < 3) yield return $"answer is \"{Answer}\"; it needs at least three bytes that are not \"..\"";
        if (Baud is not 0 and (< 300 or > 115200)) yield return $"baud is {Baud}; allowed: 300 to 115200";
        if (WaitMs is < 50 or > 5000) yield return $"waitMs is {WaitMs}; allowed: 50 to 5000";
    }

    private static bool Fits(string[] pattern, ReadOnlySpan<byte> received)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != ".." && byte.Parse(pattern[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) != received[i]) return false;
        }

        return true;
    }

    private static bool IsByte(string word) => word.Length == 2 && word.All(char.IsAsciiHexDigit);

    private static string[] Words(string hex) => hex.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
