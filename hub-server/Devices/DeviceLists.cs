using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Devices;

/// <summary>A device in the list of all.</summary>
/// <param name="DriverNames">Null until a box has described it.</param>
/// <param name="Hours">How long it has run: its own hours, else its lamp's.</param>
/// <param name="Recording">The room is recording now.</param>
internal sealed record DeviceItem(
    string RoomId,
    string RoomName,
    string SchoolId,
    string SchoolName,
    string RegionName,
    string Id,
    string Name,
    string Driver,
    BothLanguages? DriverNames,
    string Manufacturer,
    string Model,
    string Firmware,
    double? Hours,
    ListedState State,
    DateTimeOffset? Since,
    DeviceProblem? Problem,
    bool Recording);

/// <summary>Devices of one kind, and how many there are.</summary>
internal sealed record DeviceKind(string Driver, BothLanguages? DriverNames, string Model, string Firmware, int Devices);

/// <param name="Rooms">In how many rooms they stand.</param>
internal sealed record DeviceCounts(int Devices, int Rooms);

internal sealed record DeviceKinds(IReadOnlyList<DeviceKind> Items);

/// <summary>All devices that somebody may see. Every question carries the asker's scope.</summary>
internal sealed class DeviceLists(HubDatabase database, DescriptionStore descriptions)
{
    /// <summary>Kinds that a page offers to narrow by.</summary>
    private const int MostKinds = 500;

    private const string State = "CASE WHEN room.presence = 'online' THEN device.health ELSE 'stale' END";

    private const string Joins = """
        FROM device JOIN room ON room.id = device.room_id JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id
        """;

