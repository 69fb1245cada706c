using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Imports;

namespace Tongtang.HubServer.Assets;

/// <summary>Files that assets are read from.</summary>
internal sealed class AssetImports(HubDatabase database, AssetLists lists, TimeProvider time)
{
    /// <summary>Codes asked for at once.</summary>
    private const int Piece = 500;

    private const string SelectRegions = "SELECT region.id AS region_id, region.name AS region_name FROM region";

    private const string SelectSchools = """
        SELECT region.id AS region_id, region.name AS region_name, school.id AS school_id, school.name AS school_name FROM school JOIN region ON region.id = school.region_id
        """;

    private const string SelectRooms = """
        SELECT region.id AS region_id, region.name AS region_name, school.id AS school_id, school.name AS school_name, room.id AS room_id, room.name AS room_name
        FROM room JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id
        """;

    private const string Insert = """
        INSERT INTO asset_import (id, region_id, school_id, file_name, assets, created_by, created_at_ms) VALUES (@id, @regionId, @schoolId, @fileName, @count, @caller, @now)
        """;

    /// <summary>How many the rows would register as things are.</summary>
    public async Task<int> TryAsync(Scope scope, IReadOnlyList<AssetSheetRow> rows, TableColumns columns, List<TableFault> faults, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return AssetPlan.Of(rows, columns, await KnownAsync(connection, scope, rows), faults).Count;
    }

    /// <summary>Registers all of it, or nothing when there are faults; the check and the writing are one.</summary>
    public Task<int> RunAsync(Scope scope, IReadOnlyList<AssetSheetRow> rows, TableColumns columns, string fileName, string caller, List<TableFault> faults, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            faults.Clear();
            var plan = AssetPlan.Of(rows, columns, await KnownAsync(connection, scope, rows), faults);
            if (faults.Count > 0) return 0;
            var (regions, schools) = (plan.Select(one => one.Place.RegionId).Distinct(StringComparer.Ordinal).ToList(), plan.Select(one => one.Place.SchoolId).Distinct(StringComparer.Ordinal).ToList());
            await connection.ExecuteAsync(Insert, new
            {
                id = NodeId.New(time),
                regionId = regions is [var region] ? region : null,
                schoolId = schools is [var school] ? school : null,
                fileName,
                count = plan.Count,
                caller,
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            });
            var assets = plan.Select(one => (NodeId.New(time), one.Row.Fields, one.Place, one.Row.State)).ToList();
            await AssetStore.AddAsync(connection, assets, caller, lists.Today, time.GetUtcNow());
            return assets.Count;
        },
        cancellationToken);

    private static async Task<KnownPlaces> KnownAsync(DbConnection connection, Scope scope, IReadOnlyList<AssetSheetRow> rows)
    {
        var values = new { scopeId = scope.Id };
        var visible = scope.Filter("region.id", "school.id");
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var keys in rows.Select(row => AssetCode.KeyOf(row.Fields.Code)).Distinct(StringComparer.Ordinal).Chunk(Piece))
            taken.UnionWith(await connection.QueryAsync<string>("SELECT code_key FROM asset WHERE code_key IN @keys", new { keys }));
        return new KnownPlaces(
            (await connection.QueryAsync<AssetPlace>($"{SelectRegions} WHERE {scope.Filter("region.id", null)}", values)).AsList(),
            (await connection.QueryAsync<AssetPlace>($"{SelectSchools} WHERE {visible}", values)).AsList(),
            (await connection.QueryAsync<AssetPlace>($"{SelectRooms} WHERE {visible}", values)).AsList(),
            taken);
    }
}
