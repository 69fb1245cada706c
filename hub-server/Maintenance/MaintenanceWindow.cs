namespace Tongtang.HubServer.Maintenance;

internal enum MaintenanceState
{
    Running,
    Planned,
    Over,
}

/// <summary>A time in which a place is worked on. Its rooms' alarms are recorded then, and call nobody.</summary>
/// <param name="PlaceId">A region's, school's or room's id.</param>
/// <param name="PlaceName">A room's with its school's before it.</param>
/// <param name="Begins">The first time, as the place's wall clock shows it: yyyy-MM-ddTHH:mm.</param>
/// <param name="LastDay">A weekly one begins on no later day; null: it goes on.</param>
/// <param name="TimeZone">Of the place's school; of a region, that of the hub's lesson hours.</param>
/// <param name="From">Of the time that runs, is next, or was last.</param>
internal sealed record MaintenanceWindow(
    string Id,
    string PlaceId,
    string PlaceName,
    string RegionId,
    string? SchoolId,
    string? RoomId,
    string Reason,
    string Begins,
    string Ends,
    bool IsWeekly,
    DateOnly? LastDay,
    string TimeZone,
    MaintenanceState State,
    DateTimeOffset From,
    DateTimeOffset Until,
    string MadeBy,
    DateTimeOffset MadeAt);

/// <summary>Body of <c>POST /api/v1/maintenance-windows</c>.</summary>
/// <param name="PlaceId">A region's, school's or room's id.</param>
/// <param name="Begins">As the place's wall clock shows it: yyyy-MM-ddTHH:mm.</param>
/// <param name="Ends">The same; at most 100 days later, a weekly one less than seven.</param>
/// <param name="IsWeekly">Again every seven days.</param>
/// <param name="LastDay">A weekly one begins on no later day; null: it goes on.</param>
internal sealed record MaintenanceWish(string PlaceId, string Reason, string Begins, string Ends, bool IsWeekly = false, DateOnly? LastDay = null);
