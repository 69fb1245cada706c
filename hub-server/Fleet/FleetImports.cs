using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Fleet;

/// <summary>Files that schools and rooms were read from.</summary>
internal sealed class FleetImports(HubDatabase database, TimeProvider time)
{
    private const string SelectRegions = "SELECT id AS Id, name AS Name FROM region";

    private const string SelectSchools = "SELECT id AS Id, region_id AS RegionId, name AS Name, kind AS Kind, tier AS Tier FROM school";

    private const string SelectRooms = "SELECT room.school_id AS SchoolId, room.name AS Name FROM room JOIN school ON school.id = room.school_id";

    private const string Select = """
        SELECT id AS Id, file_name AS FileName, regions AS Regions, schools AS Schools, rooms AS Rooms, created_by AS CreatedBy, created_at_ms AS CreatedAtMs,
            undone_by AS UndoneBy, undone_at_ms AS UndoneAtMs
        FROM fleet_import
        """;

    private const string Insert = """
        INSERT INTO fleet_import (id, region_id, school_id, file_name, regions, schools, rooms, created_by, created_at_ms)
        VALUES (@id, @regionId, @schoolId, @fileName, @regions, @schools, @rooms, @caller, @now)
        """;

    private const string InsertRegion = "INSERT INTO region (id, name, name_key, created_at_ms) VALUES (@Id, @Name, @key, @now)";

    private const string InsertSchool = """
        INSERT INTO school (id, region_id, name, name_key, kind, tier, live_chat, created_at_ms) VALUES (@Id, @RegionId, @Name, @key, @kind, @tier, 0, @now)
        """;

    private const string InsertRoom = "INSERT INTO room (id, school_id, name, name_key, since_ms, created_at_ms) VALUES (@Id, @SchoolId, @Name, @key, @now, @now)";

    private const string InsertNode = "INSERT INTO fleet_import_node (import_id, node_id, kind, made) VALUES (@importId, @Id, @Kind, @Made)";

