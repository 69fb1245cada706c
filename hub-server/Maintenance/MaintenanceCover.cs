namespace Tongtang.HubServer.Maintenance;

/// <summary>
/// Whether a room is worked on, as a part of other features' SQL: where <c>room</c> and <c>school</c> are joined, with the
/// parameter <c>@now</c>. Asked of the times themselves, so that it is right to the millisecond, whenever the loop comes round.
/// </summary>
internal static class MaintenanceCover
{
    private const string Covers = """
        FROM maintenance_window WHERE maintenance_window.place_id IN (room.id, school.id, school.region_id)
          AND maintenance_window.starts_ms <= @now AND maintenance_window.ends_ms > @now
        """;

    /// <summary>Until when; NULL: it is not.</summary>
    public const string Until = $"(SELECT MAX(maintenance_window.ends_ms) {Covers})";

    public const string Runs = $"EXISTS (SELECT 1 {Covers})";

    /// <summary>The ids of all rooms that are.</summary>
    public const string Rooms = """
        SELECT room.id FROM maintenance_window JOIN school ON maintenance_window.place_id IN (school.id, school.region_id) JOIN room ON room.school_id = school.id
        WHERE maintenance_window.starts_ms <= @now AND maintenance_window.ends_ms > @now
        UNION SELECT place_id FROM maintenance_window WHERE starts_ms <= @now AND ends_ms > @now
        """;
}
