using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Reports;

internal enum PeriodKind
{
    Day,

    /// <summary>From Monday.</summary>
    Week,

    Month,
    Quarter,

    /// <summary>A term of the timetable.</summary>
    Term,

    /// <summary>From any day to any other.</summary>
    Range,
}

/// <summary>Whole local days of the district, the last one included. Pure.</summary>
/// <param name="Name">Of a term; else null.</param>
internal sealed record ReportPeriod(PeriodKind Kind, DateOnly From, DateOnly To, string? Name = null)
{
    /// <summary>Two school years.</summary>
    public const int MostDays = 800;

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>The day, week, month or quarter that holds a date.</summary>
    public static ReportPeriod Holding(PeriodKind kind, DateOnly date)
    {
        var month = new DateOnly(date.Year, date.Month, 1);
        var quarter = new DateOnly(date.Year, ((date.Month - 1) / 3 * 3) + 1, 1);
        return kind switch
        {
            PeriodKind.Day => new ReportPeriod(kind, date, date),
            PeriodKind.Week => new ReportPeriod(kind, date.Monday(), date.Monday().AddDays(6)),
            PeriodKind.Month => new ReportPeriod(kind, month, month.AddMonths(1).AddDays(-1)),
            PeriodKind.Quarter => new ReportPeriod(kind, quarter, quarter.AddMonths(3).AddDays(-1)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Its days must be given."),
        };
    }

    /// <summary>The one before: of the same kind, or as many days.</summary>
    /// <param name="earlierTerm">The term before; null when there was none.</param>
    public ReportPeriod Before(TermTime? earlierTerm) => (Kind, earlierTerm) switch
    {
        (PeriodKind.Term, { } term) => new ReportPeriod(Kind, term.FirstDay, term.LastDay, term.Name),
        (PeriodKind.Term or PeriodKind.Range, _) => new ReportPeriod(PeriodKind.Range, From.AddDays(-Days), From.AddDays(-1)),
        _ => Holding(Kind, From.AddDays(-1)),
    };

    /// <summary>A period that is not over is held against as many days of the one before, from its first.</summary>
    public ReportPeriod AsFarAs(ReportPeriod current, DateOnly today)
    {
        if (current.To <= today) return this;
        var days = Math.Max(1, today.DayNumber - current.From.DayNumber + 1);
        var until = From.AddDays(days - 1);
        return until < To ? this with { To = until } : this;
    }

    /// <summary>The days of it that have been, today included; what is counted per week is counted by these.</summary>
    public int DaysUntil(DateOnly today) => Math.Clamp(today.DayNumber - From.DayNumber + 1, 0, Days);

    /// <summary>Its first moment and the first after it.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Moments(TimeZoneInfo zone) => (WallClock.At(From, 0, zone), WallClock.At(To.AddDays(1), 0, zone));

    /// <summary>Days, weeks or months, whichever makes a picture of it: 10 to 62 pieces of a long one, all of a short one.</summary>
    public PeriodKind Grain => Days <= 31 ? PeriodKind.Day : Days <= 200 ? PeriodKind.Week : PeriodKind.Month;

    /// <summary>Its days, weeks or months; the first and last may be cut.</summary>
    public IEnumerable<ReportPeriod> Pieces(PeriodKind grain)
    {
        for (var at = From; at <= To;)
        {
            var piece = Holding(grain, at);
            piece = piece with { From = at, To = piece.To < To ? piece.To : To };
            yield return piece;
            at = piece.To.AddDays(1);
        }
    }
}
