using System.Net.WebSockets;
using System.Text.Json;

namespace Tongtang.Protocol.Live;

/// <summary>
/// One viewer's WebSocket: what is in line for it goes out, what it says is counted and mostly ignored. It ends when
/// either side closes, when the source ends, when it talks too much, when it takes nothing for ten seconds, or when its
/// right to watch is gone.
/// </summary>
/// <param name="socket">The viewer's.</param>
/// <param name="viewer">What is in line for it.</param>
/// <param name="cut">Breaks the connection: a WebSocket's own abort leaves a write waiting that the peer does not take.</param>
/// <param name="time">The clock.</param>
public sealed class LiveSocket(WebSocket socket, LiveViewer viewer, Action cut, TimeProvider time)
{
    private static readonly TimeSpan s_recheck = TimeSpan.FromSeconds(15);

    /// <summary>For the last words to a peer that may not read them.</summary>
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);

    private const long Nothing = -1;

    private readonly Lock _lock = new();
    private WebSocketCloseStatus _why = WebSocketCloseStatus.NormalClosure;
    private string _words = "ended";
    private long _sendingSince = Nothing;
    private long _lagMs;

    // Never disposed: whoever ends the socket may do so late, and it holds no timer.
    private CancellationTokenSource Enough { get; } = new();

    /// <summary>How far behind its picture is, as it said last.</summary>
    public long LagMs => Volatile.Read(ref _lagMs);

    /// <summary>Cuts a socket that takes nothing; it could not be told why.</summary>
    public void CutIfStalled()
    {
        if (Volatile.Read(ref _sendingSince) is not Nothing and var since && time.GetElapsedTime(since) > LiveLimits.LongestStall) cut();
    }

    /// <param name="mayWatch">Asked now and then: a session ends, a room is moved, a school says no.</param>
    /// <param name="stopping">The server ends.</param>
    public async Task RunAsync(Func<CancellationToken, Task<bool>> mayWatch, CancellationToken stopping)
    {
        using var leaving = stopping.Register(() => Finish(WebSocketCloseStatus.EndpointUnavailable, "hub_stopping"));
        using var over = new CancellationTokenSource();
        var (sending, listening, checking) = (SendAsync(), ListenAsync(over.Token), CheckAsync(mayWatch, over.Token));
        // Enough ends the sending, whoever has had it.
        await Task.WhenAny(sending, listening);
        Finish(WebSocketCloseStatus.NormalClosure, "ended");
        await CloseAsync(sending, listening);
        await over.CancelAsync();
        await Task.WhenAll(listening, checking);
        socket.Abort();
    }

    private async Task SendAsync()
    {
        try
        {
            while (await viewer.WaitAsync(Enough.Token))
            {
                while (!Enough.IsCancellationRequested && viewer.TryRead(out var item))
                {
                    Volatile.Write(ref _sendingSince, time.GetTimestamp());
                    await socket.SendAsync(item.Bytes, item.IsText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
                    Volatile.Write(ref _sendingSince, Nothing);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The viewer went, was cut off, or is told to go.
        }
        // Whoever woke this has other viewers to wake, and is not to take leave of this one.
        await Task.Yield();
    }

    /// <summary>Until the viewer closes. What it says after it has said too much is read and thrown away, so that it hears why it is closed.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LiveLimits.InboundBytes + 1];
        var (length, count, second) = (0, 0, time.GetTimestamp());
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken) is { MessageType: not WebSocketMessageType.Close } part)
            {
                length += part.Count;
                if (length > LiveLimits.InboundBytes) Finish(WebSocketCloseStatus.PolicyViolation, "too_long");
                if (Enough.IsCancellationRequested) length = 0;
                if (!part.EndOfMessage) continue;
                if (part.MessageType == WebSocketMessageType.Text) Hear(buffer.AsSpan(0, length));
                length = 0;
                if (time.GetElapsedTime(second) >= TimeSpan.FromSeconds(1)) (count, second) = (0, time.GetTimestamp());
                if (++count > LiveLimits.InboundPerSecond) Finish(WebSocketCloseStatus.PolicyViolation, "too_many");
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or IOException)
        {
            // The same.
        }
    }

    private async Task CheckAsync(Func<CancellationToken, Task<bool>> mayWatch, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_recheck, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (await mayWatch(cancellationToken)) continue;
                Finish(WebSocketCloseStatus.PolicyViolation, "forbidden");
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // Over.
        }
    }

    /// <summary>The first reason counts.</summary>
    private void Finish(WebSocketCloseStatus why, string words)
    {
        lock (_lock)
        {
            if (Enough.IsCancellationRequested) return;
            (_why, _words) = (why, words);
            Enough.Cancel();
        }
    }

    /// <summary>Says why, and waits a moment for the answer: a socket that is dropped at once takes the last words with it.</summary>
    private async Task CloseAsync(Task sending, Task listening)
    {
        using var goodbye = new CancellationTokenSource(s_goodbye, time);
        try
        {
            await sending.WaitAsync(goodbye.Token);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(_why, _words, goodbye.Token);
            await listening.WaitAsync(goodbye.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or IOException)
        {
            cut();
        }
        await sending;
    }

    /// <summary>What is not understood is of a later version.</summary>
    private void Hear(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            if (!JsonElement.TryParseValue(ref reader, out var said) || said.Value.ValueKind != JsonValueKind.Object) return;
            if (!said.Value.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("lag")) return;
            if (said.Value.TryGetProperty("ms", out var ms) && ms.ValueKind == JsonValueKind.Number && ms.TryGetInt64(out var lag)) Volatile.Write(ref _lagMs, Math.Clamp(lag, 0, 3_600_000));
        }
        catch (JsonException)
        {
            // Not JSON: nothing that concerns us.
        }
    }
}
