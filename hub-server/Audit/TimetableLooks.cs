using static Tongtang.HubServer.Audit.ThingLook;

namespace Tongtang.HubServer.Audit;

/// <summary>Terms, bells, lessons of the week and what is different on a day.</summary>
internal static class TimetableLooks
{
    // The place is a region or a school.
    private const string PlaceColumns = """
        COALESCE(school.region_id, x.place_id) AS region_id_of, COALESCE(school.id, '') AS school_id_of
        """;

    public static IReadOnlyList<ThingLook> All { get; } =
    [
        new("term", $"""
            SELECT x.id AS thing_id, x.name AS thing_name, {PlaceColumns}, x.name, x.first_day, x.weeks
            FROM timetable_term x LEFT JOIN school ON school.id = x.place_id WHERE x.id = @id
            """),
        new("special-day", $"""
            SELECT x.place_id || '/' || x.date AS thing_id, x.date AS thing_name, {PlaceColumns}, x.date, x.taught_as, x.note
            FROM timetable_day x LEFT JOIN school ON school.id = x.place_id WHERE x.place_id || '/' || x.date = @id
            """),
        new("bell-plan", $"""
            SELECT x.id AS thing_id, x.name AS thing_name, {SchoolPlace}, x.name, x.first_day,
                (SELECT STRING_AGG(one.said, ', ') FROM (
                    SELECT name || ' ' || starts_minute || '–' || ends_minute AS said FROM timetable_period WHERE bells_id = x.id ORDER BY number) one) AS periods
            FROM timetable_bells x {SchoolJoin} WHERE x.id = @id
            """),
        new("school-timetable", $"""
            SELECT x.school_id AS thing_id, school.name AS thing_name, {SchoolPlace}, x.time_zone, x.record, x.start_scene, x.end_scene
            FROM timetable_school x {SchoolJoin} WHERE x.school_id = @id
            """),
        new("room-timetable", $"""
            SELECT x.room_id AS thing_id, room.name AS thing_name, {RoomPlace}, x.record FROM timetable_room x {RoomJoin} WHERE x.room_id = @id
            """),
        new("timetable-lesson", $"""
            SELECT x.id AS thing_id, x.subject AS thing_name, {RoomPlace}, x.term_id, x.weekday, x.period, x.weeks, x.subject, x.class_name, x.teacher, x.note
            FROM timetable_lesson x {RoomJoin} WHERE x.id = @id
            """),
        new("swap", $"""
            SELECT x.id AS thing_id, x.reason AS thing_name, {SchoolPlace}, x.kind, x.reason, x.revoked_by,
                (SELECT STRING_AGG(one.said, ', ') FROM (
                    SELECT subject || ' ' || date || ' ' || period || ' → ' || COALESCE(to_date, '–') || ' ' || COALESCE(CAST(to_period AS TEXT), '–') || ' ' || COALESCE(to_teacher, teacher) AS said
                    FROM timetable_change WHERE swap_id = x.id ORDER BY date, period) one) AS lessons
            FROM timetable_swap x {SchoolJoin} WHERE x.id = @id
            """),
        new("timetable-import", $"""
            SELECT x.id AS thing_id, x.file_name AS thing_name, {SchoolPlace}, x.file_name, x.lessons, x.undone_by FROM timetable_import x {SchoolJoin} WHERE x.id = @id
            """),
        new("timetable-feed", $"""
            SELECT x.id AS thing_id, x.name AS thing_name, {SchoolPlace}, x.name, x.room_id, x.created_by FROM timetable_feed x {SchoolJoin} WHERE x.id = @id
            """),
    ];
}
