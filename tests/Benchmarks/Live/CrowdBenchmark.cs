using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Live;

/// <summary>Ten thousand who want to watch one room at the same moment, while a hundred watch it already.</summary>
internal static partial class CrowdBenchmark
{
    private const int Crowd = 10_000;
    private const int Watching = 100;

    private static readonly TimeSpan s_warming = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        await using var box = await LiveAgent.StartAsync(hub, await LiveBenchmark.InitAsync(folder));
        var before = await Task.WhenAll(Enumerable.Range(0, Watching).Select(_ => LiveBenchmark.ConnectAsync(hub, box)));
        using var stop = new CancellationTokenSource();
        var watching = before.Select(socket => WatchAsync(socket, stop.Token)).ToList();
        box.Begin(frames: true);
        await Task.Delay(s_warming, TimeProvider.System);

        var (memory, dropped) = (ProcessTree.PssMegabytes(hub.ProcessId), await LiveBenchmark.DroppedAsync(hub));
        var peak = PeakAsync(hub, stop.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => AskAsync(hub, box)));
        await Task.Delay(s_warming, TimeProvider.System);
        var (droppedSince, presence) = (await LiveBenchmark.DroppedAsync(hub) - dropped, (await hub.GetAsync($"rooms/{box.RoomId}")).Text("presence"));
        if (presence != "online") throw new InvalidOperationException("The box lost its link: " + presence);
        await stop.CancelAsync();
        var gaps = await Task.WhenAll(watching);
        var since = Stopwatch.GetTimestamp();
        foreach (var (_, _, connection) in answers) connection?.Dispose();
        await Eventually.TrueAsync(() => NobodyWatchesAsync(hub), s_patience, () => "The hub still counts viewers.");
        var gone = Stopwatch.GetElapsedTime(since).TotalMilliseconds;

        yield return new Figure($"{Crowd} viewers at once: served", "", [answers.Count(one => one.Status == 101)]);
        yield return new Figure("asked to come back (503, retry-after)", "", [answers.Count(one => one.Status == 503)]);
        yield return new Figure("neither", "", [answers.Count(one => one.Status is not (101 or 503))]);
        yield return new Figure("until each was answered", "ms", [.. answers.Select(one => one.Milliseconds)]);
        yield return new Figure("added to the hub's memory at its peak", "MB", [await peak - memory]);
        yield return new Figure($"longest wait for a picture of each of the {Watching} who watched before", "ms", gaps);
        yield return new Figure("pictures that the hub left out, of all", "", [droppedSince]);
        yield return new Figure("all gone at once → the hub counts no viewer", "ms", [gone]);
    }

    /// <summary>As a browser asks; status 0: no answer. Who is served stays, and reads nothing.</summary>
    private static async Task<(int Status, double Milliseconds, Socket? Connection)> AskAsync(Hub hub, LiveAgent box)
    {
        var since = Stopwatch.GetTimestamp();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var patience = new CancellationTokenSource(s_patience);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, hub.Address.Port), patience.Token);
            await socket.SendAsync(Request(hub, box), patience.Token);
            var (answer, length) = (new byte[1024], 0);
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), patience.Token) is > 0 and var more)
            {
                length += more;
                var head = Encoding.ASCII.GetString(answer, 0, length);
                if (!head.Contains("\r\n\r\n", StringComparison.Ordinal)) continue;
                var status = int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);
                if (status == 503 && !RetryAfter().IsMatch(head)) status = 0;
                return (status, Stopwatch.GetElapsedTime(since).TotalMilliseconds, socket);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // No answer.
        }
        socket.Dispose();
        return (0, Stopwatch.GetElapsedTime(since).TotalMilliseconds, null);
    }

    private static byte[] Request(Hub hub, LiveAgent box) => Encoding.ASCII.GetBytes(
        $"GET /live/{box.RoomId}/{LiveAgent.Source} HTTP/1.1\r\nHost: {hub.Address.Authority}\r\nAuthorization: Bearer {hub.Token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(Guid.NewGuid().ToByteArray())}\r\nSec-WebSocket-Protocol: {Protocol.Live.LiveLimits.SubProtocol}\r\n\r\n");

    /// <summary>The longest time between two pictures, milliseconds.</summary>
    private static async Task<double> WatchAsync(System.Net.WebSockets.ClientWebSocket socket, CancellationToken stop)
    {
        using var open = socket;
        var (buffer, longest, last) = (new byte[64 * 1024], 0.0, 0L);
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
                if (!part.EndOfMessage || part.MessageType != System.Net.WebSockets.WebSocketMessageType.Binary) continue;
                if (last != 0) longest = Math.Max(longest, Stopwatch.GetElapsedTime(last).TotalMilliseconds);
                last = Stopwatch.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            return longest;
        }
    }

    private static async Task<bool> NobodyWatchesAsync(Hub hub) =>
        (await hub.Http.GetStringAsync("/metrics")).Contains("live_viewers 0\n", StringComparison.Ordinal);

    private static async Task<double> PeakAsync(Hub hub, CancellationToken stop)
    {
        var peak = 0.0;
        while (!stop.IsCancellationRequested)
        {
            peak = Math.Max(peak, ProcessTree.PssMegabytes(hub.ProcessId));
            await Task.Delay(s_look, TimeProvider.System, CancellationToken.None);
        }
        return peak;
    }

    [GeneratedRegex("\r\nRetry-After: [0-9]+\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex RetryAfter();
}
