namespace Tongtang.HubServer.Timetable;

/// <param name="PlaceId">A region's or a school's id: it holds in all schools there that have no own one.</param>
/// <param name="FirstDay">In the first week, which is counted from its Monday.</param>
/// <param name="LastDay">The Sunday of the last week.</param>
internal sealed record Term(string Id, string PlaceId, string Name, DateOnly FirstDay, DateOnly LastDay, int Weeks);

/// <param name="Weeks">1 to 60.</param>
internal sealed record TermWish(string PlaceId, string Name, DateOnly FirstDay, int Weeks);

/// <param name="TaughtAs">The date whose lessons are taught on this one (调休); null: a day off.</param>
internal sealed record DayWish(string PlaceId, DateOnly Date, DateOnly? TaughtAs = null, string Note = "");

/// <param name="Starts">Local wall time, HH:mm.</param>
/// <param name="Ends">Local wall time, HH:mm.</param>
internal sealed record Period(int Number, string Name, string Starts, string Ends);

/// <summary>When the bells ring in a school, from a day on.</summary>
internal sealed record BellPlan(string Id, string SchoolId, string Name, DateOnly FirstDay, IReadOnlyList<Period> Periods);

internal sealed record BellPlanWish(string SchoolId, string Name, DateOnly FirstDay, IReadOnlyList<Period> Periods);

/// <param name="TimeZone">A name of the IANA time zone database.</param>
/// <param name="Record">Rooms record their lessons by themselves, unless a room says otherwise.</param>
/// <param name="StartScene">Run in the room when such a lesson begins; empty: none.</param>
/// <param name="EndScene">Run when it has ended; empty: none.</param>
internal sealed record SchoolTimetableRules(string TimeZone, bool Record, string StartScene, string EndScene);

/// <param name="Record">Null: as the school says.</param>
/// <param name="SchoolRecords">What the school says.</param>
internal sealed record RoomTimetableRules(bool? Record, bool SchoolRecords);

internal sealed record RoomTimetableWish(bool? Record);

/// <summary>What is taught in a room every week, or in some weeks, of a term.</summary>
/// <param name="Weekday">1 is Monday.</param>
/// <param name="Weeks">all, odd, even or a list such as 1-8,10.</param>
/// <param name="TeacherKey">The name as it is compared: filter by it.</param>
internal sealed record TimetableLesson(
    string Id, string TermId, string SchoolId, string RoomId, string RoomName, int Weekday, int Period, string Weeks, string Subject, string ClassName, string Teacher, string TeacherKey, string Note);

/// <param name="AllowConflicts">It is stored though another lesson is in its way.</param>
internal sealed record TimetableLessonWish(
    string TermId, string RoomId, int Weekday, int Period, string Weeks = "all", string Subject = "", string ClassName = "", string Teacher = "", string Note = "", bool AllowConflicts = false);

/// <summary>A lesson of one date.</summary>
/// <param name="Id">Stays the same when the lesson is moved.</param>
/// <param name="LessonId">The weekly lesson.</param>
/// <param name="From">The date on which it stands in the timetable.</param>
/// <param name="SwapId">Null: it is taught as it stands there.</param>
internal sealed record DatedLesson(
    string Id,
    string LessonId,
    DateOnly From,
    DateOnly Date,
    int Period,
    string PeriodName,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string RoomId,
    string RoomName,
    string Subject,
    string ClassName,
    string Teacher,
    string TeacherKey,
    string Note,
    string? SwapId);

/// <param name="Week">Of the term, from 1; null outside of terms.</param>
/// <param name="IsOff">A day off.</param>
/// <param name="TaughtAs">The date whose lessons are taught on this one.</param>
/// <param name="Note">Why it is off or taught as another.</param>
internal sealed record TimetableDay(DateOnly Date, string? TermId, int? Week, bool IsOff, DateOnly? TaughtAs, string Note, IReadOnlyList<Period> Periods, IReadOnlyList<DatedLesson> Lessons);

/// <param name="Today">By the school's clock.</param>
internal sealed record TimetableDays(string SchoolId, string TimeZone, DateOnly Today, IReadOnlyList<TimetableDay> Days);

internal sealed record Teacher(string Key, string Name, int Lessons);

/// <summary>Two weekly lessons at the same time that cannot both be.</summary>
internal sealed record LessonConflict(IReadOnlyList<ConflictKind> Kinds, TimetableLesson One, TimetableLesson Other);

/// <param name="Total">All there are; the list holds the first 200.</param>
internal sealed record LessonConflicts(int Total, IReadOnlyList<LessonConflict> Items, int WithoutPeriod);
