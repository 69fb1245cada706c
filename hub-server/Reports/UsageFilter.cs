using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Reports;

/// <summary>The conditions of a report's questions: the caller's part of the tree, the place in it, the teacher, and days.</summary>
internal sealed class UsageFilter(Scope scope, ReportPlace place, string? teacherKey)
{
    public Scope Scope => scope;

    public ReportPlace Place => place;

    public bool IsOfTeacher => teacherKey is not null;

    /// <summary>On <c>room</c> joined with <c>school</c>.</summary>
    public string Rooms => $"{scope.Filter("school.region_id", "school.id")}" + place.Kind switch
    {
        ReportPlaceKind.Region => " AND school.region_id = @placeId",
        ReportPlaceKind.School => " AND school.id = @placeId",
        ReportPlaceKind.Room => " AND room.id = @placeId",
        _ => "",
    };

    /// <summary>On <c>usage_day</c> alone, from <c>@from</c> to <c>@to</c>.</summary>
    public string Days => "usage_day.day >= @from AND usage_day.day <= @to" + OfTeacher + OfRooms;

    /// <summary>The same without days.</summary>
    public string OfTeacherAndRooms => OfTeacher + OfRooms;

    private string OfTeacher => teacherKey is null ? "" : " AND usage_day.teacher_key = @teacherKey";

    /// <summary>Nothing where all rooms are meant: then there is nothing to look up.</summary>
    private string OfRooms => scope.IsHub && place.Kind == ReportPlaceKind.Hub
        ? ""
        : $" AND usage_day.room_id IN (SELECT room.id FROM room JOIN school ON school.id = room.school_id WHERE {Rooms})";

    public DynamicParameters Values(ReportPeriod period) => new(new
    {
        scopeId = scope.Id,
        placeId = place.Id,
        teacherKey,
        from = TimetableReader.Stored(period.From),
        to = TimetableReader.Stored(period.To),
    });
}
