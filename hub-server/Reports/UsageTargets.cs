using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Reports;

/// <summary>What a place shall reach.</summary>
/// <param name="PlaceId">A region's or a school's id; null: the whole district.</param>
/// <param name="PlaceName">Empty for the district, and for a place that is gone.</param>
/// <param name="Value">Of a share 0 to 1.</param>
/// <param name="From">The first day on which it holds.</param>
internal sealed record UsageTarget(string Id, string? PlaceId, string PlaceName, FigureKey Figure, FigureUnit Unit, double Value, DateOnly From, string MadeBy, DateTimeOffset MadeAt);

/// <summary>Targets in the database.</summary>
internal sealed class UsageTargets(HubDatabase database, TimeProvider time)
{
    private const string Columns = "usage_target.id, place_id, figure, value, from_day, made_by, made_at_ms, COALESCE(school.name, region.name, '') AS place_name";

    private const string Joins = "FROM usage_target LEFT JOIN school ON school.id = place_id LEFT JOIN region ON region.id = place_id";

    private const string Upsert = """
        INSERT INTO usage_target (id, place_id, figure, value, from_day, made_by, made_at_ms) VALUES (@id, @placeId, @figure, @value, @from, @madeBy, @now)
        ON CONFLICT (place_id, figure, from_day) DO UPDATE SET value = excluded.value, made_by = excluded.made_by, made_at_ms = excluded.made_at_ms
        RETURNING id
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["from"] = "from_day",
        ["figure"] = "figure",
        ["placeName"] = "COALESCE(school.name_key, region.name_key, '')",
    };

    /// <summary>What can be compared whatever the period's length.</summary>
    public static bool CanBeSet(FigureKey figure) => FigureUnits.Of(figure) is FigureUnit.Share or FigureUnit.Rate;

    /// <summary>Those that hold for what the caller sees: its places' own and those above them.</summary>
    public async Task<Page<UsageTarget>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = scope.IsHub ? "1 = 1" : $"(place_id = '' OR {scope.FilterPlaces("place_id")} OR place_id IN (SELECT region_id FROM school WHERE {scope.Filter("''", "school.id")}))";
        var values = new { scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM usage_target WHERE {where}", values);
        return plan.Of([.. (await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} WHERE {where} {plan.Sql}", values)).Select(row => row.View())], total);
    }

    public async Task<UsageTarget?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} {Joins} WHERE usage_target.id = @id", new { id }))?.View();
    }

    /// <summary>One for the same place, figure and day is another value of it.</summary>
    /// <returns>Its id.</returns>
    public Task<string> SetAsync(string? placeId, FigureKey figure, double value, DateOnly from, string madeBy, CancellationToken cancellationToken)
    {
        var row = new { id = NodeId.New(time), placeId = placeId ?? "", figure = figure.Word(), value, from = TimetableReader.Stored(from), madeBy, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAsync(async connection => (await connection.QuerySingleAsync<string>(Upsert, row))!, cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM usage_target WHERE id = @id", new { id }), cancellationToken);

    /// <summary>Those that hold for a place on a day: the nearest place's, and of these the latest.</summary>
    public static async Task<IReadOnlyDictionary<FigureKey, double>> HoldingAsync(DbConnection connection, ReportPlace place, DateOnly day)
    {
        string[] places = [place.SchoolId ?? "-", place.RegionId ?? "-", ""];
        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} {Joins} WHERE place_id IN @places AND from_day <= @day", new { places, day = TimetableReader.Stored(day) });
        return Nearest(rows.Select(row => row.View()), places);
    }

    /// <param name="places">The nearest first; the district is empty.</param>
    public static IReadOnlyDictionary<FigureKey, double> Nearest(IEnumerable<UsageTarget> targets, IReadOnlyList<string> places) => targets
        .GroupBy(target => target.Figure)
        .ToDictionary(group => group.Key, group => group.OrderBy(target => places.ToList().IndexOf(target.PlaceId ?? "")).ThenByDescending(target => target.From).First().Value);

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string PlaceId { get; init; }

        public required string PlaceName { get; init; }

        public required string Figure { get; init; }

        public double Value { get; init; }

        public required string FromDay { get; init; }

        public required string MadeBy { get; init; }

        public long MadeAtMs { get; init; }

        public UsageTarget View()
        {
            var figure = Words.Enum<FigureKey>(Figure);
            return new UsageTarget(Id, PlaceId.NullIfEmpty(), PlaceName, figure, FigureUnits.Of(figure), Value, TimetableReader.Date(FromDay), MadeBy, DateTimeOffset.FromUnixTimeMilliseconds(MadeAtMs));
        }
    }
}
