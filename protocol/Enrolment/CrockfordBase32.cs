namespace Tongtang.Protocol.Enrolment;

/// <summary>
/// Crockford's base 32 (https://www.crockford.com/base32.html) without his check symbol: no I, L, O, U, so that a code
/// can be read over a telephone. Reading takes either case, O for 0, I and L for 1, and skips spaces and dashes.
/// </summary>
internal static class CrockfordBase32
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Five bytes become eight characters; the length must be a multiple of five.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 5 != 0) throw new ArgumentException("The length must be a multiple of 5 bytes.", nameof(bytes));
        var text = new char[bytes.Length / 5 * 8];
        for (var i = 0; i < text.Length; i++) text[i] = Digits[FiveBits(bytes, i)];
        return new string(text);
    }

    /// <summary>False when a character is no digit or the text does not fill <paramref name="bytes"/> exactly.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        bytes.Clear();
        var digits = 0;
        foreach (var character in text)
        {
            if (character is '-' || char.IsWhiteSpace(character)) continue;
            var value = ValueOf(character);
            if (value < 0 || digits >= bytes.Length / 5 * 8) return false;
            SetFiveBits(bytes, digits++, value);
        }
        return digits == bytes.Length / 5 * 8;
    }

    private static int FiveBits(ReadOnlySpan<byte> bytes, int index)
    {
        var (at, shift) = Math.DivRem(index * 5, 8);
        var window = (bytes[at] << 8) | (at + 1 < bytes.Length ? bytes[at + 1] : 0);
        return (window >> (11 - shift)) & 31;
    }

    private static void SetFiveBits(Span<byte> bytes, int index, int value)
    {
        var (at, shift) = Math.DivRem(index * 5, 8);
        var window = value << (11 - shift);
        bytes[at] |= (byte)(window >> 8);
        if (at + 1 < bytes.Length) bytes[at + 1] |= (byte)window;
    }

    private static int ValueOf(char character) => char.ToUpperInvariant(character) switch
    {
        'O' => 0,
        'I' or 'L' => 1,
        var upper => Digits.IndexOf(upper, StringComparison.Ordinal),
    };
}
