using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Assets;

/// <summary>Stock-takes as people read them. Every question carries the asker's scope.</summary>
internal sealed class StockTakeLists(HubDatabase database)
{
    private const string Joins = """
        FROM stock_take LEFT JOIN room ON room.id = stock_take.room_id
        LEFT JOIN school ON school.id = COALESCE(room.school_id, stock_take.school_id)
        JOIN region ON region.id = COALESCE(school.region_id, stock_take.region_id)
        """;

    private const string Columns = """
        stock_take.id, stock_take.place, region.id AS region_id, school.id AS school_id, room.id AS room_id, stock_take.started_by, stock_take.started_at_ms, stock_take.finished_by,
        stock_take.finished_at_ms,
        (SELECT COUNT(*) FROM stock_take_item WHERE take_id = stock_take.id AND expected = 1) AS expected,
        (SELECT COUNT(*) FROM stock_take_item WHERE take_id = stock_take.id AND outcome = 'missing') AS missing,
        (SELECT COUNT(*) FROM stock_take_item WHERE take_id = stock_take.id AND outcome = 'found') AS found,
        (SELECT COUNT(*) FROM stock_take_item WHERE take_id = stock_take.id AND outcome = 'elsewhere') AS elsewhere,
        (SELECT COUNT(*) FROM stock_take_item WHERE take_id = stock_take.id AND outcome = 'unknown') AS unknown_count
        """;

    private const string ItemColumns = "number, asset_id, code, name, registered_place, outcome, found_place, counted_by, counted_at_ms";

    private const string HasWords = @"(LOWER(code) LIKE @pattern ESCAPE '\' OR LOWER(name) LIKE @pattern ESCAPE '\' OR LOWER(registered_place) LIKE @pattern ESCAPE '\')";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["startedAt"] = "stock_take.started_at_ms",
        ["finishedAt"] = "COALESCE(stock_take.finished_at_ms, 0)",
    };

    public static IReadOnlyDictionary<string, string> ItemSortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["number"] = "number",
        ["code"] = "code_key",
        ["countedAt"] = "COALESCE(counted_at_ms, 0)",
    };

    /// <param name="open">Null: both those that go on and those that are finished.</param>
    public async Task<Page<StockTake>> ListAsync(Scope scope, bool? open, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"WHERE {Visible(scope)} {open switch { true => "AND stock_take.finished_at_ms IS NULL", false => "AND stock_take.finished_at_ms IS NOT NULL", _ => "" }}";
        var values = new { scopeId = scope.Id };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Joins} {where}", values);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    public async Task<StockTake?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindAsync(connection, scope, id);
    }

    public static async Task<StockTake?> FindAsync(DbConnection connection, Scope scope, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} {Joins} WHERE stock_take.id = @id AND {Visible(scope)}", new { id, scopeId = scope.Id }))?.View();

    public async Task<Page<StockTakeItem>> ItemsAsync(string id, StockOutcome? outcome, string? q, PagePlan plan, CancellationToken cancellationToken)
    {
        var pattern = Pattern.Contains(q);
        var where = $"WHERE take_id = @id {(outcome is null ? "" : "AND outcome = @outcome")} {(pattern is null ? "" : $"AND {HasWords}")}";
        var values = new { id, outcome = outcome?.Word(), pattern };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM stock_take_item {where}", values);
        var rows = await connection.QueryAsync<ItemRow>($"SELECT {ItemColumns} FROM stock_take_item {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    public static async Task<StockTakeItem> ItemAsync(DbConnection connection, string id, string codeKey) =>
        (await connection.QuerySingleAsync<ItemRow>($"SELECT {ItemColumns} FROM stock_take_item WHERE take_id = @id AND code_key = @codeKey", new { id, codeKey })).View();

    private static string Visible(Scope scope) => scope.Filter("region.id", "school.id");

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Place { get; init; }

        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }

        public string? RoomId { get; init; }

        public required string StartedBy { get; init; }

        public long StartedAtMs { get; init; }

        public string? FinishedBy { get; init; }

        public long? FinishedAtMs { get; init; }

        public int Expected { get; init; }

        public int Missing { get; init; }

        public int Found { get; init; }

        public int Elsewhere { get; init; }

        public int UnknownCount { get; init; }

        public StockTake View() => new(
            Id,
            Place,
            RegionId,
            SchoolId,
            RoomId,
            StartedBy,
            DateTimeOffset.FromUnixTimeMilliseconds(StartedAtMs),
            FinishedBy,
            FinishedAtMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
            Expected,
            Missing,
            Found,
            Elsewhere,
            UnknownCount);
    }

    private sealed record ItemRow
    {
        public int Number { get; init; }

        public string? AssetId { get; init; }

        public required string Code { get; init; }

        public required string Name { get; init; }

        public required string RegisteredPlace { get; init; }

        public required string Outcome { get; init; }

        public required string FoundPlace { get; init; }

        public required string CountedBy { get; init; }

        public long? CountedAtMs { get; init; }

        public StockTakeItem View() => new(
            Number, AssetId, Code, Name, RegisteredPlace, Words.Enum<StockOutcome>(Outcome), FoundPlace, CountedBy, CountedAtMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }
}
