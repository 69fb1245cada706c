using System.Globalization;
using System.Text;

namespace Tongtang.HubServer.Fleet;

/// <summary>
/// The order in which people expect names: numbers by their value, written in either way (班2 before 班10, 二年级 before
/// 三年级), everything else as a Chinese dictionary has it. Pure.
/// </summary>
internal static class NameOrder
{
    /// <summary>Longer numbers are no numbers; they compare digit by digit.</summary>
    private const int Digits = 10;

    private const string Numerals = "〇一二三四五六七八九";

    private static readonly CompareInfo s_chinese = CultureInfo.GetCultureInfo("zh-CN").CompareInfo;

    /// <summary>Names whose keys compare like this, letter by letter, are in order. Engines need no collation for it.</summary>
    public static string KeyOf(string name) =>
        Convert.ToHexString(s_chinese.GetSortKey(WithNumbers(name), CompareOptions.IgnoreCase | CompareOptions.IgnoreWidth).KeyData);

    private static string WithNumbers(string name)
    {
        var text = new StringBuilder(name.Length + Digits);
        for (var at = 0; at < name.Length;)
        {
            var end = at;
            while (end < name.Length && char.IsAsciiDigit(name[end].Narrow())) end++;
            if (end > at)
            {
                Append(text, string.Concat(name[at..end].Select(Narrow)));
                at = end;
                continue;
            }
            while (end < name.Length && IsNumeral(name[end])) end++;
            if (end > at) Append(text, Spoken(name.AsSpan(at, end - at)));
            else text.Append(name[end++]);
            at = end;
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, string digits) => text.Append(digits.TrimStart('0').PadLeft(Digits, '0'));

    private static char Narrow(this char letter) => letter is >= '０' and <= '９' ? (char)(letter - '０' + '0') : letter;

    private static bool IsNumeral(char letter) => letter is '零' or '十' or '百' || Numerals.Contains(letter, StringComparison.Ordinal);

    /// <summary>二十三 is 23, 一百零二 is 102, 二〇二六 is 2026.</summary>
    private static string Spoken(ReadOnlySpan<char> numerals)
    {
        if (!numerals.ContainsAny('十', '百')) return string.Concat(numerals.ToArray().Select(one => (char)('0' + Math.Max(0, Numerals.IndexOf(one, StringComparison.Ordinal)))));
        var (sum, digit) = (0, -1);
        foreach (var letter in numerals)
        {
            var factor = letter switch { '百' => 100, '十' => 10, _ => 0 };
            if (factor == 0) digit = Math.Max(0, Numerals.IndexOf(letter, StringComparison.Ordinal));
            else (sum, digit) = (sum + (digit < 0 ? 1 : digit) * factor, -1);
        }
        return (sum + Math.Max(0, digit)).ToString(CultureInfo.InvariantCulture);
    }
}
