using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Tongtang.Benchmarks.Devices;

/// <summary>What an open page hears: the events of the panel or of the console.</summary>
internal sealed class PageEvents : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private PageEvents(Stream stream) => (_stream, _events) = (stream, SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator());

    public static async Task<PageEvents> OpenAsync(HttpClient http, string path) => new(await http.GetStreamAsync(new Uri(path, UriKind.Relative)));

    /// <summary>Reads on until what was told holds; when that was, of <see cref="Stopwatch"/>.</summary>
    public async Task<long> UntilAsync(Func<JsonNode, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _events.MoveNextAsync().AsTask().WaitAsync(patience.Token))
        {
            if (_events.Current.Data.Length > 0 && JsonNode.Parse(_events.Current.Data) is { } told && holds(told)) return Stopwatch.GetTimestamp();
        }

        throw new InvalidOperationException("The events ended.");
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
