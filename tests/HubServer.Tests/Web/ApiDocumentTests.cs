using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Tongtang.HubServer.Tests.Web;

public sealed class ApiDocumentTests
{
    private static readonly string[] s_methods = ["get", "post", "put", "patch", "delete"];

    [Fact]
    public async Task Document_TheConsolesCopy_IsUpToDate()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();

        var served = await client.GetJsonAsync("/openapi/v1.json");

        var copy = JsonNode.Parse(await File.ReadAllTextAsync(CopyPath()));
        Assert.True(JsonNode.DeepEquals(served, copy), "Stale; run: dotnet run --project hub-server -- openapi console/src/api/openapi.json");
    }

    [Fact]
    public async Task Document_EveryOperation_IsNamedAndDescribed()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject().Where(pair => s_methods.Contains(pair.Key)))
            {
                Assert.True(operation!["operationId"] is not null, $"{method} {path} has no name");
                Assert.True(names.Add(operation["operationId"]!.GetValue<string>()), $"{method} {path} has another's name");
                Assert.True(operation["summary"] is not null, $"{method} {path} has no summary");
                Assert.True(operation["tags"] is not null, $"{method} {path} has no tag");
            }
        }
    }

    [Fact]
    public async Task Document_NumbersAreNumbersAndTimesAreText()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();
        var schemas = (await client.GetJsonAsync("/openapi/v1.json"))["components"]!["schemas"]!;

        Assert.Equal("integer", schemas["PageOfRoom"]!["properties"]!["total"]!["type"]!.GetValue<string>());
        Assert.Equal("string", schemas["Room"]!["properties"]!["since"]!["type"]!.GetValue<string>());
        Assert.Contains("teaching-point", schemas["SchoolKind"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()));
    }

    /// <summary>Each is what its schema allows, and says something: a name without a word of its own would be empty.</summary>
    [Fact]
    public async Task Document_EveryBody_HasAnExample()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();
        var document = await client.GetJsonAsync("/openapi/v1.json");
        var faults = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject().Where(pair => s_methods.Contains(pair.Key)))
            {
                var bodies = operation!["responses"]!.AsObject().Where(pair => pair.Key[0] == '2').Select(pair => pair.Value!["content"]).Append(operation["requestBody"]?["content"]);
                foreach (var body in bodies.Select(content => content?["application/json"]).OfType<JsonNode>())
                {
                    if (body["example"] is { } example) faults.UnionWith(new ExampleCheck(document).Faults(body["schema"]!, example, "").Select(fault => $"{fault} ({method} {path})"));
                    else faults.Add($"{method} {path} has none");
                }
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    private static string CopyPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../hub-server/console/src/api/openapi.json");
}
