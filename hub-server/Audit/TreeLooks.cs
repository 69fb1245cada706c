using static Tongtang.HubServer.Audit.ThingLook;

namespace Tongtang.HubServer.Audit;

/// <summary>Regions, schools, rooms and what belongs to a room.</summary>
internal static class TreeLooks
{
    public static IReadOnlyList<ThingLook> All { get; } =
    [
        new("region", "SELECT x.id AS thing_id, x.name AS thing_name, x.id AS region_id_of, x.name FROM region x WHERE x.id = @id"),
        new("school", """
            SELECT x.id AS thing_id, x.name AS thing_name, x.region_id AS region_id_of, x.id AS school_id_of, x.name, x.region_id, x.kind, x.tier, x.live_kbps, x.live_chat,
                (SELECT STRING_AGG(one.tag, ', ') FROM (SELECT tag FROM school_tag WHERE school_id = x.id ORDER BY tag_key) one) AS tags
            FROM school x WHERE x.id = @id
            """),
        new("room", $"""
            SELECT x.id AS thing_id, x.name AS thing_name, school.region_id AS region_id_of, school.id AS school_id_of, x.id AS room_id_of, x.name, x.school_id,
                (SELECT MAX(expires_at_ms) FROM join_code WHERE room_id = x.id AND used_at_ms IS NULL AND cancelled_at_ms IS NULL) AS join_code_until_ms,
                (SELECT STRING_AGG(one.tag, ', ') FROM (SELECT tag FROM room_tag WHERE room_id = x.id ORDER BY tag_key) one) AS tags
            FROM room x {SchoolJoin} WHERE x.id = @id
            """),
        new("alarm", $"""
            SELECT x.id AS thing_id, x.kind AS thing_name, {RoomPlace}, x.acknowledged_by, x.note, x.suppressed_until_ms, x.cleared_at_ms
            FROM alarm x {RoomJoin} WHERE x.id = @id
            """),
        new("floor-plan", $"""
            SELECT x.id AS thing_id, x.name AS thing_name, {SchoolPlace}, x.name, x.position, (SELECT hash FROM floor_plan_picture WHERE plan_id = x.id) AS picture,
                (SELECT STRING_AGG(one.said, ', ') FROM (
                    SELECT room.name || ' ' || CAST(placed.x AS TEXT) || '/' || CAST(placed.y AS TEXT) AS said
                    FROM floor_plan_room placed JOIN room ON room.id = placed.room_id WHERE placed.plan_id = x.id ORDER BY room.name_key, room.id) one) AS rooms
            FROM floor_plan x {SchoolJoin} WHERE x.id = @id
            """),
        new("maintenance-window", """
            SELECT x.id AS thing_id, x.reason AS thing_name, region.id AS region_id_of, COALESCE(school.id, '') AS school_id_of, COALESCE(room.id, '') AS room_id_of,
                x.place_id, x.reason, x.begins, x.ends, x.is_weekly, x.last_day, x.ends_ms
            FROM maintenance_window x LEFT JOIN room ON room.id = x.place_id LEFT JOIN school ON school.id = COALESCE(room.school_id, x.place_id)
            JOIN region ON region.id = COALESCE(school.region_id, x.place_id) WHERE x.id = @id
            """),
        new("recording", $"""
            SELECT x.id AS thing_id, x.title AS thing_name, {RoomPlace}, x.title, x.teacher, x.visibility, x.approval, x.deleted_by, x.deleted_at_ms, x.trim_from_ms, x.trim_to_ms,
                (SELECT STRING_AGG(one.title, ', ') FROM (SELECT title FROM recording_chapter WHERE recording_id = x.id ORDER BY at_ms) one) AS chapters
            FROM recording x {RoomJoin} WHERE x.id = @id
            """),
        new("collection", """
            SELECT x.id AS thing_id, x.name AS thing_name, COALESCE(region.id, '') AS region_id_of, COALESCE(school.id, '') AS school_id_of, x.name, x.description, x.place_id, x.owner,
                (SELECT STRING_AGG(one.title, ', ') FROM (
                    SELECT SUBSTR(recording.title, 1, 20) AS title FROM collection_item JOIN recording ON recording.id = collection_item.recording_id WHERE collection_id = x.id ORDER BY position) one) AS recordings
            FROM collection x LEFT JOIN school ON school.id = x.place_id LEFT JOIN region ON region.id = COALESCE(school.region_id, x.place_id) WHERE x.id = @id
            """),
        new("approval-request", $"""
            SELECT x.id AS thing_id, recording.title AS thing_name, {RoomPlace}, x.recording_id, x.visibility, x.state, x.word
            FROM approval_request x JOIN recording ON recording.id = x.recording_id JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id WHERE x.id = @id
            """),
        new("retention-rule", """
            SELECT x.id AS thing_id, COALESCE(room.name, school.name, region.name, '') AS thing_name, COALESCE(region.id, '') AS region_id_of, COALESCE(school.id, '') AS school_id_of,
                COALESCE(room.id, '') AS room_id_of, x.place_id, x.visibility, x.days
            FROM retention_rule x LEFT JOIN room ON room.id = x.place_id LEFT JOIN school ON school.id = COALESCE(room.school_id, x.place_id)
            LEFT JOIN region ON region.id = COALESCE(school.region_id, x.place_id) WHERE x.id = @id
            """),
        new("download-rule", """
            SELECT x.id AS thing_id, COALESCE(room.name, school.name, region.name, '') AS thing_name, COALESCE(region.id, '') AS region_id_of, COALESCE(school.id, '') AS school_id_of,
                COALESCE(room.id, '') AS room_id_of, x.place_id, x.who, x.watermark, x.overlay
            FROM download_rule x LEFT JOIN room ON room.id = x.place_id LEFT JOIN school ON school.id = COALESCE(room.school_id, x.place_id)
            LEFT JOIN region ON region.id = COALESCE(school.region_id, x.place_id) WHERE x.id = @id
            """),
        new("download", $"""
            SELECT x.id AS thing_id, x.name AS thing_name, {RoomPlace}, x.recording_id, x.view
            FROM download x JOIN recording ON recording.id = x.recording_id JOIN room ON room.id = recording.room_id JOIN school ON school.id = room.school_id WHERE x.id = @id
            """),
        new("live-link", $"""
            SELECT x.id AS thing_id, room.name AS thing_name, {RoomPlace}, x.made_by, x.expires_at_ms FROM live_link x {RoomJoin} WHERE x.id = @id
            """),
        new("visit-note", $"""
            SELECT x.id AS thing_id, room.name AS thing_name, {RoomPlace}, x.author, x.text FROM visit_note x {RoomJoin} WHERE x.id = @id
            """),
        new("fleet-import", """
            SELECT x.id AS thing_id, x.file_name AS thing_name, COALESCE(x.region_id, '') AS region_id_of, COALESCE(x.school_id, '') AS school_id_of,
                x.file_name, x.regions, x.schools, x.rooms, x.undone_by
            FROM fleet_import x WHERE x.id = @id
            """),
        new("asset", """
            SELECT x.id AS thing_id, x.name AS thing_name, COALESCE(school.region_id, x.region_id) AS region_id_of, COALESCE(school.id, '') AS school_id_of, COALESCE(x.room_id, '') AS room_id_of,
                x.code, x.name, x.kind, x.maker, x.model, x.serial, x.bought_on, x.price_cents, x.supplier, x.warranty_until, x.region_id, x.school_id, x.room_id, x.device_id, x.keeper, x.note, x.state
            FROM asset x LEFT JOIN room ON room.id = x.room_id LEFT JOIN school ON school.id = COALESCE(room.school_id, x.school_id) WHERE x.id = @id
            """),
        new("asset-import", """
            SELECT x.id AS thing_id, x.file_name AS thing_name, COALESCE(x.region_id, '') AS region_id_of, COALESCE(x.school_id, '') AS school_id_of, x.file_name, x.assets FROM asset_import x WHERE x.id = @id
            """),
        new("stock-take", """
            SELECT x.id AS thing_id, x.place AS thing_name, COALESCE(school.region_id, x.region_id) AS region_id_of, COALESCE(school.id, '') AS school_id_of, COALESCE(x.room_id, '') AS room_id_of,
                x.place, x.finished_by, (SELECT COUNT(*) FROM stock_take_item WHERE take_id = x.id AND counted_at_ms IS NOT NULL) AS counted
            FROM stock_take x LEFT JOIN room ON room.id = x.room_id LEFT JOIN school ON school.id = COALESCE(room.school_id, x.school_id) WHERE x.id = @id
            """),
        new("asset-lives", """
            SELECT 'lives' AS thing_id, '' AS thing_name, (SELECT STRING_AGG(one.said, ', ') FROM (SELECT name || ': ' || CAST(life_years AS TEXT) AS said FROM asset_kind ORDER BY name) one) AS kinds WHERE @id = 'lives'
            """),
        // Its JSON may hold a device's password.
        new("device-configuration", $"""
            SELECT x.room_id AS thing_id, room.name AS thing_name, {RoomPlace}, x.version, x.saved_by FROM device_configuration x {RoomJoin} WHERE x.room_id = @id
            """),
        new("remote-limit", $"""
            SELECT x.school_id AS thing_id, school.name AS thing_name, {SchoolPlace}, x.forbidden FROM remote_limit x {SchoolJoin} WHERE x.school_id = @id
            """),
        new("bulk-command", """
            SELECT x.id AS thing_id, '' AS thing_name, x.capability, x.action, x.arguments, (SELECT COUNT(*) FROM bulk_command_row WHERE bulk_id = x.id) AS devices
            FROM bulk_command x WHERE x.id = @id
            """),
    ];
}
