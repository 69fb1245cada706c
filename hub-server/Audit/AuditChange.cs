using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tongtang.HubServer.Audit;

/// <summary>One member of a thing before and after; null where there is nothing.</summary>
internal sealed record AuditChange(string Member, string? Before, string? After)
{
    /// <summary>Longer texts are cut: the audit says what was changed, it is no second copy of it.</summary>
    private const int LongestValue = 2000;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyList<AuditChange> Between(IReadOnlyDictionary<string, string?>? before, IReadOnlyDictionary<string, string?>? after) =>
    [
        .. (after ?? before)?.Keys.Select(member => new AuditChange(member, before?.GetValueOrDefault(member), after?.GetValueOrDefault(member))).Where(change => change.Before != change.After) ?? [],
    ];

    public static string Json(IEnumerable<AuditChange> changes) =>
        JsonSerializer.Serialize(changes.Select(change => change with { Before = Cut(change.Before), After = Cut(change.After) }), s_json);

    public static IReadOnlyList<AuditChange> Parse(string json) => JsonSerializer.Deserialize<List<AuditChange>>(json, s_json) ?? [];

    private static string? Cut(string? value) => value is { Length: > LongestValue } ? value[..LongestValue] + "…" : value;
}
