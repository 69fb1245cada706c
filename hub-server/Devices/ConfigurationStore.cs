using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>Wanted and reported configurations in the database.</summary>
internal sealed class ConfigurationStore(HubDatabase database, TimeProvider time)
{
    private const string Select = "SELECT * FROM device_configuration WHERE room_id = @roomId";

    private const string Want = """
        INSERT INTO device_configuration (room_id, version, json, saved_by, saved_at_ms, agent_id, reported_version, accepted, problems, changed_on_box)
        VALUES (@roomId, 1, @json, @caller, @nowMs, '', 0, 0, '[]', 0)
        ON CONFLICT (room_id) DO UPDATE SET
            version = CASE WHEN device_configuration.reported_version > device_configuration.version THEN device_configuration.reported_version ELSE device_configuration.version END + 1,
            json = excluded.json, saved_by = excluded.saved_by, saved_at_ms = excluded.saved_at_ms
        WHERE device_configuration.version = @from
        """;

    private const string Report = """
        INSERT INTO device_configuration (room_id, version, agent_id, reported_version, accepted, problems, actual, actual_hash, changed_on_box, reported_at_ms)
        SELECT @roomId, 0, @agentId, @version, @accepted, @problems, @actual, @actualHash, @changedOnBox, @nowMs WHERE EXISTS (SELECT 1 FROM room WHERE id = @roomId)
        ON CONFLICT (room_id) DO UPDATE SET agent_id = excluded.agent_id, reported_version = excluded.reported_version, accepted = excluded.accepted,
            problems = excluded.problems, actual = COALESCE(excluded.actual, device_configuration.actual),
            actual_hash = CASE WHEN excluded.actual IS NULL THEN device_configuration.actual_hash ELSE excluded.actual_hash END, changed_on_box = excluded.changed_on_box, reported_at_ms = excluded.reported_at_ms
        """;

    private const string Replace = "UPDATE device_configuration SET json = @json WHERE room_id = @roomId AND version = @version";

    public async Task<ConfigurationRow?> FindAsync(string roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ConfigurationRow>(Select, new { roomId });
    }

    /// <returns>False when it has another version by now.</returns>
    public async Task<bool> WantAsync(string roomId, JsonNode configuration, long from, string caller, CancellationToken cancellationToken)
    {
        var row = new { roomId, json = configuration.ToJsonString(JsonDefaults.Options), from, caller, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
        return await database.WriteAsync(
            async connection =>
            {
                var before = await connection.QuerySingleOrDefaultAsync<ConfigurationRow>(Select, new { roomId });
                if ((before?.Version ?? 0) != from) return false;
                return await connection.ExecuteAsync(Want, row) == 1;
            },
            cancellationToken);
    }

    /// <summary>Stores what a box says of it. What it has taken is kept without its secrets from then on.</summary>
    /// <param name="withoutSecrets">Returns a configuration without its secrets.</param>
    /// <returns>The room's row after it; null: there is no such room any more.</returns>
    public Task<ConfigurationRow?> ReportAsync(
        string roomId, string agentId, ConfigurationReport report, IReadOnlyList<string> problems, JsonNode? actual, Func<JsonNode, JsonNode> withoutSecrets, CancellationToken cancellationToken)
    {
        var row = new
        {
            roomId,
            agentId,
            version = (long)Math.Min(report.Version, long.MaxValue),
            accepted = report.Accepted ? 1 : 0,
            problems = JsonSerializer.Serialize(problems, JsonDefaults.Options),
            actual = actual?.ToJsonString(JsonDefaults.Options),
            actualHash = ReportedDevices.IsHash(report.ActualHash) ? report.ActualHash : "",
            changedOnBox = report.ChangedOnBox ? 1 : 0,
            nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(Report, row);
                var after = await connection.QuerySingleOrDefaultAsync<ConfigurationRow>(Select, new { roomId });
                if (after is { State: ConfigurationState.InStep or ConfigurationState.ChangedOnBox, Wanted: { } wanted })
                    await connection.ExecuteAsync(Replace, new { roomId, version = after.Version, json = withoutSecrets(wanted).ToJsonString(JsonDefaults.Options) });
                return after;
            },
            cancellationToken);
    }
}

internal sealed record ConfigurationRow
{
    public long Version { get; init; }

    public string? Json { get; init; }

    public string? SavedBy { get; init; }

    public long? SavedAtMs { get; init; }

    public required string AgentId { get; init; }

    public long ReportedVersion { get; init; }

    public int Accepted { get; init; }

    public required string Problems { get; init; }

    public string? Actual { get; init; }

    public required string ActualHash { get; init; }

    public int ChangedOnBox { get; init; }

    public long? ReportedAtMs { get; init; }

    public JsonNode? Wanted => Json is null ? null : JsonNode.Parse(Json);

    /// <summary>The room's present box has not looked at what is wanted.</summary>
    public bool IsPendingFor(string agentId) => Version > 0 && (AgentId != agentId || ReportedVersion != Version);

    public ConfigurationState State => (Version, ReportedVersion == Version, Accepted, ChangedOnBox) switch
    {
        (0, _, _, _) => ConfigurationState.None,
        (_, false, _, _) => ConfigurationState.Pending,
        (_, _, 0, _) => ConfigurationState.Refused,
        (_, _, _, 0) => ConfigurationState.InStep,
        _ => ConfigurationState.ChangedOnBox,
    };
}
