using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Maintenance;

/// <summary>A window as it is stored, and where it stands.</summary>
internal sealed record MaintenanceRow
{
    public required string Id { get; init; }

    public required string PlaceId { get; init; }

    public required string PlaceName { get; init; }

    public required string RegionId { get; init; }

    public string? SchoolId { get; init; }

    public string? RoomId { get; init; }

    public string? SchoolZone { get; init; }

    public required string Reason { get; init; }

    public required string Begins { get; init; }

    public required string Ends { get; init; }

    public bool IsWeekly { get; init; }

    public string? LastDay { get; init; }

    public long StartsMs { get; init; }

    public long EndsMs { get; init; }

    public bool IsTold { get; init; }

    public bool IsOver { get; init; }

    /// <summary>When its last time ended.</summary>
    public long? DoneMs { get; init; }

    public required string MadeBy { get; init; }

    public long MadeAtMs { get; init; }

    public DateTimeOffset StartsAt => DateTimeOffset.FromUnixTimeMilliseconds(StartsMs);

    public DateTimeOffset EndsAt => DateTimeOffset.FromUnixTimeMilliseconds(EndsMs);

    public ScopePath Path => new(RegionId, SchoolId, RoomId);

    public MaintenancePlan Plan => new(LocalMinute.Parse(Begins), LocalMinute.Parse(Ends), IsWeekly, LastDay is null ? null : TimetableReader.Date(LastDay));

    /// <param name="regionZone">Schools have zones of their own; what a region says is said once for all of them.</param>
    public TimeZoneInfo Zone(string regionZone) => ZoneOf(SchoolId, SchoolZone, regionZone);

    public static TimeZoneInfo ZoneOf(string? schoolId, string? schoolZone, string regionZone) =>
        TimeZoneInfo.FindSystemTimeZoneById(schoolId is null ? regionZone : schoolZone ?? TimetableReader.DefaultZone);

    public MaintenanceWindow View(string regionZone, DateTimeOffset now) => new(
        Id,
        PlaceId,
        PlaceName,
        RegionId,
        SchoolId,
        RoomId,
        Reason,
        Begins,
        Ends,
        IsWeekly,
        LastDay is null ? null : TimetableReader.Date(LastDay),
        Zone(regionZone).Id,
        StartsAt > now ? MaintenanceState.Planned : EndsAt > now ? MaintenanceState.Running : MaintenanceState.Over,
        StartsAt,
        EndsAt,
        MadeBy,
        DateTimeOffset.FromUnixTimeMilliseconds(MadeAtMs));
}
