using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.FloorPlans;

/// <summary>Floors in the database, their pictures with them.</summary>
internal sealed class FloorPlanStore(HubDatabase database, TimeProvider time)
{
    /// <summary>Of one school.</summary>
    public const int Most = 30;

    private const string Select = """
        SELECT floor_plan.id, floor_plan.school_id, floor_plan.name, floor_plan.position, picture.media_type, picture.width, picture.height, picture.hash, school.region_id
        FROM floor_plan JOIN floor_plan_picture picture ON picture.plan_id = floor_plan.id JOIN school ON school.id = floor_plan.school_id
        """;

    // One that was moved to another school stands nowhere.
    private const string SelectRooms = """
        SELECT placed.plan_id AS PlanId, placed.room_id AS RoomId, placed.x AS X, placed.y AS Y
        FROM floor_plan_room placed JOIN floor_plan ON floor_plan.id = placed.plan_id JOIN room ON room.id = placed.room_id AND room.school_id = floor_plan.school_id
        WHERE floor_plan.id IN @ids ORDER BY placed.room_id
        """;

    private const string Insert = """
        INSERT INTO floor_plan (id, school_id, name, position, made_by, made_at_ms)
        SELECT @id, @schoolId, @name, COUNT(*), @madeBy, @now FROM floor_plan WHERE school_id = @schoolId
        """;

    private const string SetPicture = """
        INSERT INTO floor_plan_picture (plan_id, media_type, width, height, hash, bytes) VALUES (@id, @MediaType, @Width, @Height, @hash, @Bytes)
        ON CONFLICT (plan_id) DO UPDATE SET media_type = excluded.media_type, width = excluded.width, height = excluded.height, hash = excluded.hash, bytes = excluded.bytes
        """;

    private const string Place = """
        INSERT INTO floor_plan_room (room_id, plan_id, x, y) SELECT id, @planId, @X, @Y FROM room WHERE id = @RoomId AND school_id = @schoolId
        ON CONFLICT (room_id) DO UPDATE SET plan_id = excluded.plan_id, x = excluded.x, y = excluded.y
        """;

    public async Task<IReadOnlyList<FloorPlan>> ListAsync(string schoolId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(connection, "WHERE floor_plan.school_id = @schoolId ORDER BY floor_plan.position, floor_plan.id", new { schoolId });
    }

    public async Task<FloorPlan?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await ReadAsync(connection, $"WHERE floor_plan.id = @id AND {scope.Filter("school.region_id", "school.id")}", new { id, scopeId = scope.Id })).SingleOrDefault();
    }

    public async Task<(string MediaType, byte[] Bytes)?> PictureAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<(string, byte[])?>("SELECT media_type, bytes FROM floor_plan_picture WHERE plan_id = @id", new { id });
    }

    /// <returns>Its id; null: the school has as many as it may have.</returns>
    public Task<string?> CreateAsync(string schoolId, string name, PictureFile picture, string madeBy, CancellationToken cancellationToken)
    {
        var row = new { id = NodeId.New(time), schoolId, name, madeBy, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAsync(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM floor_plan WHERE school_id = @schoolId", row) >= Most) return null;
                await connection.ExecuteAsync(Insert, row);
                await SetPictureAsync(connection, row.id, picture);
                return row.id;
            },
            cancellationToken);
    }

    public Task ChangeAsync(FloorPlan plan, string name, int? position, PictureFile? picture, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("UPDATE floor_plan SET name = @name WHERE id = @Id", new { plan.Id, name });
            if (picture is not null) await SetPictureAsync(connection, plan.Id, picture);
            if (position is { } to) await OrderAsync(connection, plan.SchoolId, ids => ids.Insert(Math.Clamp(to, 0, ids.Count), plan.Id), plan.Id);
        },
        cancellationToken);

    /// <summary>Rooms of other schools are passed over.</summary>
    public Task SetRoomsAsync(FloorPlan plan, IReadOnlyList<PlacedRoom> rooms, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM floor_plan_room WHERE plan_id = @Id", new { plan.Id });
            await connection.ExecuteAsync(Place, rooms.Select(room => new { planId = plan.Id, schoolId = plan.SchoolId, room.RoomId, room.X, room.Y }));
        },
        cancellationToken);

    public Task DeleteAsync(FloorPlan plan, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM floor_plan WHERE id = @Id", new { plan.Id });
            await OrderAsync(connection, plan.SchoolId, _ => { }, plan.Id);
        },
        cancellationToken);

    private static Task SetPictureAsync(DbConnection connection, string id, PictureFile picture) =>
        connection.ExecuteAsync(SetPicture, new { id, picture.MediaType, picture.Width, picture.Height, hash = Convert.ToHexStringLower(SHA256.HashData(picture.Bytes)), picture.Bytes });

    private static async Task OrderAsync(DbConnection connection, string schoolId, Action<List<string>> change, string without)
    {
        var ids = (await connection.QueryAsync<string>("SELECT id FROM floor_plan WHERE school_id = @schoolId AND id <> @without ORDER BY position, id", new { schoolId, without })).AsList();
        change(ids);
        await connection.ExecuteAsync("UPDATE floor_plan SET position = @position WHERE id = @id", ids.Select((id, position) => new { id, position }));
    }

    private static async Task<IReadOnlyList<FloorPlan>> ReadAsync(DbConnection connection, string where, object values)
    {
        var rows = (await connection.QueryAsync<Row>($"{Select} {where}", values)).AsList();
        var rooms = (await connection.QueryAsync<RoomRow>(SelectRooms, new { ids = rows.Select(row => row.Id) })).ToLookup(row => row.PlanId, StringComparer.Ordinal);
        return rows.ConvertAll(row => new FloorPlan(
            row.Id, row.SchoolId, row.Name, row.Position, row.MediaType, row.Width, row.Height, row.Hash, [.. rooms[row.Id].Select(room => new PlacedRoom(room.RoomId, room.X, room.Y))]));
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string SchoolId { get; init; }

        public required string Name { get; init; }

        public int Position { get; init; }

        public required string MediaType { get; init; }

        public int Width { get; init; }

        public int Height { get; init; }

        public required string Hash { get; init; }
    }

    private sealed record RoomRow
    {
        public required string PlanId { get; init; }

        public required string RoomId { get; init; }

        public int X { get; init; }

        public int Y { get; init; }
    }
}