    private const string Columns = $"""
        device.room_id, room.name AS room_name, room.school_id, school.name AS school_name, region.name AS region_name, device.id, device.name, device.driver,
        device.description_hash, device.manufacturer, device.model, device.firmware, device.hours, {State} AS state, device.since_ms, device.problem_code, device.problem,
        CASE WHEN room.presence = 'online' AND room.recorder IN ('starting', 'recording', 'paused', 'stopping') THEN 1 ELSE 0 END AS recording
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "device.name_key",
        ["roomName"] = "room.name_key",
        ["schoolName"] = "school.name_key",
        ["driver"] = "device.driver",
        ["model"] = "device.model",
        ["firmware"] = "device.firmware",
        ["state"] = State,
        ["since"] = "COALESCE(device.since_ms, 0)",
        ["hours"] = "COALESCE(device.hours, -1)",
    };

    public const string TieBreaker = "device.room_id, device.id";

    public async Task<Page<DeviceItem>> ListAsync(Scope scope, DeviceFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var (where, values) = Narrow(scope, filter);
        List<DeviceListRow> rows;
        int total;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Joins} {where}", values);
            rows = (await connection.QueryAsync<DeviceListRow>($"SELECT {Columns} {Joins} {where} {plan.Sql}", values)).AsList();
        }
        var known = await descriptions.FindAsync(rows.Select(row => row.Description), cancellationToken);
        return plan.Of(rows.Select(row => row.Item(known)).ToList(), total);
    }

    /// <summary>What there is of devices, by driver, model and firmware.</summary>
    public async Task<DeviceKinds> KindsAsync(Scope scope, DeviceFilter filter, CancellationToken cancellationToken)
    {
        var (where, values) = Narrow(scope, filter);
        var sql = $"""
            SELECT device.driver, device.model, device.firmware, COUNT(*) AS devices, MAX(device.description_hash) AS description_hash {Joins} {where}
            GROUP BY device.driver, device.model, device.firmware ORDER BY COUNT(*) DESC, device.driver, device.model, device.firmware LIMIT {MostKinds}
            """;
        List<KindRow> rows;
        await using (var connection = await database.OpenAsync(cancellationToken)) rows = (await connection.QueryAsync<KindRow>(sql, values)).AsList();
        var known = await descriptions.FindAsync(rows.Select(row => row.DescriptionHash.Length == 0 ? null : row.DescriptionHash), cancellationToken);
        return new DeviceKinds(rows.Select(row => new DeviceKind(row.Driver, known.GetValueOrDefault(row.DescriptionHash)?.Names, row.Model, row.Firmware, (int)row.Devices)).ToList());
    }

    /// <summary>How many match, and in how many rooms they stand.</summary>
    public async Task<DeviceCounts> CountAsync(Scope scope, DeviceFilter filter, CancellationToken cancellationToken)
    {
        var (where, values) = Narrow(scope, filter);
        await using var connection = await database.OpenAsync(cancellationToken);
        var (devices, rooms) = await connection.QuerySingleAsync<(long, long)>($"SELECT COUNT(*), COUNT(DISTINCT device.room_id) {Joins} {where}", values);
        return new DeviceCounts((int)devices, (int)rooms);
    }

    /// <summary>All that match, at most <paramref name="most"/>, room by room.</summary>
    public static async Task<List<DeviceListRow>> SelectAsync(DbConnection connection, Scope scope, DeviceFilter filter, int most)
    {
        var (where, values) = Narrow(scope, filter);
        return (await connection.QueryAsync<DeviceListRow>($"SELECT {Columns} {Joins} {where} ORDER BY school.name_key, room.name_key, {TieBreaker} LIMIT {most}", values)).AsList();
    }

    private static (string Where, object Values) Narrow(Scope scope, DeviceFilter filter) =>
    (
        $"""
        WHERE {scope.Filter("school.region_id", "school.id")}
          AND (@driver IS NULL OR device.driver = @driver) AND (@model IS NULL OR device.model = @model) AND (@firmware IS NULL OR device.firmware = @firmware)
          AND (@state IS NULL OR {State} = @state)
          AND (@hoursFrom IS NULL OR device.hours >= @hoursFrom)
          AND (@region IS NULL OR school.region_id = @region) AND (@school IS NULL OR room.school_id = @school) AND (@room IS NULL OR device.room_id = @room)
          AND (@pattern IS NULL OR LOWER(device.name) LIKE @pattern ESCAPE '\' OR LOWER(device.manufacturer) LIKE @pattern ESCAPE '\' OR LOWER(device.model) LIKE @pattern ESCAPE '\'
               OR LOWER(device.identity) LIKE @pattern ESCAPE '\' OR LOWER(room.name) LIKE @pattern ESCAPE '\' OR LOWER(school.name) LIKE @pattern ESCAPE '\')
        """,
        new
        {
            scopeId = scope.Id,
            driver = filter.Driver,
            model = filter.Model,
            firmware = filter.Firmware,
            state = filter.State?.Word(),
            hoursFrom = filter.HoursFrom,
            region = filter.Region,
            school = filter.School,
            room = filter.Room,
            pattern = Pattern.Contains(filter.Q),
        });

    private sealed record KindRow
    {
        public required string Driver { get; init; }

        public required string Model { get; init; }

        public required string Firmware { get; init; }

        public long Devices { get; init; }

        public required string DescriptionHash { get; init; }
    }
}

/// <summary>A row of the list's query.</summary>
internal sealed record DeviceListRow
{
    public required string RoomId { get; init; }

    public required string RoomName { get; init; }

    public required string SchoolId { get; init; }

    public required string SchoolName { get; init; }

    public required string RegionName { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Driver { get; init; }

    public required string DescriptionHash { get; init; }

    public required string Manufacturer { get; init; }

    public required string Model { get; init; }

    public required string Firmware { get; init; }

    public double? Hours { get; init; }

    public required string State { get; init; }

    public long? SinceMs { get; init; }

    public required string ProblemCode { get; init; }

    public required string Problem { get; init; }

    public int Recording { get; init; }

    public string? Description => DescriptionHash.Length == 0 ? null : DescriptionHash;

    public DeviceItem Item(IReadOnlyDictionary<string, DriverDescription> known) => new(
        RoomId,
        RoomName,
        SchoolId,
        SchoolName,
        RegionName,
        Id,
        Name,
        Driver,
        known.GetValueOrDefault(DescriptionHash)?.Names,
        Manufacturer,
        Model,
        Firmware,
        Hours,
        Words.Enum<ListedState>(State),
        SinceMs is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null,
        ProblemCode.Length == 0 ? null : new DeviceProblem(ProblemCode, Problem),
        Recording != 0);
}
