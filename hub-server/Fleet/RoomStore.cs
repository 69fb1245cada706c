using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Maintenance;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Fleet;

/// <summary>What a list of rooms is narrowed to; null leaves it open.</summary>
internal sealed record RoomFilter(string? Region, string? School, Presence? Presence, RecorderState? Recorder, string? Q)
{
    /// <summary>Of the room or of its school.</summary>
    public string? Tag { get; init; }

    /// <summary>Only rooms whose box is away and should not be: it went in mid-lesson, or is missed in lesson hours.</summary>
    public bool Silent { get; init; }

    /// <summary>Not null: only rooms that record now, and these.</summary>
    public IReadOnlyList<string>? RecordingOr { get; init; }
}

/// <summary>Rooms in the database. Every question carries the asker's scope.</summary>
internal sealed class RoomStore(HubDatabase database, RoomStates states, TimeProvider time)
{
    private const string Columns = $"""
        room.id, room.name, room.school_id, school.name AS school_name, school.region_id, region.name AS region_name,
        room.presence, room.since_ms, room.state_json,
        agent.id AS agent_id, agent.host_name, agent.agent_version, agent.enrolled_at_ms, agent.duplicated_at_ms,
        (SELECT MAX(not_after_ms) FROM agent_certificate WHERE agent_id = agent.id AND revoked_at_ms IS NULL) AS certificate_expires_at_ms,
        (SELECT COUNT(*) FROM alarm WHERE alarm.room_id = room.id AND cleared_received_at_ms IS NULL AND origin = 'hub') AS hub_alarms,
        (SELECT COUNT(*) FROM alarm WHERE alarm.room_id = room.id AND cleared_received_at_ms IS NULL AND origin = 'box') AS box_alarms,
        (SELECT MAX(severity) FROM alarm WHERE alarm.room_id = room.id AND cleared_received_at_ms IS NULL) AS worst_alarm,
        {MaintenanceCover.Until} AS maintenance_until_ms
        """;

    private const string Tree = "FROM room JOIN school ON school.id = room.school_id JOIN region ON region.id = school.region_id";

    private const string Joins = Tree + " LEFT JOIN agent ON agent.room_id = room.id AND agent.revoked_at_ms IS NULL";

    private const string SilentRoom = $"""
        room.presence = 'offline' AND (room.recorder IN ('recording', 'paused', 'stopping') OR EXISTS (
            SELECT 1 FROM alarm WHERE alarm.room_id = room.id AND alarm.cleared_received_at_ms IS NULL AND alarm.origin = 'hub' AND alarm.kind = 'agent_offline'))
        AND NOT {MaintenanceCover.Runs}
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "room.name_key",
        ["schoolName"] = "school.name_key",
        ["regionName"] = "region.name_key",
        ["presence"] = "room.presence",
        ["recorder"] = "COALESCE(room.recorder, '')",
        ["since"] = "room.since_ms",
    };

    public async Task<Page<Room>> ListAsync(Scope scope, RoomFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var where = $"""
            WHERE {Visible(scope)}
              AND (@region IS NULL OR school.region_id = @region) AND (@school IS NULL OR room.school_id = @school)
              AND (@presence IS NULL OR room.presence = @presence)
              AND (@recorder IS NULL OR (room.recorder = @recorder AND room.presence = COALESCE(@presence, 'online')))
              AND (@anyRecorder OR (room.presence = 'online' AND room.recorder IN ('recording', 'paused', 'stopping')) OR room.id IN @recordingOr)
              {(filter.Silent ? $"AND {SilentRoom}" : "")}
              AND (@tag IS NULL OR EXISTS (SELECT 1 FROM room_tag WHERE room_tag.room_id = room.id AND room_tag.tag_key = @tag)
                OR EXISTS (SELECT 1 FROM school_tag WHERE school_tag.school_id = room.school_id AND school_tag.tag_key = @tag))
              AND (@pattern IS NULL OR LOWER(room.name) LIKE @pattern ESCAPE '\' OR LOWER(school.name) LIKE @pattern ESCAPE '\')
            """;
        var values = new
        {
            scopeId = scope.Id,
            region = filter.Region,
            school = filter.School,
            presence = filter.Presence?.Word(),
            recorder = filter.Recorder?.Word(),
            anyRecorder = filter.RecordingOr is null,
            recordingOr = filter.RecordingOr ?? [],
            tag = filter.Tag is null ? null : Tags.KeyOf(filter.Tag),
            pattern = Pattern.Contains(filter.Q),
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Tree} {where}", values);
        var items = (await connection.QueryAsync<RoomRow>($"SELECT {Columns} {Joins} {where} {plan.Sql}", values)).AsList();
        var tags = await Tags.OfRoomsAsync(connection, items.Select(row => row.Id));
        return plan.Of(items.Select(row => View(row, tags)).ToList(), total);
    }

    public async Task<Room?> FindAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        var sql = $"SELECT {Columns} {Joins} WHERE room.id = @id AND {Visible(scope)}";
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<RoomRow>(sql, new { id, scopeId = scope.Id, now = time.GetUtcNow().ToUnixTimeMilliseconds() }) is { } row ? View(row, await Tags.OfRoomsAsync(connection, [id])) : null;
    }

    public Task<(NodeChange Outcome, string Id)> CreateAsync(string schoolId, string name, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO room (id, school_id, name, name_key, since_ms, created_at_ms) VALUES (@id, @schoolId, @name, @key, @now, @now)
            ON CONFLICT DO NOTHING
            """;
        var row = new { id = NodeId.New(time), schoolId, name, key = NameOrder.KeyOf(name), now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAsync(
            async connection =>
            {
                if (!await HasSchoolAsync(connection, schoolId)) return (NodeChange.ParentUnknown, row.id);
                if (await connection.ExecuteAsync(sql, row) == 0) return (NodeChange.NameTaken, row.id);
                await Tags.SetOfRoomAsync(connection, row.id, tags ?? []);
                return (NodeChange.Done, row.id);
            },
            cancellationToken);
    }

    /// <summary>Renames the room or moves it to another school; its box and its recordings go with it.</summary>
    /// <param name="tags">Null: they stay.</param>
    public Task<NodeChange> ChangeAsync(string id, string schoolId, string name, IReadOnlyList<string>? tags, CancellationToken cancellationToken)
    {
        const string taken = "SELECT COUNT(*) FROM room WHERE school_id = @schoolId AND name = @name AND id <> @id";
        const string sql = "UPDATE room SET school_id = @schoolId, name = @name, name_key = @key WHERE id = @id";
        var row = new { id, schoolId, name, key = NameOrder.KeyOf(name) };
        return database.WriteAsync(
            async connection =>
            {
                if (!await HasSchoolAsync(connection, schoolId)) return NodeChange.ParentUnknown;
                if (await connection.ExecuteScalarAsync<int>(taken, row) > 0) return NodeChange.NameTaken;
                await connection.ExecuteAsync(sql, row);
                if (tags is not null) await Tags.SetOfRoomAsync(connection, id, tags);
                return NodeChange.Done;
            },
            cancellationToken);
    }

    /// <returns>What the room still holds; when that is nothing, it is gone, and its box's right to connect with it.</returns>
    public async Task<Holdings> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        const string held = """
            SELECT 0 AS schools, 0 AS rooms, (SELECT COUNT(*) FROM recording WHERE room_id = @id) AS recordings, 0 AS accounts, 0 AS tokens,
                (SELECT COUNT(*) FROM pairing_room WHERE room_id = @id) AS pairings,
                (SELECT COUNT(*) FROM asset WHERE room_id = @id) AS assets
            """;
        var left = await NodeDeletion.RunAsync(database, held, "DELETE FROM room WHERE id = @id", id, cancellationToken);
        if (!left.Any) states.Forget(id);
        return left;
    }

