using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Lessons;

/// <summary>What a list of pairings is narrowed to; null leaves it open.</summary>
internal sealed record PairingFilter(string? Room, string? School, string? Region, LessonMode? Mode, string? Q);

/// <summary>Pairings in the database. Seen by whoever sees one of their rooms.</summary>
internal sealed class PairingStore(HubDatabase database, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO pairing (id, name, purpose, mode, layout, record, full_duplex, valid_from_ms, valid_until_ms, created_by, created_at_ms)
        VALUES (@id, @name, @purpose, @mode, @layout, @record, @fullDuplex, @validFromMs, @validUntilMs, @createdBy, @nowMs)
        """;

    private const string Update = """
        UPDATE pairing SET name = @name, purpose = @purpose, mode = @mode, layout = @layout, record = @record, full_duplex = @fullDuplex,
            valid_from_ms = @validFromMs, valid_until_ms = @validUntilMs WHERE id = @id
        """;

    private const string InsertRoom = "INSERT INTO pairing_room (pairing_id, room_id, role, position) SELECT @id, id, @role, @position FROM room WHERE id = @roomId";

    private const string SelectRooms = """
        SELECT pairing_room.pairing_id, room.id AS room_id, room.name AS room_name, school.id AS school_id, school.name AS school_name, region.id AS region_id, region.name AS region_name
        FROM pairing_room JOIN room ON room.id = pairing_room.room_id JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id
        WHERE pairing_room.pairing_id IN @ids ORDER BY pairing_room.pairing_id, pairing_room.position
        """;

    private const string Open = "SELECT COUNT(*) FROM linked_lesson WHERE pairing_id = @id AND state IN ('planned', 'running', 'disturbed')";

    private const string RunningOf = "SELECT COUNT(*) FROM linked_lesson WHERE pairing_id = @id AND state IN ('running', 'disturbed')";

    private const string Delete = """
        DELETE FROM linked_lesson WHERE pairing_id = @id AND state = 'planned';
        DELETE FROM pairing WHERE id = @id
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "pairing.name",
        ["mode"] = "pairing.mode",
        ["createdAt"] = "pairing.created_at_ms",
    };

    public async Task<Page<Pairing>> ListAsync(Scope scope, PairingFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"""
            WHERE {Visible(scope)} AND (@mode IS NULL OR pairing.mode = @mode) AND (@pattern IS NULL OR LOWER(pairing.name) LIKE @pattern ESCAPE '\')
              AND (COALESCE(@room, @school, @region) IS NULL OR EXISTS (
                SELECT 1 FROM pairing_room JOIN room ON room.id = pairing_room.room_id JOIN school ON school.id = room.school_id WHERE pairing_room.pairing_id = pairing.id
                  AND (@room IS NULL OR room.id = @room) AND (@school IS NULL OR school.id = @school) AND (@region IS NULL OR school.region_id = @region)))
            """;
        var values = new { scopeId = scope.Id, mode = filter.Mode?.Word(), pattern = Pattern.Contains(filter.Q), room = filter.Room, school = filter.School, region = filter.Region };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM pairing {where}", values);
        return plan.Of(await ReadAsync(connection, $"{where} {plan.Sql}", values), total);
    }

    public async Task<Pairing?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await ReadAsync(connection, $"WHERE pairing.id = @id AND {Visible(scope)}", new { id, scopeId = scope.Id })) is [var found] ? found : null;
    }

    /// <summary>Those in which the room hosts, and those in which it may begin a lesson all the same.</summary>
    public async Task<IReadOnlyList<Pairing>> OfRoomAsync(string roomId, CancellationToken cancellationToken)
    {
        const string where = "WHERE EXISTS (SELECT 1 FROM pairing_room WHERE pairing_room.pairing_id = pairing.id AND pairing_room.room_id = @roomId) ORDER BY pairing.name, pairing.id LIMIT 100";
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await ReadAsync(connection, where, new { roomId });
        return [.. found.Where(pairing => pairing.Host.RoomId == roomId || LessonRights.Of(pairing.Mode).ReceiverBegins)];
    }

    /// <returns>Null when one of the rooms is gone.</returns>
    public Task<string?> CreateAsync(PairingWish wish, string caller, CancellationToken cancellationToken)
    {
        var id = NodeId.New(time);
        return database.WriteAsync<string?>(
            async connection =>
            {
                await connection.ExecuteAsync(Insert, Values(id, wish, caller));
                if (await WriteRoomsAsync(connection, id, wish)) return id;
                await connection.ExecuteAsync(Delete, new { id });
                return null;
            },
            cancellationToken);
    }

    /// <returns>False when rooms are to change while lessons with the old ones are planned or run.</returns>
    public Task<bool> ChangeAsync(Pairing before, PairingWish wish, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var rooms = wish.HostRoomId != before.Host.RoomId || !wish.ReceiverRoomIds.SequenceEqual(before.Receivers.Select(room => room.RoomId), StringComparer.Ordinal);
            if (rooms && await connection.ExecuteScalarAsync<int>(Open, new { id = before.Id }) > 0) return false;
            await connection.ExecuteAsync(Update, Values(before.Id, wish, before.CreatedBy));
            if (!rooms) return true;
            await connection.ExecuteAsync("DELETE FROM pairing_room WHERE pairing_id = @id", new { id = before.Id });
            return await WriteRoomsAsync(connection, before.Id, wish);
        },
        cancellationToken);

    /// <summary>Its planned lessons go with it; what was taught stays.</summary>
    /// <returns>False while a lesson of it runs.</returns>
    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await connection.ExecuteScalarAsync<int>(RunningOf, new { id }) > 0) return false;
            await connection.ExecuteAsync(Delete, new { id });
            return true;
        },
        cancellationToken);

    private static async Task<bool> WriteRoomsAsync(DbConnection connection, string id, PairingWish wish)
    {
        var rooms = wish.ReceiverRoomIds.Select(room => (RoomId: room, Role: LessonRole.Receiver)).Prepend((RoomId: wish.HostRoomId, Role: LessonRole.Host));
        foreach (var (position, room) in rooms.Index())
        {
            if (await connection.ExecuteAsync(InsertRoom, new { id, roomId = room.RoomId, role = room.Role.Word(), position }) == 0) return false;
        }
        return true;
    }

    private object Values(string id, PairingWish wish, string createdBy) => new
    {
        id,
        name = wish.Name,
        purpose = wish.Purpose,
        mode = wish.Mode.Word(),
        layout = wish.Layout.Word(),
        record = wish.Record ? 1 : 0,
        fullDuplex = wish.FullDuplex ? 1 : 0,
        validFromMs = wish.ValidFrom?.ToUnixTimeMilliseconds(),
        validUntilMs = wish.ValidUntil?.ToUnixTimeMilliseconds(),
        createdBy,
        nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private static async Task<IReadOnlyList<Pairing>> ReadAsync(DbConnection connection, string rest, object values)
    {
        var pairings = (await connection.QueryAsync<Row>($"SELECT pairing.* FROM pairing {rest}", values)).AsList();
        if (pairings.Count == 0) return [];
        var rooms = (await connection.QueryAsync<RoomRow>(SelectRooms, new { ids = pairings.Select(pairing => pairing.Id).ToList() })).ToLookup(room => room.PairingId, room => room.Room());
        return [.. pairings.Select(pairing => pairing.Pairing([.. rooms[pairing.Id]]))];
    }

    private static string Visible(Scope scope) => $"""
        EXISTS (SELECT 1 FROM pairing_room seen JOIN room ON room.id = seen.room_id JOIN school ON school.id = room.school_id
                WHERE seen.pairing_id = pairing.id AND {scope.Filter("school.region_id", "school.id")})
        """;

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string Purpose { get; init; }

        public required string Mode { get; init; }

        public required string Layout { get; init; }

        public long Record { get; init; }

        public long FullDuplex { get; init; }

        public long? ValidFromMs { get; init; }

        public long? ValidUntilMs { get; init; }

        public required string CreatedBy { get; init; }

        public long CreatedAtMs { get; init; }

        public Pairing Pairing(IReadOnlyList<PairingRoom> rooms) => new(
            Id,
            Name,
            Purpose,
            Words.Enum<LessonMode>(Mode),
            Words.Enum<LayoutKind>(Layout),
            Record != 0,
            FullDuplex != 0,
            LessonRow.Time(ValidFromMs),
            LessonRow.Time(ValidUntilMs),
            rooms[0],
            [.. rooms.Skip(1)],
            CreatedBy,
            LessonRow.Time(CreatedAtMs));
    }

    private sealed record RoomRow
    {
        public required string PairingId { get; init; }

        public required string RoomId { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolId { get; init; }

        public required string SchoolName { get; init; }

        public required string RegionId { get; init; }

        public required string RegionName { get; init; }

        public PairingRoom Room() => new(RoomId, RoomName, SchoolId, SchoolName, RegionId, RegionName);
    }
}
