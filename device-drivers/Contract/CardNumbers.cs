using System.Globalization;

namespace Tongtang.DeviceDrivers.Contract;

/// <summary>The numbers that card readers write for a card, as the card's bytes. Pure.</summary>
internal static class CardNumbers
{
    /// <summary>Upper-case hex of the bytes, or null when the text is no number of this format.</summary>
    /// <param name="format">"decimal" (ten digits for four bytes, leading zeros or none), "hex", or "facility" (facility and number of 26-bit cards: "061,04822", "06104822").</param>
    /// <param name="reversed">The reader writes the last byte first.</param>
    public static string? Uid(string text, string format, bool reversed)
    {
        var bytes = format switch
        {
            "hex" => text.Length is >= 6 and <= 20 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null,
            "facility" => Facility(text),
            _ => text.Length is >= 1 and <= 10 && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number] : null,
        };
        if (bytes is null) return null;
        if (reversed) Array.Reverse(bytes);
        return Convert.ToHexString(bytes);
    }

    private static byte[]? Facility(string text)
    {
        var parts = text.Split(',');
        if (parts.Length == 1 && text.Length == 8) parts = [text[..3], text[3..]];
        return parts.Length == 2 && byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var facility) && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? [facility, (byte)(number >> 8), (byte)number]
            : null;
    }
}