    private static async Task<bool> HasSchoolAsync(System.Data.Common.DbConnection connection, string schoolId) =>
        await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM school WHERE id = @schoolId", new { schoolId }) == 1;

    private static string Visible(Scope scope) => scope.Filter("school.region_id", "school.id");

    private Room View(RoomRow row, ILookup<string, string> tags) => new(
        row.Id,
        row.Name,
        row.SchoolId,
        row.SchoolName,
        row.RegionId,
        row.RegionName,
        Words.Enum<Presence>(row.Presence),
        DateTimeOffset.FromUnixTimeMilliseconds(row.SinceMs),
        row.Agent(),
        states.Of(row.Id) ?? (row.StateJson is null ? null : JsonSerializer.Deserialize<RoomState>(row.StateJson, JsonDefaults.Options)),
        row.Alarms())
    {
        Tags = [.. tags[row.Id]],
        MaintenanceUntil = AlarmRow.Time(row.MaintenanceUntilMs),
    };

    private sealed record RoomRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string SchoolId { get; init; }

        public required string SchoolName { get; init; }

        public required string RegionId { get; init; }

        public required string RegionName { get; init; }

        public required string Presence { get; init; }

        public long SinceMs { get; init; }

        public string? StateJson { get; init; }

        public string? AgentId { get; init; }

        public string? HostName { get; init; }

        public string? AgentVersion { get; init; }

        public long? EnrolledAtMs { get; init; }

        public long? CertificateExpiresAtMs { get; init; }

        public long? DuplicatedAtMs { get; init; }

        public int HubAlarms { get; init; }

        public int BoxAlarms { get; init; }

        public int? WorstAlarm { get; init; }

        public long? MaintenanceUntilMs { get; init; }

        public RoomAlarms Alarms() => new(HubAlarms > 0 ? HubAlarms : BoxAlarms, WorstAlarm is { } worst ? ((AlarmSeverity)worst).Word() : null);

        public RoomAgent? Agent() => AgentId is null ? null : new RoomAgent(
            AgentId,
            HostName!,
            AgentVersion!,
            DateTimeOffset.FromUnixTimeMilliseconds(EnrolledAtMs!.Value),
            CertificateExpiresAtMs is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null,
            DuplicatedAtMs is not null);
    }
}
