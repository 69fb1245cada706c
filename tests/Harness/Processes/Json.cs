using System.Text.Json.Nodes;

namespace Tongtang.Harness.Processes;

internal static class Json
{
    public static string Text(this JsonNode node, string name) => node[name]?.GetValue<string>() ?? throw new InvalidOperationException($"no {name} in {node}");

    public static double Number(this JsonNode node, string name) => node[name]?.GetValue<double>() ?? throw new InvalidOperationException($"no {name} in {node}");

    public static IEnumerable<JsonNode> List(this JsonNode node, string name) => node[name]!.AsArray().Select(item => item!);

    /// <summary>The answer's JSON; an error answer fails the test with what the server said.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
