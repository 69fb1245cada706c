using System.Text.Json;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>What a provider says of a person: the claims of the ID token, and behind them those of its user page.</summary>
/// <param name="parts">JSON objects, the one that counts most first.</param>
internal sealed class ProviderClaims(params IReadOnlyList<JsonElement> parts)
{
    /// <summary>Of a list of a thousand groups nobody needs more.</summary>
    private const int MostValues = 1000;

    /// <summary>The claim's only or first value; empty when there is none.</summary>
    public string Text(string claim) => Values(claim) is [var first, ..] ? first : "";

    /// <summary>All that the claim says: a text, a number, a boolean, or a list of these.</summary>
    /// <param name="claim">Its name, also one with dots or slashes in it; else a path of names with dots between them.</param>
    public IReadOnlyList<string> Values(string claim)
    {
        foreach (var part in parts)
        {
            if (Find(part, claim) is { } found) return found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray().Take(MostValues).Select(Plain).OfType<string>()] : Plain(found) is { } text ? [text] : [];
        }
        return [];
    }

    private static JsonElement? Find(JsonElement part, string claim)
    {
        if (part.ValueKind != JsonValueKind.Object) return null;
        if (part.TryGetProperty(claim, out var direct)) return direct;
        var dot = claim.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && part.TryGetProperty(claim[..dot], out var inner) ? Find(inner, claim[(dot + 1)..]) : null;
    }

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
