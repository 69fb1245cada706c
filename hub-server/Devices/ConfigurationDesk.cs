using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>
/// What the hub wants a room's devices, scenes and rules to be, and how far the box has come with it. The box checks; the
/// hub only sees to the form. Secrets pass through: they are kept until the box has taken them and never shown.
/// </summary>
internal sealed class ConfigurationDesk(ConfigurationStore store, DescriptionStore descriptions, AgentPresence presence, EventHub events)
{
    public const int LongestJson = 1024 * 1024;

    private const int MostProblems = 100;

    private static readonly string[] s_parts = ["devices", "scenes", "rules"];

    public async Task<DeviceConfiguration> ViewAsync(string roomId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(roomId, cancellationToken) is not { } row)
            return new DeviceConfiguration(ConfigurationState.None, 0, null, null, null, 0, [], null, null);
        var secrets = await SecretsAsync(cancellationToken);
        return new DeviceConfiguration(
            row.State,
            row.Version,
            row.Wanted is { } wanted ? SecretMask.Mask(wanted, secrets) : null,
            row.SavedBy,
            Time(row.SavedAtMs),
            row.ReportedVersion,
            JsonSerializer.Deserialize<List<string>>(row.Problems, JsonDefaults.Options)!,
            row.Actual is null ? null : SecretMask.Mask(JsonNode.Parse(row.Actual)!, secrets),
            Time(row.ReportedAtMs));
    }

    /// <summary>What is wrong with its form, or null; the rest is the box's to judge.</summary>
    public static string? Fault(JsonNode? configuration)
    {
        if (configuration is not JsonObject root) return "configuration must be an object of devices, scenes and rules.";
        foreach (var (name, value) in root)
        {
            if (!s_parts.Contains(name)) return $"configuration has \"{(name.Length > 40 ? name[..40] : name)}\"; allowed: {string.Join(", ", s_parts)}.";
            if (value is not JsonArray) return $"configuration.{name} must be a list.";
        }
        var bytes = Encoding.UTF8.GetByteCount(root.ToJsonString(JsonDefaults.Options));
        return bytes > LongestJson ? $"configuration has {bytes} bytes; allowed: {LongestJson}." : null;
    }

    /// <summary>Stores it and sends it to the box when that is there.</summary>
    /// <returns>False when the room's configuration has another version by now.</returns>
    public async Task<bool> SaveAsync(string roomId, JsonNode configuration, long from, string caller, CancellationToken cancellationToken)
    {
        var before = await store.FindAsync(roomId, cancellationToken);
        if (!await store.WantAsync(roomId, SecretMask.Carry(configuration, before?.Wanted), from, caller, cancellationToken)) return false;
        if (presence.SessionOf(roomId) is { } session) await SendAsync(session, cancellationToken);
        return true;
    }

    /// <summary>The box's name for what the hub knows that it has; empty when that is of another box, or nothing.</summary>
    public async Task<string> HashAsync(AgentIdentity agent, CancellationToken cancellationToken) =>
        await store.FindAsync(agent.RoomId, cancellationToken) is { Actual: not null } row && row.AgentId == agent.AgentId ? row.ActualHash : "";

    /// <summary>The box has come: it gets what it has not looked at.</summary>
    public Task EnteredAsync(LinkSession session, CancellationToken cancellationToken) => SendAsync(session, cancellationToken);

    public async Task ReportedAsync(LinkSession session, ConfigurationReport report, CancellationToken cancellationToken)
    {
        var (agent, secrets) = (session.Agent, await SecretsAsync(cancellationToken));
        var problems = report.Problems.Take(MostProblems).Select(problem => EnrolmentDesk.Clean(problem, 1000)).ToList();
        var actual = Parse(report.ActualJson) is { } said ? SecretMask.Mask(said, secrets) : null;
        var row = await store.ReportAsync(agent.RoomId, agent.AgentId, report, problems, actual, wanted => SecretMask.Mask(wanted, secrets), cancellationToken);
        // A box that was set up anew, or another box, has not looked at it: once in this link.
        if (row?.IsPendingFor(agent.AgentId) == true) await SendAsync(session, cancellationToken);
        events.Changed(FleetFeature.RoomEvent, agent.RoomId);
    }

    private async Task SendAsync(LinkSession session, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(session.Agent.RoomId, cancellationToken) is not { Json: { } json } row || !row.IsPendingFor(session.Agent.AgentId)) return;
        if (!session.TrySay($"configuration {row.Version}")) return;
        session.Send(new HubMessage { Desired = new DesiredConfiguration { Version = (ulong)row.Version, Json = json } });
    }

    /// <summary>By driver, its settings that are secret in any description of it.</summary>
    private async Task<Func<string, IReadOnlySet<string>>> SecretsAsync(CancellationToken cancellationToken)
    {
        var secrets = (await descriptions.NewestAsync(cancellationToken))
            .ToDictionary(known => known.Driver, known => known.Settings.Where(setting => setting.Kind == "secret").Select(setting => setting.Name).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return driver => secrets.TryGetValue(driver, out var names) ? names : new HashSet<string>(StringComparer.Ordinal);
    }

    private static JsonNode? Parse(string json)
    {
        if (json.Length is 0 or > LongestJson) return null;
        try
        {
            return JsonNode.Parse(json, null, new JsonDocumentOptions { MaxDepth = 32 }) as JsonObject;
        }
        catch (JsonException)
        {
            // What a box says it has is only shown; the next report says it again.
            return null;
        }
    }

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
