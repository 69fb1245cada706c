using System.Text;

namespace Tongtang.DeviceDrivers.Transport;

/// <summary>
/// Lines of the kind <c>801s!001⏎</c> that several makers of panels have taken over from each other: a head, an id of two digits,
/// a letter for set, get or reply, a code of one character and a value of three; a set is answered <c>401+⏎</c> or <c>401-⏎</c>. Pure.
/// </summary>
internal static class CodedLines
{
    /// <param name="kind">What the maker's letter for set or get is.</param>
    public static byte[] Line(char head, int id, char kind, char code, string value) => Encoding.Latin1.GetBytes($"{head}{id:D2}{kind}{code}{value}\r");

    /// <summary>Whether a set was taken; null when the line says nothing of that.</summary>
    public static bool? Acknowledged(ReadOnlySpan<byte> line, int id) =>
        line.Length == 4 && line[0] == '4' && line[3] is (byte)'+' or (byte)'-' && IsId(line, id) ? line[3] == '+' : null;

    /// <summary>The three characters that answer the question for a code; null when the line answers another.</summary>
    /// <param name="heads">The makers' heads of replies.</param>
    public static string? Value(ReadOnlySpan<byte> line, string heads, int id, char code) =>
        line.Length == 8 && heads.Contains((char)line[0], StringComparison.Ordinal) && IsId(line, id) && line[3] == 'r' && line[4] == code ? Encoding.Latin1.GetString(line[5..]) : null;

    private static bool IsId(ReadOnlySpan<byte> line, int id) => line[1] == '0' + id / 10 && line[2] == '0' + id % 10;
}
