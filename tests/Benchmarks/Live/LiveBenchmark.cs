using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Live;

namespace Tongtang.Benchmarks.Live;

/// <summary>
/// Rooms as they happen, made-up boxes and viewers on the same cores as the hub: many ordinary viewers of one room who wait
/// for its parts, many who get its frames, and many rooms at once.
/// </summary>
internal static partial class LiveBenchmark
{
    private const int Ordinary = 500;
    private const int Interactive = 100;
    private const int Rooms = 50;
    private const int Rounds = 3;

    private static readonly TimeSpan s_warming = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var init = await InitAsync(folder);
        await using var hub = await Hub.StartAsync();
        foreach (var figure in await OrdinaryAsync(hub, init)) yield return figure;
        foreach (var figure in await InteractiveAsync(hub, init, rooms: 1, Interactive)) yield return figure;
        foreach (var figure in await InteractiveAsync(hub, init, Rooms, viewers: 2)) yield return figure;
    }

    /// <summary>Of all that only what a viewer costs who gets frames, in turns with the least that it can cost on this machine.</summary>
    public static async IAsyncEnumerable<Figure> FramesAsync()
    {
        using var folder = new TemporaryFolder();
        var init = await InitAsync(folder);
        await using var hub = await Hub.StartAsync();
        var (one, ours, bare) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            one.Add((await InteractiveAsync(hub, init, rooms: 1, viewers: 1))[0].Ours[0]);
            ours.Add((await InteractiveAsync(hub, init, rooms: 1, Interactive))[0].Ours[0] / Interactive);
            bare.Add(await BareAsync() / Interactive);
        }
        yield return new Figure("hub's CPU for a room with one interactive viewer", "% of a core", one);
        yield return new Figure($"hub's CPU for an interactive viewer, {Interactive} of one room, 1.1 Mbit/s", "% of a core", ours, "one thread that writes the same bytes to as many sockets", bare);
    }

    /// <summary>The same bytes to as many readers, without WebSockets, queues or checks.</summary>
    private static async Task<double> BareAsync()
    {
        var script = Path.Combine(Programs.Root, "tests", "Benchmarks", "Live", "bare_fan.py");
        using var sender = Process.Start(new ProcessStartInfo("python3", [script, $"{Interactive}", $"{LiveAgent.PictureBytes}", "25"]) { RedirectStandardOutput = true })!;
        using var stop = new CancellationTokenSource();
        try
        {
            var port = int.Parse((await sender.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
            var reading = Enumerable.Range(0, Interactive).Select(_ => ReadAsync(port, stop.Token)).ToList();
            await Task.Delay(s_warming, TimeProvider.System);
            var cpu = await CpuPercentAsync(sender.Id);
            await stop.CancelAsync();
            await Task.WhenAll(reading);
            return cpu;
        }
        finally
        {
            sender.Kill();
            await sender.WaitForExitAsync();
        }
    }

    private static async Task ReadAsync(int port, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var buffer = new byte[64 * 1024];
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
            while (await socket.ReceiveAsync(buffer, stop) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private static async Task<IReadOnlyList<Figure>> OrdinaryAsync(Hub hub, byte[] init)
    {
        await using var box = await LiveAgent.StartAsync(hub, init);
        box.Begin(frames: false);
        await Task.Delay(s_warming, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var viewers = Enumerable.Range(0, Ordinary).Select(_ => new OrdinaryViewer(hub, box)).ToList();
        var running = viewers.ConvertAll(viewer => viewer.RunAsync(stop.Token));
        await Task.Delay(s_warming, TimeProvider.System);
        viewers.ForEach(viewer => viewer.Waited.Clear());
        var cpu = await CpuPercentAsync(hub.ProcessId);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        var waited = viewers.SelectMany(viewer => viewer.Waited).Order().ToList();
        if (waited.Count < Ordinary * 50) throw new InvalidOperationException($"{Ordinary} viewers were answered {waited.Count} times in {s_measured.TotalSeconds} s.");
        return
        [
            new Figure($"part sent → blocking reload answered, {Ordinary} viewers of one room", "ms", waited),
            new Figure("the same at p99", "ms", [waited[(int)(waited.Count * 0.99)]]),
            new Figure("hub's CPU for all of them, who fetch every part", "% of a core", [cpu]),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> InteractiveAsync(Hub hub, byte[] init, int rooms, int viewers)
    {
        var before = await DroppedAsync(hub);
        var boxes = new List<LiveAgent>();
        using var stop = new CancellationTokenSource();
        try
        {
            for (var room = 0; room < rooms; room++) boxes.Add(await LiveAgent.StartAsync(hub, init));
            var sockets = await Task.WhenAll(boxes.SelectMany(box => Enumerable.Range(0, viewers).Select(_ => ConnectAsync(hub, box))));
            var watching = sockets.Select(socket => WatchAsync(socket, stop.Token)).ToList();
            boxes.ForEach(box => box.Begin(frames: true));
            await Task.Delay(s_warming, TimeProvider.System);
            var cpu = await CpuPercentAsync(hub.ProcessId);
            await stop.CancelAsync();
            var frames = await Task.WhenAll(watching);
            if (frames.Contains(0)) throw new InvalidOperationException("A viewer was sent no picture.");
            var what = rooms == 1 ? $"{viewers} interactive viewers of one room" : $"{rooms} rooms live at once, {viewers} viewers each";
            return
            [
                new Figure($"hub's CPU for {what}, 1.1 Mbit/s", "% of a core", [cpu]),
                new Figure("pictures of 25 a second that each got", "a second", [.. frames.Select(count => count / (s_warming + s_measured).TotalSeconds)]),
                new Figure("pictures that the hub left out", "", [await DroppedAsync(hub) - before]),
            ];
        }
        finally
        {
            foreach (var box in boxes) await box.DisposeAsync();
        }
    }

    private static async Task<double> CpuPercentAsync(int processId)
    {
        var (before, clock) = (ProcessTree.CpuSeconds(processId), Stopwatch.StartNew());
        await Task.Delay(s_measured, TimeProvider.System);
        return 100 * (ProcessTree.CpuSeconds(processId) - before) / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Pictures seen until the end.</summary>
    private static async Task<long> WatchAsync(ClientWebSocket socket, CancellationToken stop)
    {
        using var open = socket;
        var (buffer, frames) = (new byte[64 * 1024], 0L);
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
                if (part.EndOfMessage && part.MessageType == WebSocketMessageType.Binary) frames++;
            }
        }
        catch (OperationCanceledException)
        {
            return frames;
        }
    }

    public static async Task<ClientWebSocket> ConnectAsync(Hub hub, LiveAgent box)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(LiveLimits.SubProtocol);
        socket.Options.SetRequestHeader("Authorization", $"Bearer {hub.Token}");
        await socket.ConnectAsync(new Uri($"ws://{hub.Address.Authority}/live/{box.RoomId}/{LiveAgent.Source}"), CancellationToken.None);
        return socket;
    }

    public static async Task<double> DroppedAsync(Hub hub) =>
        double.Parse(Dropped().Match(await hub.Http.GetStringAsync("/metrics")).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    public static async Task<byte[]> InitAsync(TemporaryFolder folder)
    {
        await Programs.RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-frames:v", "1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-video_track_timescale", "12800",
            "-f", "mp4", "-movflags", "cmaf+empty_moov+frag_every_frame", folder["init.mp4"]);
        using var reader = new Protocol.Media.FragmentReader();
        reader.Append(await File.ReadAllBytesAsync(folder["init.mp4"]));
        reader.TryRead(out _);
        return reader.Init!.ForTrack(reader.Init.Tracks[0].Id);
    }

    [GeneratedRegex("live_frames_dropped_total ([0-9.]+)")]
    private static partial Regex Dropped();

    /// <summary>Asks as hls.js does: the playlist that has the next part, then the part.</summary>
    private sealed class OrdinaryViewer(Hub hub, LiveAgent box)
    {
        public List<double> Waited { get; } = [];

        public async Task RunAsync(CancellationToken stop)
        {
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = hub.Address };
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {hub.Token}");
            var media = $"/media/{box.RecordingId}/{LiveAgent.Source}/video.m3u8";
            int? wanted = null;
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    var query = wanted is { } at ? $"?_HLS_msn={at / LiveAgent.PartsInSegment}&_HLS_part={at % LiveAgent.PartsInSegment}&_HLS_skip=YES" : "?_HLS_msn=0";
                    using var answer = await http.GetAsync(media + query, stop);
                    var text = await answer.Content.ReadAsStringAsync(stop);
                    if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{query}: {answer.StatusCode} {text}");
                    if (wanted is { } part && box.SentAt[part] is not 0 and var sentAt) Waited.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
                    if (Part().Matches(text) is { Count: > 0 } parts)
                    {
                        var newest = parts[^1];
                        using var piece = await http.GetAsync(new Uri(new Uri(hub.Address, media), newest.Groups[1].Value), stop);
                        await piece.Content.ReadAsByteArrayAsync(stop);
                        wanted = (int.Parse(newest.Groups[2].Value) * LiveAgent.PartsInSegment) + int.Parse(newest.Groups[3].Value) + 1;
                    }
                    else
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, stop);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The end.
            }
        }
    }

    [GeneratedRegex("""EXT-X-PART:DURATION=[0-9.]+,URI="([^"]+/([0-9]+)-([0-9]+)\.m4s)""")]
    private static partial Regex Part();
}
