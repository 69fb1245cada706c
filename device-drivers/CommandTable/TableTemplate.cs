using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tongtang.DeviceDrivers.CommandTable;

/// <summary>
/// Bytes with gaps, as a table writes them: <c>AA BB 'text' {level} .. {sum} 0D</c>. A gap is filled when a command is sent and
/// read when an answer comes. Immutable.
/// </summary>
/// <remarks>
/// Pieces are separated by blanks: two hex digits; text between single quotes; <c>..</c> any byte; <c>{sum}</c> the table's
/// checksum; <c>{name}</c> one byte, <c>{name:u16}</c> two, high one first, <c>{name:dec3}</c> three decimal digits,
/// <c>{name:dec}</c> as many as there are, <c>{name:hex2}</c> two hex digits, <c>{name:text}</c> text to the end.
/// </remarks>
internal sealed class TableTemplate
{
    private const int LongestNumber = 5;
    private static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789ABCDEFabcdef"u8);
    private readonly IReadOnlyList<Piece> _pieces;

    private TableTemplate(IReadOnlyList<Piece> pieces, string text)
    {
        _pieces = pieces;
        Text = text;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public IEnumerable<string> Fields => _pieces.Where(piece => piece.Kind == PieceKind.Field).Select(piece => piece.Name);

    public bool HasSum => _pieces.Any(piece => piece.Kind == PieceKind.Sum);

    public bool HasWildcard => _pieces.Any(piece => piece.Kind == PieceKind.Any);

    public bool IsEmpty => _pieces.Count == 0;

    /// <exception cref="FormatException">A piece is none of those; it is named.</exception>
    public static TableTemplate Parse(string text)
    {
        var pieces = new List<Piece>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is ' ' or '\t')
            {
                at++;
                continue;
            }

            var end = text[at] == '\'' ? text.IndexOf('\'', at + 1) + 1 : text.IndexOf(' ', at);
            if (text[at] == '\'' && end == 0) throw new FormatException($"the text that begins at {at + 1} has no end; allowed: 'text'");
            if (end < 0) end = text.Length;
            pieces.AddRange(ParsePiece(text[at..end]));
            if (pieces.Count > 256) throw new FormatException("more than 256 bytes; allowed: at most 256");
            at = end;
        }

