using System.Globalization;
using System.Text.RegularExpressions;

namespace Tongtang.HubServer.Assets;

/// <summary>Days as the database keeps them and as people write them in tables. Pure.</summary>
internal static partial class AssetDates
{
    private const string Stored = "yyyy-MM-dd";

    /// <summary>What nothing in a register of assets can be before or after.</summary>
    public static readonly DateOnly First = new(1950, 1, 1);

    public static readonly DateOnly Last = new(2150, 12, 31);

    /// <summary>The day that a spreadsheet counts from: 1 is 1900-01-01, and it believes that 1900 had a 29 February.</summary>
    private static readonly DateOnly s_sheetZero = new(1899, 12, 30);

    public static string Text(DateOnly day) => day.ToString(Stored, CultureInfo.InvariantCulture);

    public static string? Text(DateOnly? day) => day is { } known ? Text(known) : null;

    public static DateOnly? Read(string? stored) => stored is null ? null : DateOnly.ParseExact(stored, Stored, CultureInfo.InvariantCulture);

    public static bool IsSensible(DateOnly day) => day >= First && day <= Last;

    /// <summary>2026-09-01, 2026/9/1, 2026.9.1, 2026年9月1日, or the number that a workbook keeps for a day.</summary>
    public static bool TryRead(string text, out DateOnly day)
    {
        day = default;
        if (Written().Match(text) is { Success: true } match)
        {
            var (year, month, date) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
            if (month is < 1 or > 12 || year < 1 || date < 1 || date > DateTime.DaysInMonth(year, month)) return false;
            day = new DateOnly(year, month, date);
            return IsSensible(day);
        }
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 100_000) return false;
        day = s_sheetZero.AddDays((int)number);
        return IsSensible(day);
    }

    private static int Number(Match match, string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<year>\d{4})(-|/|\.|年)(?<month>\d{1,2})(-|/|\.|月)(?<day>\d{1,2})日?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();
}
