using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>The loudest that a source's element plays at a frequency, dBFS within 1.5 s; −200: silence.</summary>
    public async Task<double> ToneDbAsync(string source, int hertz) => double.Parse(
        await AskAsync($$"""
            (async () => {
              const video = document.querySelector('video[data-sound="{{source}}"]');
              if (video === null) return '-200';
              const ear = (window.ears ??= new Map()).get(video) ?? (() => {
                const context = new AudioContext();
                const analyser = context.createAnalyser();
                analyser.fftSize = 8192; analyser.smoothingTimeConstant = 0;
                context.createMediaElementSource(video).connect(analyser).connect(context.destination);
                window.ears.set(video, { context, analyser });
                return window.ears.get(video);
              })();
              await ear.context.resume();
              // What was heard a moment ago is still in the spectrum.
              await new Promise(go => setTimeout(go, 700));
              let best = -200;
              const bins = new Float32Array(ear.analyser.frequencyBinCount);
              const end = performance.now() + 1500;
              while (performance.now() < end) {
                await new Promise(go => setTimeout(go, 50));
                ear.analyser.getFloatFrequencyData(bins);
                best = Math.max(best, bins[Math.round({{hertz}} * 8192 / ear.context.sampleRate)]);
              }
              return Math.max(-200, best).toFixed(1);
            })()
            """),
        System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _http.Dispose();
}
