using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Reports;

/// <summary>Finds what a report is of, and the days of its period.</summary>
internal static class ReportPlaces
{
    private const string SelectRegion = "SELECT id, name, id AS region_id, NULL AS school_id FROM region WHERE id = @id";

    private const string SelectSchool = "SELECT id, name, region_id, id AS school_id FROM school WHERE id = @id";

    private const string SelectRoom = "SELECT room.id, room.name, school.region_id, school.id AS school_id FROM room JOIN school ON school.id = room.school_id WHERE room.id = @id";

    private const string SelectTerm = "SELECT id, place_id, name, first_day, weeks FROM timetable_term WHERE id = @id";

    private const string SelectEarlierTerm = "SELECT id, place_id, name, first_day, weeks FROM timetable_term WHERE place_id = @PlaceId AND first_day < @firstDay ORDER BY first_day DESC LIMIT 1";

    /// <summary>The narrowest that the wish names.</summary>
    /// <returns>Null: there is none, or it is not the caller's to see.</returns>
    public static async Task<ReportPlace?> FindAsync(DbConnection connection, Scope scope, ReportWish wish)
    {
        var (kind, id, sql) = wish switch
        {
            { Room: { } room } => (ReportPlaceKind.Room, room, SelectRoom),
            { School: { } school } => (ReportPlaceKind.School, school, SelectSchool),
            { Region: { } region } => (ReportPlaceKind.Region, region, SelectRegion),
            _ => (ReportPlaceKind.Hub, null as string, null as string),
        };
        if (sql is null) return new ReportPlace(kind, null, "", null, null, wish.Teacher);
        if (await connection.QuerySingleOrDefaultAsync<PlaceRow>(sql, new { id }) is not { } row) return null;
        var place = new ReportPlace(kind, row.Id, row.Name, row.RegionId, row.SchoolId, wish.Teacher);
        // A region holds what is the caller's when one of its schools is.
        return place.IsCoveredBy(scope) ? place : null;
    }

    /// <summary>The scope whose places <see cref="ExportStore"/> wrote down.</summary>
    public static async Task<Scope> ScopeAsync(DbConnection connection, string places)
    {
        if (places == "hub") return Scope.Hub;
        var ids = places.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var regions = (await connection.QueryAsync<string>("SELECT id FROM region WHERE id IN @ids", new { ids })).ToHashSet(StringComparer.Ordinal);
        return Scope.Of([.. ids.Select(id => new TreePlace(regions.Contains(id) ? ScopeKind.Region : ScopeKind.School, id))]);
    }

    /// <returns>The period and the one before; null: there is no such term.</returns>
    public static async Task<(ReportPeriod Period, ReportPeriod Before)?> PeriodsAsync(DbConnection connection, ReportWish wish, DateOnly today)
    {
        if (wish.Kind == PeriodKind.Range)
        {
            var range = new ReportPeriod(wish.Kind, wish.From!.Value, wish.To!.Value);
            return (range, range.Before(null).AsFarAs(range, today));
        }
        if (wish.Kind != PeriodKind.Term)
        {
            var holding = ReportPeriod.Holding(wish.Kind, wish.Date ?? today);
            return (holding, holding.Before(null).AsFarAs(holding, today));
        }
        if ((await connection.QuerySingleOrDefaultAsync<TimetableReader.TermRow>(SelectTerm, new { id = wish.Term }))?.View() is not { } term) return null;
        var earlier = await connection.QuerySingleOrDefaultAsync<TimetableReader.TermRow>(SelectEarlierTerm, new { term.PlaceId, firstDay = TimetableReader.Stored(term.FirstDay) });
        var period = new ReportPeriod(PeriodKind.Term, term.FirstDay, term.LastDay, term.Name);
        return (period, period.Before(earlier?.View()).AsFarAs(period, today));
    }

    private sealed record PlaceRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }
    }
}
