using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Devices;

/// <summary>Rooms' devices in the database.</summary>
internal sealed record DeviceRow
{
    private const string Select = "SELECT * FROM device WHERE room_id = @roomId ORDER BY position, id";

    private const string SelectRoom = "SELECT * FROM device_room WHERE room_id = @roomId";

    private const string RoomThere = "SELECT COUNT(*) FROM room WHERE id = @roomId";

    private const string Delete = "DELETE FROM device WHERE room_id = @roomId AND id = @id";

    private const string Upsert = """
        INSERT INTO device (room_id, id, position, name, name_key, driver, health, since_ms, problem_code, problem, manufacturer, model, firmware, hours, properties, readings, identity, description_hash)
        VALUES (@roomId, @id, @position, @name, @nameKey, @driver, @health, @sinceMs, @problemCode, @problem, @manufacturer, @model, @firmware, @hours, @properties, @readings, @identity, @descriptionHash)
        ON CONFLICT (room_id, id) DO UPDATE SET
            position = excluded.position, name = excluded.name, name_key = excluded.name_key, driver = excluded.driver, health = excluded.health,
            since_ms = excluded.since_ms, problem_code = excluded.problem_code, problem = excluded.problem, manufacturer = excluded.manufacturer,
            model = excluded.model, firmware = excluded.firmware, hours = excluded.hours, properties = excluded.properties,
            readings = excluded.readings, identity = excluded.identity, description_hash = excluded.description_hash
        """;

    private const string UpsertRoom = """
        INSERT INTO device_room (room_id, agent_id, hash, scenes, heard_at_ms) VALUES (@roomId, @AgentId, @Hash, @scenes, @heardAtMs)
        ON CONFLICT (room_id) DO UPDATE SET agent_id = excluded.agent_id, hash = excluded.hash, scenes = excluded.scenes, heard_at_ms = excluded.heard_at_ms
        """;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Driver { get; init; }

    public required string Health { get; init; }

    public long? SinceMs { get; init; }

    public required string ProblemCode { get; init; }

    public required string Problem { get; init; }

    public required string Properties { get; init; }

    public required string Readings { get; init; }

    public required string Identity { get; init; }

    public required string DescriptionHash { get; init; }

    /// <summary>Null when the room's box has never told of devices.</summary>
    public static async Task<DeviceSet?> LoadAsync(DbConnection connection, string roomId)
    {
        if (await connection.QuerySingleOrDefaultAsync<RoomRow>(SelectRoom, new { roomId }) is not { } room) return null;
        var devices = await connection.QueryAsync<DeviceRow>(Select, new { roomId });
        return new DeviceSet(room.AgentId, room.Hash, DateTimeOffset.FromUnixTimeMilliseconds(room.HeardAtMs), devices.Select(row => row.View()).ToList(), Read<List<Scene>>(room.Scenes));
    }

    /// <summary>Makes the rows of one room what the set says; only what differs from <paramref name="before"/> is written.</summary>
    public static async Task SaveAsync(DbConnection connection, string roomId, DeviceSet? before, DeviceSet after)
    {
        // It may have been deleted while its box was talking.
        if (await connection.ExecuteScalarAsync<int>(RoomThere, new { roomId }) == 0) return;
        var written = (before?.Devices ?? []).Select((device, position) => (device, position)).ToDictionary(pair => pair.device.Id, StringComparer.Ordinal);
        for (var position = 0; position < after.Devices.Count; position++)
        {
            var device = after.Devices[position];
            if (written.Remove(device.Id, out var old) && ReferenceEquals(old.device, device) && old.position == position) continue;
            await connection.ExecuteAsync(Upsert, Values(roomId, device, position));
        }
        foreach (var id in written.Keys) await connection.ExecuteAsync(Delete, new { roomId, id });
        await connection.ExecuteAsync(UpsertRoom, new { roomId, after.AgentId, after.Hash, scenes = Write(after.Scenes), heardAtMs = after.HeardAt.ToUnixTimeMilliseconds() });
    }

    public Device View() => new(
        Id,
        Name,
        Driver,
        Words.Enum<DeviceHealth>(Health),
        SinceMs is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null,
        ProblemCode.Length == 0 ? null : new DeviceProblem(ProblemCode, Problem),
        Read<Dictionary<string, PropertyValue>>(Properties),
        Read<Dictionary<string, double>>(Readings),
        Read<Dictionary<string, string>>(Identity),
        DescriptionHash.Length == 0 ? null : DescriptionHash);

    private static object Values(string roomId, Device device, int position) => new
    {
        roomId,
        id = device.Id,
        position,
        name = device.Name,
        nameKey = NameOrder.KeyOf(device.Name),
        driver = device.Driver,
        health = device.State.Word(),
        sinceMs = device.Since?.ToUnixTimeMilliseconds(),
        problemCode = device.Problem?.Code ?? "",
        problem = device.Problem?.Message ?? "",
        manufacturer = device.Identity.GetValueOrDefault("manufacturer", ""),
        model = device.Identity.GetValueOrDefault("model", ""),
        firmware = device.Identity.GetValueOrDefault("firmware", ""),
        hours = Hours(device.Readings),
        properties = Write(device.Properties),
        readings = Write(device.Readings),
        identity = Write(device.Identity),
        descriptionHash = device.Description ?? "",
    };

    /// <summary>How long it has run: what it says itself, else its lamp.</summary>
    private static double? Hours(IReadOnlyDictionary<string, double> readings) =>
        readings.TryGetValue("usage_hours", out var usage) ? usage : readings.TryGetValue("lamp_hours", out var lamp) ? lamp : null;

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonDefaults.Options);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonDefaults.Options)!;

    private sealed record RoomRow
    {
        public required string AgentId { get; init; }

        public required string Hash { get; init; }

        public required string Scenes { get; init; }

        public long HeardAtMs { get; init; }
    }
}
