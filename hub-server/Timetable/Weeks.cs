using System.Globalization;
using System.Text.RegularExpressions;

namespace Tongtang.HubServer.Timetable;

/// <summary>
/// The weeks of a term in which something is taught: all, the odd ones (单周), the even ones (双周), or a list such as
/// <c>1-8,10</c>. Weeks are counted from 1. Pure.
/// </summary>
internal readonly partial record struct Weeks
{
    /// <summary>More than any term has; one bit each.</summary>
    public const int Most = 60;

    private const ulong Every = ((1UL << Most) - 1) << 1;

    private const ulong Odd = 0xAAAAAAAAAAAAAAAA & Every;

    private readonly ulong _bits;

    private Weeks(ulong bits) => _bits = bits;

    public static Weeks All { get; } = new(Every);

    public bool Contains(int week) => week is >= 1 and <= Most && (_bits & (1UL << week)) != 0;

    public bool Overlaps(Weeks other, int weeks) => (_bits & other._bits & Within(weeks)) != 0;

    /// <summary>As it is stored: all, odd, even or the list.</summary>
    public override string ToString() => _bits switch
    {
        Every => "all",
        Odd => "odd",
        Every & ~Odd => "even",
        _ => List(_bits),
    };

    /// <summary>Reads the stored words and what people write: 单周, 双周, 全部, 第1-8周, 1、3、5.</summary>
    public static bool TryParse(string? text, out Weeks weeks)
    {
        weeks = All;
        var plain = Noise().Replace(text ?? "", "").Replace('，', ',').Replace('、', ',').Replace('—', '-').Replace('～', '-').Replace('~', '-');
        switch (plain.ToLowerInvariant())
        {
            case "" or "all" or "全部" or "每":
                return true;
            case "odd" or "单":
                weeks = new Weeks(Odd);
                return true;
            case "even" or "双":
                weeks = new Weeks(Every & ~Odd);
                return true;
        }
        var bits = 0UL;
        foreach (var part in plain.Split(','))
        {
            var match = Span().Match(part);
            if (!match.Success) return false;
            var first = int.Parse(match.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
            var last = match.Groups["last"].Success ? int.Parse(match.Groups["last"].ValueSpan, CultureInfo.InvariantCulture) : first;
            if (first < 1 || last < first || last > Most) return false;
            var span = (1UL << last << 1) - (1UL << first);
            bits |= match.Groups["kind"].Value switch { "单" => span & Odd, "双" => span & ~Odd, _ => span };
        }
        weeks = new Weeks(bits);
        return bits != 0;
    }

    /// <exception cref="FormatException">The database holds what this program does not know.</exception>
    public static Weeks Parse(string stored) => TryParse(stored, out var weeks) ? weeks : throw new FormatException($"\"{stored}\" names no weeks.");

    private static ulong Within(int weeks) => (1UL << Math.Min(weeks, Most) << 1) - 1;

    private static string List(ulong bits)
    {
        var parts = new List<string>();
        for (var week = 1; week <= Most; week++)
        {
            if ((bits & (1UL << week)) == 0) continue;
            var first = week;
            while (week < Most && (bits & (1UL << (week + 1))) != 0) week++;
            parts.Add(first == week ? $"{first}" : $"{first}-{week}");
        }
        return string.Join(',', parts);
    }

    [GeneratedRegex(@"[\s第周()（）]", RegexOptions.None, 1000)]
    private static partial Regex Noise();

    [GeneratedRegex(@"^(?<first>\d{1,2})(-(?<last>\d{1,2}))?(?<kind>[单双])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Span();
}
