using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Tongtang.District;

/// <summary>The hub's public interface, with a token.</summary>
internal sealed class HubApi : IDisposable
{
    private readonly HttpClient _http;

    public HubApi(Uri hub, string token)
    {
        _http = new HttpClient { BaseAddress = new Uri(hub, "/api/v1/"), Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<JsonNode> GetAsync(string path) => await JsonAsync(path, await _http.GetAsync(path));

    /// <exception cref="DistrictException">The hub said no.</exception>
    public async Task<JsonNode> PostAsync(string path, object body) => await JsonAsync(path, await _http.PostAsJsonAsync(path, body));

    public async Task<JsonNode> PutAsync(string path, object body) => await JsonAsync(path, await _http.PutAsJsonAsync(path, body));

    /// <summary>All pages of a list.</summary>
    public async Task<List<JsonNode>> AllAsync(string path)
    {
        var items = new List<JsonNode>();
        for (var page = 1; ; page++)
        {
            var answer = await GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}pageSize=200&page={page}");
            items.AddRange(answer["items"]!.AsArray().Select(item => item!));
            if (items.Count >= answer["total"]!.GetValue<int>() || answer["items"]!.AsArray().Count == 0) return items;
        }
    }

    /// <summary>A table as a file for an import, base64.</summary>
    public static string Csv(IEnumerable<IEnumerable<string>> rows) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Select(row => string.Join(',', row.Select(Field)))) + "\r\n"));

    public void Dispose() => _http.Dispose();

    private static string Field(string text) => text.AsSpan().ContainsAny(',', '"') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static async Task<JsonNode> JsonAsync(string path, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new DistrictException($"{response.RequestMessage?.Method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}

/// <summary>The district could not be filled; the message says what the hub did not take.</summary>
internal sealed class DistrictException(string message) : Exception(message);