    private const string Undone = "UPDATE fleet_import SET undone_by = @caller, undone_at_ms = @now WHERE id = @id AND undone_at_ms IS NULL";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["createdAt"] = "created_at_ms" };

    public async Task<Page<FleetImport>> ListAsync(Scope scope, PagePlan plan, CancellationToken cancellationToken)
    {
        var (where, values) = ($"WHERE {scope.Filter("region_id", "school_id")}", new { scopeId = scope.Id });
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM fleet_import {where}", values);
        var rows = await connection.QueryAsync<Row>($"{Select} {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    public async Task<FleetImport?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>($"{Select} WHERE id = @id AND {scope.Filter("region_id", "school_id")}", new { id, scopeId = scope.Id }))?.View();
    }

    /// <summary>What the rows would make in the tree as it is.</summary>
    public async Task<FleetPlan> TryAsync(Scope scope, IReadOnlyList<FleetRow> rows, TableColumns columns, List<TableFault> faults, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return FleetPlan.Of(rows, columns, await TreeAsync(connection, scope), () => NodeId.New(time), faults);
    }

    /// <summary>Makes all of it, or nothing when there are faults; the check and the making are one.</summary>
    /// <returns>The import's id; null: nothing was made.</returns>
    public Task<(string? Id, FleetPlan Plan, IReadOnlyList<TableFault> Faults)> RunAsync(
        Scope scope, IReadOnlyList<FleetRow> rows, TableColumns columns, string fileName, string caller, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var faults = new List<TableFault>();
            var plan = FleetPlan.Of(rows, columns, await TreeAsync(connection, scope), () => NodeId.New(time), faults);
            if (faults.Count > 0 || plan.IsEmpty) return ((string?)null, plan, (IReadOnlyList<TableFault>)faults);
            var (id, now) = (NodeId.New(time), time.GetUtcNow().ToUnixTimeMilliseconds());
            var regions = plan.Touched.Select(one => one.RegionId).Concat(plan.Regions.Select(one => one.Id)).Distinct(StringComparer.Ordinal).ToList();
            var schools = plan.Touched.Select(one => one.SchoolId).Distinct(StringComparer.Ordinal).ToList();
            await connection.ExecuteAsync(Insert, new
            {
                id,
                regionId = regions is [var region] ? region : null,
                schoolId = schools is [var school] ? school : null,
                fileName,
                regions = plan.Regions.Count,
                schools = plan.Schools.Count(),
                rooms = plan.Rooms.Count,
                caller,
                now,
            });
            await MakeAsync(connection, plan, id, now);
            return (id, plan, faults);
        },
        cancellationToken);

    /// <summary>Takes away what the import made and nobody has changed or used since.</summary>
    /// <returns>Null: it was undone before.</returns>
    public Task<FleetUndo?> UndoAsync(string id, string caller, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await connection.ExecuteAsync(Undone, new { id, caller, now = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 0) return null;
            return await FleetUndoing.RunAsync(connection, id);
        },
        cancellationToken);

    private static async Task<KnownTree> TreeAsync(DbConnection connection, Scope scope)
    {
        var values = new { scopeId = scope.Id };
        var visible = scope.Filter("school.region_id", "school.id");
        var schools = (await connection.QueryAsync<SchoolRow>($"{SelectSchools} WHERE {visible}", values)).AsList();
        var rooms = (await connection.QueryAsync<(string SchoolId, string Name)>($"{SelectRooms} WHERE {visible}", values)).ToLookup(room => room.SchoolId, room => room.Name, StringComparer.Ordinal);
        var managed = (await connection.QueryAsync<(string Id, string Name)>($"{SelectRegions} WHERE {scope.Filter("id", null)}", values)).AsList();
        var around = (await connection.QueryAsync<(string Id, string Name)>($"{SelectRegions} WHERE id IN (SELECT school.region_id FROM school WHERE {visible})", values)).AsList();
        return new KnownTree(
            managed.Union(around).ToDictionary(region => region.Name, region => region.Id, StringComparer.Ordinal),
            scope.IsHub,
            managed.Select(region => region.Id).ToHashSet(StringComparer.Ordinal),
            schools.ToDictionary(
                school => (school.RegionId, school.Name),
                school => new KnownSchool(school.Id, Words.Enum<SchoolKind>(school.Kind), Words.Enum<SchoolTier>(school.Tier), rooms[school.Id].ToHashSet(StringComparer.Ordinal))));
    }

    private static async Task MakeAsync(DbConnection connection, FleetPlan plan, string importId, long now)
    {
        await connection.ExecuteAsync(InsertRegion, plan.Regions.Select(one => new { one.Id, one.Name, key = NameOrder.KeyOf(one.Name), now }));
        await connection.ExecuteAsync(InsertSchool, plan.Schools.Select(one => new { one.Id, one.RegionId, one.Name, key = NameOrder.KeyOf(one.Name), kind = one.Kind.Word(), tier = one.Tier.Word(), now }));
        await connection.ExecuteAsync(InsertRoom, plan.Rooms.Select(one => new { one.Id, one.SchoolId, one.Name, key = NameOrder.KeyOf(one.Name), now }));
        await Tags.AddAsync(connection, "school", plan.Schools.SelectMany(one => one.Tags.Select(tag => (one.Id, tag))));
        await Tags.AddAsync(connection, "room", plan.Rooms.SelectMany(one => one.Tags.Select(tag => (one.Id, tag))));
        await connection.ExecuteAsync(InsertNode, plan.Regions.Select(one => new { importId, one.Id, Kind = "region", Made = MadeAs.Region(one.Name) }));
        await connection.ExecuteAsync(InsertNode, plan.Schools.Select(one => new { importId, one.Id, Kind = "school", Made = MadeAs.School(one.RegionId, one.Name, one.Kind.Word(), one.Tier.Word(), one.Tags) }));
        await connection.ExecuteAsync(InsertNode, plan.Rooms.Select(one => new { importId, one.Id, Kind = "room", Made = MadeAs.Room(one.SchoolId, one.Name, one.Tags) }));
    }

    private sealed record SchoolRow
    {
        public required string Id { get; init; }

        public required string RegionId { get; init; }

        public required string Name { get; init; }

        public required string Kind { get; init; }

        public required string Tier { get; init; }
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string FileName { get; init; }

        public int Regions { get; init; }

        public int Schools { get; init; }

        public int Rooms { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public string? UndoneBy { get; init; }

        public long? UndoneAtMs { get; init; }

        public FleetImport View() => new(
            Id, FileName, Regions, Schools, Rooms, CreatedBy, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs), UndoneBy, UndoneAtMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }
}
