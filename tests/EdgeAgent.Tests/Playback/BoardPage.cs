using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Playback;

/// <summary>The page that the box's own browser shows, asked by the browser's debugging port (Chrome DevTools Protocol).</summary>
internal sealed class BoardPage(int port) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    /// <summary>The text that a script gives; it may wait.</summary>
    public async Task<string> AskAsync(string script)
    {
        var pages = await _http.GetFromJsonAsync<JsonArray>("/json/list");
        var page = pages!.First(one => (string?)one!["type"] == "page" && ((string?)one["url"])!.Contains("/receive", StringComparison.Ordinal))!;
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), CancellationToken.None);
        var call = new JsonObject
        {
            ["id"] = 1,
            ["method"] = "Runtime.evaluate",
            ["params"] = new JsonObject { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true, ["userGesture"] = false },
        };
        await socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[1 << 20];
        var length = 0;
        while (await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None) is { EndOfMessage: false } part) length += part.Count;
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer).TrimEnd('\0'))!["result"]!["result"]!["value"]?.ToString() ?? "";
    }

    /// <summary>Until the script gives this; a browser that is not there yet is waited for.</summary>
    public Task SaysAsync(string script, string expected)
    {
        var said = "";
        return Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    said = await AskAsync(script);
                }
                catch (Exception absent) when (absent is HttpRequestException or WebSocketException or InvalidOperationException)
                {
                    said = absent.Message;
                }
                return said == expected;
            },
            TimeSpan.FromSeconds(30), () => $"{script} gives {said}");
    }

    /// <inheritdoc cref="BoardEar.Script"/>
    public async Task<double> ToneDbAsync(string source, int hertz) =>
        double.Parse(await AskAsync(BoardEar.Script(source, hertz)), System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _http.Dispose();
}
