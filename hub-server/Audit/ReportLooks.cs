namespace Tongtang.HubServer.Audit;

/// <summary>What belongs to reports.</summary>
internal static class ReportLooks
{
    private const string Standing = "COALESCE(school.region_id, region.id, '') AS region_id_of, COALESCE(school.id, '') AS school_id_of";

    public static IReadOnlyList<ThingLook> All { get; } =
    [
        new("usage-target", $"""
            SELECT x.id AS thing_id, x.figure AS thing_name, {Standing}, x.figure, x.value, x.from_day
            FROM usage_target x LEFT JOIN school ON school.id = x.place_id LEFT JOIN region ON region.id = x.place_id WHERE x.id = @id
            """),
        new("report-export", "SELECT x.id AS thing_id, x.name AS thing_name, x.name, x.made_by FROM report_export x WHERE x.id = @id"),
        new("frozen-report", """
            SELECT x.id AS thing_id, x.title AS thing_name, COALESCE(x.region_id, '') AS region_id_of, COALESCE(x.school_id, '') AS school_id_of, x.title, x.from_day, x.to_day
            FROM frozen_report x WHERE x.id = @id
            """),
    ];
}
