using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Tests.Web;

/// <summary>The routes of the hub as its OpenAPI document has them, those that are served without being in it, and things to ask them for.</summary>
internal static class ApiRoutes
{
    public static async Task<List<ApiRoute>> AllAsync(RunningHub hub)
    {
        using var client = hub.Anonymous();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        var routes = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => new ApiRoute(operation.Key.ToUpperInvariant(), path.Key, operation.Value!, document)))
            .ToList();
        Assert.True(routes.Count > 30);
        var known = routes.Select(route => route.ToString()).ToHashSet(StringComparer.Ordinal);
        routes.AddRange(Undocumented(hub).Where(route => !known.Contains(route.ToString()) && (route.Path.StartsWith("/media", StringComparison.Ordinal) || route.Path.StartsWith("/live/", StringComparison.Ordinal))));
        Assert.Contains(routes, route => route.Path.StartsWith("/media/t/", StringComparison.Ordinal));
        Assert.Contains(routes, route => route.Path.StartsWith("/live/", StringComparison.Ordinal));
        return routes;
    }

    private static IEnumerable<ApiRoute> Undocumented(RunningHub hub)
    {
        foreach (var endpoint in hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var operation = new JsonObject();
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) operation["security"] = new JsonArray();
            var path = "/" + Regex.Replace(Regex.Replace(endpoint.RoutePattern.RawText!.Trim('/'), "{[a-zA-Z]+:(int|long|u)[^}]*}", "1"), "{\\**([a-zA-Z]+)[^}]*}", "{$1}");
            foreach (var method in (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method is not ("HEAD" or "CONNECT")))
                yield return new ApiRoute(method, path, operation, operation);
        }
    }

    /// <summary>A finished lesson of the room, without its media: enough to ask who may know of it.</summary>
    public static async Task<string> AddRecordingAsync(RunningHub hub, string roomId)
    {
        const string sql = """
            INSERT INTO recording (id, room_id, agent_id, title, teacher, revision, started_at_ms, clock_offset_ms, closed, state, last_segment_at_ms, description, created_at_ms)
            VALUES (@id, @roomId, 'agent', 'lesson', '', 1, 0, 0, 1, 'complete', 0, @description, 0)
            """;
        var id = NodeId.New(TimeProvider.System);
        await hub.Services.GetRequiredService<HubDatabase>().WriteAsync(c => c.ExecuteAsync(sql, new { id, roomId, description = Array.Empty<byte>() }), CancellationToken.None);
        return id;
    }

    public static async Task<string> AddAlarmAsync(RunningHub hub, string roomId)
    {
        await hub.Services.GetRequiredService<AlarmBook>().RaiseAsync(roomId, "test", "{}", CancellationToken.None);
        await using var connection = await hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<string>("SELECT id FROM alarm");
    }
}

/// <summary>One route, with a request that the document allows.</summary>
internal sealed record ApiRoute(string Method, string Path, JsonNode Operation, JsonNode Document)
{
    public bool IsAnonymous => Operation["security"] is JsonArray { Count: 0 };

    /// <summary>For whoever holds the link, whose token is in the address; pages of other origins may use it.</summary>
    public bool IsLinked => Path.StartsWith("/media/t/", StringComparison.Ordinal) || Path.StartsWith("/live/t/", StringComparison.Ordinal);

    /// <summary>Of these the caller needs one; null: the document does not say.</summary>
    public IReadOnlyList<string>? Rights => Operation["x-rights"]?.AsArray().Select(right => right!.GetValue<string>()).ToList();

    /// <summary>Whoever is let in gets an answer without end.</summary>
    public bool IsStream => Operation["responses"]?["200"]?["content"]?["text/event-stream"] is not null;

    public bool HasBody => Operation["requestBody"] is not null;

    public HttpRequestMessage Request(string id)
    {
        var path = Regex.Replace(Path.Replace("{date}", "2099-01-01", StringComparison.Ordinal), "{[^}]+}", Uri.EscapeDataString(Uri.UnescapeDataString(id)));
        return new HttpRequestMessage(new HttpMethod(Method), path) { Content = HasBody ? new StringContent(Example(), Encoding.UTF8, "application/json") : null };
    }

    public override string ToString() => $"{Method} {Path}";

    /// <summary>A body that the document allows: what must be there, and no more.</summary>
    private string Example() => Example(Operation["requestBody"]!["content"]!["application/json"]!["schema"]!)?.ToJsonString() ?? "null";

    private JsonNode? Example(JsonNode schema)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference) return Example(Document["components"]!["schemas"]![reference.Split('/')[^1]]!);
        if (schema["enum"] is JsonArray words) return words[0]!.DeepClone();
        var type = schema["type"] is JsonArray types ? types.Select(t => t!.GetValue<string>()).First(t => t != "null") : schema["type"]?.GetValue<string>();
        return type switch
        {
            "object" => new JsonObject((schema["required"]?.AsArray() ?? []).Select(name => KeyValuePair.Create(name!.GetValue<string>(), Example(schema["properties"]![name.GetValue<string>()]!)))),
            "array" => new JsonArray(),
            "integer" or "number" => 1,
            "boolean" => true,
            _ => schema["format"]?.GetValue<string>() switch
            {
                "date-time" => "2099-01-01T00:00:00.000Z",
                "date" => "2099-01-01",
                "time" => "08:00:00",
                _ => "x",
            },
        };
    }
}
