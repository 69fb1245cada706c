using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Reports;

internal enum ReportPlaceKind
{
    /// <summary>All that the caller may see.</summary>
    Hub,

    Region,
    School,
    Room,
}

/// <summary>What a report is of.</summary>
/// <param name="Name">The place's; empty for the hub.</param>
/// <param name="Teacher">Only this teacher's lessons; as the name was asked for.</param>
internal sealed record ReportPlace(ReportPlaceKind Kind, string? Id, string Name, string? RegionId, string? SchoolId, string? Teacher)
{
    public bool IsCoveredBy(Scope scope) => Kind == ReportPlaceKind.Hub ? scope.IsHub : scope.Covers(new ScopePath(RegionId!, SchoolId));
}

/// <summary>One figure of a report.</summary>
/// <param name="Value">Null: there is nothing it could be a part of, such as a share of no rooms.</param>
/// <param name="Before">The same in the period before.</param>
/// <param name="Target">What the place shall reach on the period's last day; null: nothing was set.</param>
internal sealed record ReportFigure(FigureKey Key, FigureUnit Unit, double? Value, double? Before, double? Target);

/// <summary>How a place was used in a period.</summary>
/// <param name="Before">What it is held against: the period before, as far as this one has come.</param>
/// <param name="TimeZone">Where days begin: a name of the IANA database.</param>
/// <param name="RoomsUncounted">Rooms whose older recordings are not counted yet; the figures are whole when it is 0.</param>
internal sealed record UsageReport(ReportPlace Place, ReportPeriod Period, ReportPeriod Before, string TimeZone, IReadOnlyList<ReportFigure> Figures, int RoomsUncounted);

/// <summary>A piece of a report's period.</summary>
internal sealed record UsagePoint(DateOnly From, DateOnly To, long Lessons, double Hours, int RoomsUsed, int TeachersRecorded);

/// <summary>A period in days, weeks or months, in order; none is left out.</summary>
internal sealed record UsageSeries(PeriodKind Grain, IReadOnlyList<UsagePoint> Points);

internal enum LeagueOf
{
    Region,
    School,
    Room,
    Teacher,
    Subject,
}

/// <summary>A region, school, room, teacher or subject with what was recorded there.</summary>
/// <param name="Id">Of the place; of a teacher the school's id and the name as it is compared; of a subject its name as it is compared.</param>
/// <param name="LessonsBefore">In the period before, as far as this one has come.</param>
internal sealed record LeagueRow(
    string Id,
    string Name,
    string? SchoolId,
    string? SchoolName,
    string? RegionId,
    string? RegionName,
    int Rooms,
    int RoomsUsed,
    double? Coverage,
    long Lessons,
    double Hours,
    double? LessonsPerRoomWeek,
    int TeachersRecorded,
    int Subjects,
    long LessonsBefore);
