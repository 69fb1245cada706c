namespace Tongtang.HubServer.Reports;

/// <summary>Everything a report says of a place and a period. What each means: <see cref="Definitions"/>.</summary>
internal enum FigureKey
{
    Rooms,
    RoomsUsed,
    Coverage,
    Lessons,
    Hours,
    LessonsPerRoomWeek,
    Teachers,
    TeachersRecorded,
    Breadth,
    Subjects,
    LinkedPlanned,
    LinkedHeld,
    LinkedHeldShare,
    LinkedOnTime,
    LinkedOnTimeShare,
    LinkedHours,
}

internal enum FigureUnit
{
    /// <summary>A whole number.</summary>
    Count,

    Hours,

    /// <summary>0 to 1.</summary>
    Share,

    /// <summary>Any number.</summary>
    Rate,
}

/// <summary>What is counted; everything else follows. Pure.</summary>
internal sealed record UsageCounts
{
    public int Rooms { get; init; }

    public int RoomsUsed { get; init; }

    public long Lessons { get; init; }

    public long DurationMs { get; init; }

    public int Teachers { get; init; }

    public int TeachersRecorded { get; init; }

    public int Subjects { get; init; }

    public int LinkedPlanned { get; init; }

    public int LinkedHeld { get; init; }

    public int LinkedOnTime { get; init; }

    public long LinkedDurationMs { get; init; }

    /// <summary>Of the period, those that have been.</summary>
    public int Days { get; init; }

    /// <summary>Of one teacher: then what is of all rooms or teachers says nothing.</summary>
    public bool IsOfTeacher { get; init; }

    /// <returns>Null: there is nothing it could be a part of.</returns>
    public double? Value(FigureKey key) => key switch
    {
        FigureKey.Rooms => IsOfTeacher ? null : Rooms,
        FigureKey.RoomsUsed => RoomsUsed,
        FigureKey.Coverage => IsOfTeacher ? null : Share(RoomsUsed, Rooms),
        FigureKey.Lessons => Lessons,
        FigureKey.Hours => DurationMs / 3_600_000.0,
        FigureKey.LessonsPerRoomWeek => IsOfTeacher ? null : PerRoomWeek(Lessons, Rooms, Days),
        FigureKey.Teachers => IsOfTeacher ? null : Teachers,
        FigureKey.TeachersRecorded => IsOfTeacher ? null : TeachersRecorded,
        FigureKey.Breadth => IsOfTeacher ? null : Share(TeachersRecorded, Teachers),
        FigureKey.Subjects => Subjects,
        FigureKey.LinkedPlanned => LinkedPlanned,
        FigureKey.LinkedHeld => LinkedHeld,
        FigureKey.LinkedHeldShare => Share(LinkedHeld, LinkedPlanned),
        FigureKey.LinkedOnTime => LinkedOnTime,
        FigureKey.LinkedOnTimeShare => Share(LinkedOnTime, LinkedHeld),
        FigureKey.LinkedHours => LinkedDurationMs / 3_600_000.0,
        _ => throw new ArgumentOutOfRangeException(nameof(key), key, null),
    };

    public static double? PerRoomWeek(long lessons, int rooms, int days) => rooms == 0 || days == 0 ? null : lessons * 7.0 / rooms / days;

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}

internal static class FigureUnits
{
    public static FigureUnit Of(FigureKey key) => key switch
    {
        FigureKey.Coverage or FigureKey.Breadth or FigureKey.LinkedHeldShare or FigureKey.LinkedOnTimeShare => FigureUnit.Share,
        FigureKey.Hours or FigureKey.LinkedHours => FigureUnit.Hours,
        FigureKey.LessonsPerRoomWeek => FigureUnit.Rate,
        _ => FigureUnit.Count,
    };
}
