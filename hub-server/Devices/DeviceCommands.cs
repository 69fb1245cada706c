using System.Data.Common;
using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>What one device shall do; checked already.</summary>
/// <param name="NotWhileRecording">The box refuses it while it records.</param>
internal sealed record DeviceOrder(string Device, string Capability, string Action, IReadOnlyDictionary<string, PropertyValue> Arguments, bool NotWhileRecording = false);

/// <summary>One command of the past.</summary>
/// <param name="Device">Null: a scene, whose name is in Action.</param>
/// <param name="DeviceName">As it is called now; its id when it is gone.</param>
/// <param name="Outcome">Null: no answer yet.</param>
internal sealed record DeviceCommandItem(
    string Id,
    string? Device,
    string? DeviceName,
    string Capability,
    string Action,
    IReadOnlyDictionary<string, PropertyValue> Arguments,
    string RequestedBy,
    DateTimeOffset CreatedAt,
    CommandEnd? Outcome,
    string? ErrorCode,
    string? ErrorMessage,
    DateTimeOffset? FinishedAt);

/// <summary>Sends devices and scenes their commands, and remembers who sent which and what came of it: the newest of each room.</summary>
internal sealed class DeviceCommands(AgentCommands commands, HubDatabase database, TimeProvider time)
{
    private const int KeptPerRoom = 2000;

    private const string Insert = """
        INSERT INTO device_command (command_id, room_id, device, capability, action, arguments, caller, created_at_ms)
        VALUES (@id, @roomId, @device, @capability, @action, @arguments, @caller, @nowMs)
        """;

    private const string Trim = """
        DELETE FROM command WHERE id IN (SELECT command_id FROM device_command WHERE room_id = @roomId AND created_at_ms <
            (SELECT created_at_ms FROM device_command WHERE room_id = @roomId ORDER BY created_at_ms DESC LIMIT 1 OFFSET @kept))
        """;

    private const string From = """
        FROM device_command JOIN command ON command.id = device_command.command_id
        LEFT JOIN device ON device.room_id = device_command.room_id AND device.id = device_command.device
        WHERE device_command.room_id = @roomId AND (@device IS NULL OR device_command.device = @device)
        """;

    private const string Columns = """
        command.id, device_command.device, device.name AS device_name, device_command.capability, device_command.action, device_command.arguments, device_command.caller,
        command.created_at_ms, command.outcome, command.error_code, command.error_message, command.finished_at_ms
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["createdAt"] = "device_command.created_at_ms" };

    /// <returns>Null when the id has been used for another room.</returns>
    public Task<CommandAnswer?> SendAsync(LinkSession session, DeviceOrder order, string? commandId, string caller, CancellationToken cancellationToken)
    {
        var action = new DeviceAction { Device = order.Device, Capability = order.Capability, Action = order.Action, RequestedBy = caller, NotWhileRecording = order.NotWhileRecording };
        PropertyValue.Fill(action.Arguments, order.Arguments);
        return SendAsync(session, new Command { Id = commandId ?? NewId(), Device = action }, order, caller, cancellationToken);
    }

    public Task<CommandAnswer?> RunSceneAsync(LinkSession session, string scene, string caller, CancellationToken cancellationToken) => SendAsync(
        session,
        new Command { Id = NewId(), Scene = new RunScene { Scene = scene, RequestedBy = caller } },
        new DeviceOrder("", "scene", scene, new Dictionary<string, PropertyValue>()),
        caller,
        cancellationToken);

    public async Task<Page<DeviceCommandItem>> ListAsync(string roomId, string? device, PagePlan plan, CancellationToken cancellationToken)
    {
        var values = new { roomId, device };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {From}", values);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} {From} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.Item()).ToList(), total);
    }

    private Task<CommandAnswer?> SendAsync(LinkSession session, Command command, DeviceOrder order, string caller, CancellationToken cancellationToken)
    {
        var row = new
        {
            id = command.Id,
            roomId = session.Agent.RoomId,
            device = order.Device,
            capability = order.Capability,
            action = order.Action,
            arguments = JsonSerializer.Serialize(order.Arguments, JsonDefaults.Options),
            caller,
            nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            kept = KeptPerRoom,
        };
        return commands.SendAsync(session, command, caller, cancellationToken, async (DbConnection connection) =>
        {
            await connection.ExecuteAsync(Insert, row);
            await connection.ExecuteAsync(Trim, row);
        });
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Device { get; init; }

        public string? DeviceName { get; init; }

        public required string Capability { get; init; }

        public required string Action { get; init; }

        public required string Arguments { get; init; }

        public required string Caller { get; init; }

        public long CreatedAtMs { get; init; }

        public string? Outcome { get; init; }

        public string? ErrorCode { get; init; }

        public string? ErrorMessage { get; init; }

        public long? FinishedAtMs { get; init; }

        public DeviceCommandItem Item() => new(
            Id,
            Device.Length == 0 ? null : Device,
            Device.Length == 0 ? null : DeviceName ?? Device,
            Capability,
            Action,
            JsonSerializer.Deserialize<Dictionary<string, PropertyValue>>(Arguments, JsonDefaults.Options)!,
            Caller,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAtMs),
            Outcome is null ? null : Words.Enum<CommandEnd>(Outcome),
            ErrorCode,
            ErrorMessage,
            FinishedAtMs is { } finished ? DateTimeOffset.FromUnixTimeMilliseconds(finished) : null);
    }
}
