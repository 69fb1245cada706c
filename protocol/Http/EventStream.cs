using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tongtang.Protocol.Http;

/// <summary>One server-sent event: its name and its data as one line of JSON.</summary>
public readonly record struct StreamEvent(string Name, string Json)
{
    public static StreamEvent Of<T>(string name, T data, JsonSerializerOptions json) => new(name, JsonSerializer.Serialize(data, json));
}

/// <summary>
/// Writes server-sent events (WHATWG HTML, 9.2) until the client leaves or the source ends. A comment every 15 seconds
/// keeps proxies from closing a quiet stream and shows a client that the line is alive.
/// </summary>
public static class EventStream
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <param name="context">The request that asked for the stream.</param>
    /// <param name="take">Waits for and returns what is to be told next; an empty list ends the stream.</param>
    /// <param name="time">For the heartbeat.</param>
    /// <param name="cancellationToken">The client left or the program ends.</param>
    public static async Task WriteAsync(
        HttpContext context, Func<CancellationToken, Task<IReadOnlyList<StreamEvent>>> take, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await SendAsync(context, ": open\n\n", cancellationToken);
        Task<IReadOnlyList<StreamEvent>>? waiting = null;
        while (true)
        {
            waiting ??= take(cancellationToken);
            try
            {
                var events = await waiting.WaitAsync(Heartbeat, time, cancellationToken);
                if (events.Count == 0) return;
                await SendAsync(context, string.Concat(events.Select(e => $"event: {e.Name}\ndata: {e.Json}\n\n")), cancellationToken);
                waiting = null;
            }
            catch (TimeoutException)
            {
                await SendAsync(context, ": alive\n\n", cancellationToken);
            }
        }
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
