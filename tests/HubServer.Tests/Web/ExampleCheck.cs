using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tongtang.HubServer.Tests.Web;

/// <summary>Whether a JSON text is what a schema of the document allows; as much of JSON Schema as the document uses.</summary>
internal sealed class ExampleCheck(JsonNode document)
{
    /// <summary>Texts that may well be empty.</summary>
    private static readonly string[] s_mayBeEmpty = ["code", "detail"];

    public IEnumerable<string> Faults(JsonNode schema, JsonNode? value, string member)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference) return Faults(document["components"]!["schemas"]![reference.Split('/')[^1]]!, value, member);
        if (schema["oneOf"] is JsonArray choices) return choices.Any(choice => !Faults(choice!, value, member).Any()) ? [] : Faults(choices[^1]!, value, member);
        if (schema["enum"] is JsonArray words) return words.Any(word => JsonNode.DeepEquals(word, value)) ? [] : [$"{member} is {value?.ToJsonString()}, none of its words"];
        var types = schema["type"] is JsonArray several ? [.. several.Select(type => type!.GetValue<string>())] : schema["type"]?.GetValue<string>() is { } one ? new[] { one } : [];
        if (types.Length > 0 && !types.Any(type => Is(type, value))) return [$"{member} is {value?.ToJsonString() ?? "null"}, not {string.Join(" or ", types)}"];
        return value switch
        {
            JsonObject thing => OfThing(schema, thing),
            JsonArray list => list.SelectMany(item => Faults(schema["items"]!, item, member)),
            JsonValue text when text.GetValueKind() == JsonValueKind.String && text.GetValue<string>().Length == 0 && !s_mayBeEmpty.Contains(member) => [$"{member} is empty"],
            _ => [],
        };
    }

    private IEnumerable<string> OfThing(JsonNode schema, JsonObject thing)
    {
        var properties = schema["properties"]?.AsObject() ?? [];
        foreach (var needed in schema["required"]?.AsArray() ?? [])
        {
            if (!thing.ContainsKey(needed!.GetValue<string>())) yield return $"{needed} is missing";
        }
        foreach (var (name, value) in thing)
        {
            if (properties[name] is { } property) foreach (var fault in Faults(property, value, name)) yield return fault;
            else if (schema["additionalProperties"] is JsonObject others) foreach (var fault in Faults(others, value, name)) yield return fault;
            else if (schema["additionalProperties"] is JsonValue) yield return $"{name} is not in the schema";
        }
    }

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("null", null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number" or "integer", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };
}