        if (pieces.Count(piece => piece.Kind == PieceKind.Sum) > 1) throw new FormatException("{sum} is there twice; allowed: once");
        if (pieces.FindIndex(piece => piece is { Kind: PieceKind.Field, Format: FieldFormat.Text }) is var open and >= 0 && pieces.Skip(open + 1).Any(piece => piece.Kind != PieceKind.Literal))
            throw new FormatException("after {…:text} nothing but bytes may stand");
        return new TableTemplate(pieces, text);
    }

    /// <summary>Fills the gaps. What stands for any byte becomes 00.</summary>
    /// <param name="fill">The value of a field: bytes as they are, or a number or text that is written in the field's format.</param>
    public byte[] Fill(Func<string, FieldValue> fill, TableChecksum checksum)
    {
        var bytes = new List<byte>();
        foreach (var piece in _pieces)
        {
            switch (piece.Kind)
            {
                case PieceKind.Literal:
                    bytes.Add(piece.Byte);
                    break;
                case PieceKind.Any:
                    bytes.Add(0);
                    break;
                case PieceKind.Sum:
                    bytes.AddRange(checksum.Of([.. bytes]));
                    break;
                default:
                    bytes.AddRange(Write(piece, fill(piece.Name)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The fields of a frame that fits from end to end, as text: of bytes upper-case hex, of digits and text what stands there; null when it does not fit.</summary>
    public Dictionary<string, string>? Match(ReadOnlySpan<byte> frame, TableChecksum checksum)
    {
        var fields = new Dictionary<string, string>();
        var at = 0;
        for (var i = 0; i < _pieces.Count; i++)
        {
            var piece = _pieces[i];
            var rest = frame[at..];
            var length = piece.Kind switch
            {
                PieceKind.Literal => rest.Length > 0 && rest[0] == piece.Byte ? 1 : -1,
                PieceKind.Any => rest.Length > 0 ? 1 : -1,
                PieceKind.Sum => rest.StartsWith(checksum.Of(frame[..at])) ? checksum.Length : -1,
                _ => LengthOf(piece, rest, _pieces.Count - i - 1),
            };
            if (length < 0) return null;
            if (piece.Kind == PieceKind.Field) fields[piece.Name] = Read(piece, rest[..length]);
            at += length;
        }

        return at == frame.Length ? fields : null;
    }

    private static int LengthOf(Piece piece, ReadOnlySpan<byte> rest, int piecesAfter)
    {
        switch (piece.Format)
        {
            case FieldFormat.Bytes:
                return rest.Length >= piece.Width ? piece.Width : -1;
            case FieldFormat.Text:
                return rest.Length - piecesAfter;
            case FieldFormat.Hex:
                return rest.Length >= piece.Width && rest[..piece.Width].IndexOfAnyExcept(s_hexDigits) < 0 ? piece.Width : -1;
            default:
                var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (digits < 0) digits = rest.Length;
                if (piece.Width > 0) return digits >= piece.Width ? piece.Width : -1;
                return digits is 0 or > LongestNumber ? -1 : digits;
        }
    }

    private static string Read(Piece piece, ReadOnlySpan<byte> bytes) => piece.Format switch
    {
        FieldFormat.Bytes => Convert.ToHexString(bytes),
        FieldFormat.Hex => Encoding.ASCII.GetString(bytes).ToUpperInvariant(),
        _ => Encoding.UTF8.GetString(bytes),
    };

    private static byte[] Write(Piece piece, FieldValue value)
    {
        if (value.Bytes is { } ready) return ready;
        if (value.Text is { } text) return Encoding.UTF8.GetBytes(text);
        var number = value.Number;
        return piece.Format switch
        {
            FieldFormat.Bytes => piece.Width == 2 ? [(byte)(number >> 8), (byte)number] : [(byte)number],
            FieldFormat.Hex => Encoding.ASCII.GetBytes(number.ToString($"X{piece.Width}", CultureInfo.InvariantCulture)),
            _ => Encoding.ASCII.GetBytes(number.ToString(piece.Width > 0 ? $"D{piece.Width}" : "D", CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>The number that a field's text is, or null: bytes and hex digits by sixteen, else by ten.</summary>
    public int? NumberOf(string field, string text) => _pieces.FirstOrDefault(piece => piece.Kind == PieceKind.Field && piece.Name == field) switch
    {
        { Format: FieldFormat.Bytes or FieldFormat.Hex } => int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static IEnumerable<Piece> ParsePiece(string word)
    {
        if (word is ['\'', .., '\'']) return Encoding.UTF8.GetBytes(word[1..^1]).Select(Piece.Literal);
        if (word == "..") return [new Piece(PieceKind.Any, 0, "", default, 0)];
        if (word == "{sum}") return [new Piece(PieceKind.Sum, 0, "", default, 0)];
        if (word.Length == 2 && byte.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return [Piece.Literal(value)];
        if (word is ['{', .., '}'] && word[1..^1].Split(':') is [{ Length: > 0 and <= 32 } name, ..] parts && parts.Length <= 2 && name.All(c => char.IsAsciiLetterLower(c) || c == '_'))
        {
            var format = parts.Length == 2 ? parts[1] : "u8";
            switch (format)
            {
                case "u8" or "u16":
                    return [new Piece(PieceKind.Field, 0, name, FieldFormat.Bytes, format == "u8" ? 1 : 2)];
                case "text":
                    return [new Piece(PieceKind.Field, 0, name, FieldFormat.Text, 0)];
                case "dec":
                    return [new Piece(PieceKind.Field, 0, name, FieldFormat.Decimal, 0)];
                case ['d', 'e', 'c', >= '1' and <= '5' and var digits]:
                    return [new Piece(PieceKind.Field, 0, name, FieldFormat.Decimal, digits - '0')];
                case ['h', 'e', 'x', >= '1' and <= '4' and var digits]:
                    return [new Piece(PieceKind.Field, 0, name, FieldFormat.Hex, digits - '0')];
                default:
                    break;
            }
        }

        throw new FormatException($"\"{(word.Length > 40 ? word[..40] + "…" : word)}\"; allowed: two hex digits, 'text', .., {{sum}}, {{name}}, {{name:u16}}, {{name:dec}}, {{name:dec1}} to {{name:dec5}}, {{name:hex1}} to {{name:hex4}}, {{name:text}}");
    }

    private enum PieceKind
    {
        Literal,
        Any,
        Sum,
        Field,
    }

    private enum FieldFormat
    {
        Bytes,
        Decimal,
        Hex,
        Text,
    }

    private sealed record Piece(PieceKind Kind, byte Byte, string Name, FieldFormat Format, int Width)
    {
        public static Piece Literal(byte value) => new(PieceKind.Literal, value, "", default, 0);
    }
}

/// <summary>What goes into a gap: one of the three.</summary>
internal readonly record struct FieldValue(int Number, string? Text, byte[]? Bytes)
{
    public static FieldValue Of(int number) => new(number, null, null);

    public static FieldValue Of(string text) => new(0, text, null);

    public static FieldValue Of(byte[] bytes) => new(0, null, bytes);
}
