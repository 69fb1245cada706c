namespace Tongtang.HubServer.Audit;

/// <summary>Rooms that are taught together.</summary>
internal static class LessonLooks
{
    public static IReadOnlyList<ThingLook> All { get; } =
    [
        new("pairing", """
            SELECT x.id AS thing_id, x.name AS thing_name, host.region_id AS region_id_of, host.school_id AS school_id_of, host.room_id AS room_id_of,
                x.name, x.purpose, x.mode, x.layout, x.record, x.full_duplex, x.valid_from_ms, x.valid_until_ms,
                (SELECT STRING_AGG(one.room_id, ', ') FROM (SELECT room_id FROM pairing_room WHERE pairing_id = x.id ORDER BY position) one) AS rooms
            FROM pairing x LEFT JOIN (
                SELECT pairing_room.pairing_id, pairing_room.room_id, school.id AS school_id, school.region_id
                FROM pairing_room JOIN room ON room.id = pairing_room.room_id JOIN school ON school.id = room.school_id WHERE pairing_room.role = 'host') host ON host.pairing_id = x.id
            WHERE x.id = @id
            """),
        new("linked-lesson", """
            SELECT x.id AS thing_id, x.title AS thing_name, host.region_id AS region_id_of, host.school_id AS school_id_of, host.room_id AS room_id_of,
                x.title, x.teacher, x.mode, x.layout, x.main_source, x.floor_room_id, x.record, x.full_duplex, x.planned_start_ms, x.planned_end_ms, x.state, x.ended_by,
                (SELECT STRING_AGG(one.room_id, ', ') FROM (SELECT room_id FROM linked_lesson_room WHERE lesson_id = x.id AND has_left = 0 ORDER BY position) one) AS rooms
            FROM linked_lesson x LEFT JOIN linked_lesson_room host ON host.lesson_id = x.id AND host.role = 'host' WHERE x.id = @id
            """),
    ];
}
