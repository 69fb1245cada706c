using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Reports;

/// <summary>What a report is of and when, as it stands in the address.</summary>
internal readonly record struct ReportQuery(
    [property: FromQuery(Name = "region"), Description("A region's id.")] string? Region,
    [property: FromQuery(Name = "school"), Description("A school's id.")] string? School,
    [property: FromQuery(Name = "room"), Description("A room's id.")] string? Room,
    [property: FromQuery(Name = "teacher"), Description("Only this teacher's lessons; case and spaces of the name do not count.")] string? Teacher,
    [property: FromQuery(Name = "period"), Description("day, week, month, quarter, term or range; month when not given.")] string? Period,
    [property: FromQuery(Name = "date"), Description("A day of the day, week, month or quarter, such as 2026-11-23; today when not given.")] string? Date,
    [property: FromQuery(Name = "term"), Description("Of a term: its id.")] string? Term,
    [property: FromQuery(Name = "from"), Description("Of a range: its first day.")] string? From,
    [property: FromQuery(Name = "to"), Description("Of a range: its last day, which counts too.")] string? To)
{
    public ProblemHttpResult? Check(out ReportWish wish)
    {
        wish = new ReportWish();
        if (!Words.TryEnum<PeriodKind>(Period, out var kind)) return Problems.Invalid("period_invalid", $"period is not one of {Words.All<PeriodKind>()}.");
        if (!TryDate(Date, out var date)) return DateProblem("date");
        if (!TryDate(From, out var from)) return DateProblem("from");
        if (!TryDate(To, out var to)) return DateProblem("to");
        if (kind == PeriodKind.Term && string.IsNullOrEmpty(Term)) return Problems.Invalid("term_missing", "The period is a term; term must say which.");
        if (kind == PeriodKind.Range && (from is null || to is null || to < from || to.Value.DayNumber - from.Value.DayNumber >= ReportPeriod.MostDays))
            return Problems.Invalid("period_invalid", $"The period is a range; from and to must be days in order, at most {ReportPeriod.MostDays} of them.");
        wish = new ReportWish
        {
            Region = Region.NullIfEmpty(),
            School = School.NullIfEmpty(),
            Room = Room.NullIfEmpty(),
            Teacher = SearchText.KeyOfTeacher(Teacher ?? "").NullIfEmpty(),
            Kind = kind ?? PeriodKind.Month,
            Date = date,
            Term = Term.NullIfEmpty(),
            From = from,
            To = to,
        };
        return null;
    }

    /// <summary>A day; nothing at all is fine. Neither the first nor the last there is, for a period has days beside it.</summary>
    public static bool TryDate(string? text, out DateOnly? date)
    {
        date = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) || read.Year is < 1970 or > 2200) return false;
        date = read;
        return true;
    }

    public static ProblemHttpResult DateProblem(string name) => Problems.Invalid("date_invalid", $"{name} is no day; allowed: 1970-01-01 to 2200-12-31, written so.");
}

/// <summary>The same, checked. Can be kept as JSON: what a job or a frozen report is of.</summary>
internal sealed record ReportWish
{
    public string? Region { get; init; }

    public string? School { get; init; }

    public string? Room { get; init; }

    /// <summary>As <see cref="SearchText.KeyOfTeacher"/> makes it.</summary>
    public string? Teacher { get; init; }

    public PeriodKind Kind { get; init; } = PeriodKind.Month;

    public DateOnly? Date { get; init; }

    public string? Term { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }
}
