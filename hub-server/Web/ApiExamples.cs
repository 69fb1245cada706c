using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Tongtang.HubServer.Web;

/// <summary>
/// Gives every body and parameter of the API's document an example, made of its schema and of a plausible value for each
/// member's name (<c>api-examples.json</c>), so that whoever reads it sees a district and not "string".
/// </summary>
internal sealed class ApiExamples
{
    private const string Id = "01a20b3a58e27ce184d37d6a02d078ad";
    private const string Json = "application/json";

    private readonly JsonObject _words;
    private readonly IDictionary<string, IOpenApiSchema> _schemas;

    /// <summary>Schemas that are being written: a tree ends where it would contain itself.</summary>
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    private ApiExamples(OpenApiDocument document)
    {
        using var stream = typeof(ApiExamples).Assembly.GetManifestResourceStream("api-examples")!;
        _words = JsonNode.Parse(stream)!.AsObject();
        _schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
    }

    public static void Add(OpenApiDocument document)
    {
        var examples = new ApiExamples(document);
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? [])) examples.Add(operation);
    }

    private void Add(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            // What narrows a list is left out more often than not; what the address needs is not.
            if (parameter is { In: ParameterLocation.Path, Schema: { } schema }) parameter.Example = Of(schema, "", parameter.Name ?? "");
        }
        Add(operation.RequestBody?.Content);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (status.StartsWith('2')) Add(response.Content);
        }
    }

    private void Add(IDictionary<string, OpenApiMediaType>? content)
    {
        if (content is not null && content.TryGetValue(Json, out var body) && body.Schema is { } schema) body.Example = Of(schema, "", "");
    }

    /// <param name="owner">The schema that the member belongs to.</param>
    /// <param name="member">Empty for a body as a whole.</param>
    private JsonNode? Of(IOpenApiSchema schema, string owner, string member)
    {
        if (_words.TryGetPropertyValue($"{owner}.{member}", out var known) || _words.TryGetPropertyValue(member, out known))
        {
            if (Fits(schema, known)) return known?.DeepClone();
        }
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
        {
            // What has no schema to speak of is written down whole.
            if (_words.TryGetPropertyValue(id, out var whole)) return whole?.DeepClone();
            return _schemas.TryGetValue(id, out var named) ? Named(named, id, member) : null;
        }
        if (schema.OneOf is { Count: > 0 } choices) return Of(choices.FirstOrDefault(choice => choice.Type != JsonSchemaType.Null) ?? choices[0], owner, member);
        return Plain(schema, owner, member);
    }

    private JsonNode? Named(IOpenApiSchema schema, string id, string member)
    {
        if (!_open.Add(id)) return null;
        try
        {
            return Plain(schema, id, member);
        }
        finally
        {
            _open.Remove(id);
        }
    }

    private JsonNode? Plain(IOpenApiSchema schema, string owner, string member)
    {
        if (schema.Enum is [{ } first, ..]) return first.DeepClone();
        var type = (schema.Type ?? JsonSchemaType.Object) & ~JsonSchemaType.Null;
        if (type.HasFlag(JsonSchemaType.Number) || type.HasFlag(JsonSchemaType.Integer)) return Number(schema, type);
        if (type.HasFlag(JsonSchemaType.String)) return Text(schema, member);
        if (type.HasFlag(JsonSchemaType.Boolean)) return JsonValue.Create(member != "dryRun");
        if (type.HasFlag(JsonSchemaType.Array)) return schema.Items is { } items && Of(items, owner, member) is { } item ? new JsonArray(item) : [];
        return Thing(schema, owner);
    }

    private JsonObject Thing(IOpenApiSchema schema, string owner)
    {
        var thing = new JsonObject();
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>()) thing[name] = Of(property, owner, name);
        if (schema.AdditionalProperties is { } value && thing.Count == 0) thing["co2_ppm"] = Of(value, owner, "co2_ppm");
        return thing;
    }

    private static JsonValue Text(IOpenApiSchema schema, string member) => JsonValue.Create(schema.Format switch
    {
        "date-time" => Later(member) ? "2026-09-01T08:45:00+08:00" : "2026-09-01T08:00:00+08:00",
        "date" => Later(member) ? "2026-09-30" : "2026-09-01",
        "time" => "18:30:00",
        "byte" => "UEsDBA==",
        "uuid" => "01a20b3a-58e2-7ce1-84d3-7d6a02d078ad",
        _ => member.EndsWith("id", StringComparison.OrdinalIgnoreCase) || member.EndsWith("ids", StringComparison.OrdinalIgnoreCase) || IsPlace(member) ? Id : "",
    });

    private static bool IsPlace(string member) => member is "room" or "school" or "region" or "term" or "lesson";

    private static bool Later(string member) => member is "to" or "until" or "lastDay" or "toDate" or "seenAt" || member.StartsWith("end", StringComparison.Ordinal) || member.StartsWith("finish", StringComparison.Ordinal) || member.StartsWith("expire", StringComparison.Ordinal);

    private static JsonValue Number(IOpenApiSchema schema, JsonSchemaType type)
    {
        var least = decimal.TryParse(schema.Minimum, NumberStyles.Float, CultureInfo.InvariantCulture, out var minimum) ? minimum : 1;
        return type.HasFlag(JsonSchemaType.Integer) ? JsonValue.Create((long)Math.Ceiling(least)) : JsonValue.Create(least);
    }

    /// <summary>A name may stand for a text here and for a list or a thing elsewhere.</summary>
    private static bool Fits(IOpenApiSchema schema, JsonNode? known)
    {
        if (schema is OpenApiSchemaReference || schema.OneOf is { Count: > 0 } || schema.Enum is { Count: > 0 } || schema.Type is not { } type) return false;
        return known?.GetValueKind() switch
        {
            null => type.HasFlag(JsonSchemaType.Null),
            JsonValueKind.String => type.HasFlag(JsonSchemaType.String) && schema.Format is null,
            JsonValueKind.Array => type.HasFlag(JsonSchemaType.Array),
            JsonValueKind.Object => type.HasFlag(JsonSchemaType.Object),
            _ => false,
        };
    }
}
