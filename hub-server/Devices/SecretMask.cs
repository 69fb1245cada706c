using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tongtang.HubServer.Devices;

/// <summary>
/// Keeps passwords out of what people are shown: a secret reads "••••", and "••••" given back means what the box has.
/// Secret is what the driver's description says, and whatever is named like one. Pure.
/// </summary>
internal static partial class SecretMask
{
    public const string Masked = "••••";

    /// <summary>A copy with all secrets replaced.</summary>
    /// <param name="secretsOf">A driver's secret settings.</param>
    public static JsonNode Mask(JsonNode configuration, Func<string, IReadOnlySet<string>> secretsOf)
    {
        var copy = configuration.DeepClone();
        foreach (var device in Devices(copy))
        {
            if (device["settings"] is not JsonObject settings || Text(device["driver"]) is not { } driver) continue;
            foreach (var name in secretsOf(driver)) MaskMember(settings, name);
        }
        MaskNamed(copy);
        return copy;
    }

    /// <summary>
    /// A copy in which "••••" is what stood there in the configuration before, where the hub still has it: it has when the
    /// box has not taken that one yet, and then the box does not have it either.
    /// </summary>
    public static JsonNode Carry(JsonNode configuration, JsonNode? before)
    {
        var copy = configuration.DeepClone();
        if (before is null) return copy;
        var earlier = Devices(before).Where(device => Text(device["id"]) is not null).GroupBy(device => Text(device["id"])!).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var device in Devices(copy))
        {
            if (Text(device["id"]) is { } id && earlier.TryGetValue(id, out var old)) CarryMembers(device, old);
        }
        return copy;
    }

    private static void CarryMembers(JsonObject to, JsonObject from)
    {
        foreach (var (name, value) in to.ToList())
        {
            if (value is JsonObject inner && from[name] is JsonObject innerFrom) CarryMembers(inner, innerFrom);
            else if (Text(value) == Masked && Text(from[name]) is { } kept) to[name] = kept;
        }
    }

    private static void MaskNamed(JsonNode node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) if (item is not null) MaskNamed(item);
        }
        if (node is not JsonObject members) return;
        foreach (var (name, value) in members.ToList())
        {
            if (SecretName().IsMatch(name)) MaskMember(members, name);
            else if (value is not null) MaskNamed(value);
        }
    }

    private static void MaskMember(JsonObject members, string name)
    {
        if (Text(members[name]) is { Length: > 0 }) members[name] = Masked;
    }

    private static IEnumerable<JsonObject> Devices(JsonNode configuration) =>
        configuration is JsonObject root && root["devices"] is JsonArray devices ? devices.OfType<JsonObject>() : [];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex("(password|passphrase|secret|pin|token|psk|pwd)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretName();
}
