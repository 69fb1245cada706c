using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Intake;

/// <summary>
/// Segments of 1 MB from eight boxes over TLS into the hub, which hashes and fsyncs each before it answers. In turns with
/// nginx storing the same bodies by WebDAV PUT over TLS on the same disk (it neither hashes nor fsyncs), and with a bare
/// loop of write, fsync, rename by eight threads of one process without any network. Hub and nginx are driven by clients
/// that cost the same: prepared bytes through SslStream, one connection per box, one segment at a time on each.
/// </summary>
internal static class IntakeBenchmark
{
    private const int Agents = 8;
    private const int SegmentBytes = 1_000_000;
    private const int SegmentsEachTurn = 400;
    private const int Rounds = 7;

    /// <summary>Before they count: the first gigabytes after a start go to the compiler, which a hub that runs for months pays once.</summary>
    private const int WarmRounds = 4;

    private const double Megabytes = SegmentsEachTurn * (SegmentBytes / 1e6);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var segment = RandomNumberGenerator.GetBytes(SegmentBytes);
        await using var hub = await Hub.StartAsync();
        await using var nginx = await StartNginxAsync(folder);
        await using var boxes = await Boxes.EnrolAsync(hub, await InitSegmentAsync(folder), segment, Agents);
        var puts = await Task.WhenAll(Enumerable.Range(0, Agents).Select(_ => ConnectAsync(nginx.Address)));

        var (ours, client, theirs, loop) = (new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = -WarmRounds; round < Rounds; round++)
        {
            var counts = round >= 0;
            await ours.TakeAsync(counts, hub.ProcessId, (box, _) => boxes.StoreFramesAsync(box));
            await theirs.TakeAsync(counts, nginx.ProcessId, (box, i) => puts[box].PutAsync($"/put/{round}-{i}", segment));
            await loop.TakeAsync(counts, Environment.ProcessId, (_, i) => Task.Run(() => WriteDurably(folder[$"loop-{round}-{i}"], segment)));
            await client.TakeAsync(counts, hub.ProcessId, (box, _) => boxes.StoreAsync(box));
        }
        await boxes.CheckAsync(hub);
        foreach (var put in puts) await put.DisposeAsync();
        yield return new Figure($"intake of 1 MB segments, {Agents} boxes", "MB/s", ours.Rates, "nginx, WebDAV PUT, no hash, no fsync", theirs.Rates);
        yield return new Figure($"intake of 1 MB segments, {Agents} boxes", "MB/s", ours.Rates, $"write, fsync, rename by {Agents} threads; no network", loop.Rates);
        yield return new Figure("CPU for it", "ms/MB", ours.CpuMsPerMb, "nginx", theirs.CpuMsPerMb);
        yield return new Figure("CPU for it", "ms/MB", ours.CpuMsPerMb, "bare loop", loop.CpuMsPerMb);
        yield return new Figure("intake from the box's own gRPC client, on the same cores", "MB/s", client.Rates);
    }

    private static async Task<PutConnection> ConnectAsync(Uri nginx)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(nginx.Host, nginx.Port);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
        });
        return new PutConnection(tls, nginx.Authority);
    }

    private static void WriteDurably(string path, byte[] bytes)
    {
        using (var file = File.OpenHandle(path + ".part", FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
        }
        File.Move(path + ".part", path);
    }

    private static async Task<Nginx> StartNginxAsync(TemporaryFolder folder)
    {
        await Programs.RunAsync(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
            "-keyout", folder["tls.key"], "-out", folder["tls.crt"]);
        Directory.CreateDirectory(folder["put"]);
        return await Nginx.StartAsync(folder, $"location /put/ {{ root {folder.Path}; dav_methods PUT; }}", (folder["tls.crt"], folder["tls.key"]), workers: Environment.ProcessorCount);
    }

    private static async Task<byte[]> InitSegmentAsync(TemporaryFolder folder)
    {
        await Programs.RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=0.2", "-c:v", "libx264", "-pix_fmt", "yuv420p",
            "-f", "mp4", "-movflags", "cmaf+frag_every_frame", folder["init.mp4"]);
        var bytes = await File.ReadAllBytesAsync(folder["init.mp4"]);
        using var reader = new Protocol.Media.FragmentReader();
        reader.Append(bytes);
        reader.TryRead(out _);
        return reader.Init!.Bytes.ToArray();
    }

    /// <summary>One way of storing, taken in turns with the others.</summary>
    private sealed class Samples
    {
        public List<double> Rates { get; } = [];

        public List<double> CpuMsPerMb { get; } = [];

        /// <summary>As many at once as there are boxes, each one after the other.</summary>
        public async Task TakeAsync(bool counts, int processId, Func<int, int, Task> store)
        {
            // What the turn before has left in the page cache (nginx all of it) would be written during this one.
            await Programs.RunAsync("sync");
            var cpu = ProcessTree.CpuSeconds(processId);
            var clock = Stopwatch.StartNew();
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Agents).Select(box => Task.Run(async () =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) < SegmentsEachTurn;) await store(box, i);
            })));
            var elapsed = clock.Elapsed;
            if (!counts) return;
            Rates.Add(Megabytes / elapsed.TotalSeconds);
            CpuMsPerMb.Add((ProcessTree.CpuSeconds(processId) - cpu) * 1000 / Megabytes);
        }
    }

    /// <summary>The boxes, each with its own client and with a connection of prepared frames beside it.</summary>
    private sealed class Boxes : IAsyncDisposable
    {
        private readonly List<(LoadingAgent Agent, FrameConnection Frames)> _boxes = [];
        private readonly byte[] _segment;
        private readonly byte[] _hash;
        private int _stored;

        private Boxes(byte[] segment) => (_segment, _hash) = (segment, SHA256.HashData(segment));

        public static async Task<Boxes> EnrolAsync(Hub hub, byte[] init, byte[] segment, int count)
        {
            var boxes = new Boxes(segment);
            for (var i = 0; i < count; i++)
            {
                var agent = await LoadingAgent.EnrolAsync(hub, init);
                boxes._boxes.Add((agent, await FrameConnection.OpenAsync(await agent.ConnectAsync(), hub.AgentsAddress.Authority, segment)));
            }
            return boxes;
        }

        public Task StoreFramesAsync(int box)
        {
            Interlocked.Increment(ref _stored);
            return _boxes[box].Frames.StoreAsync(_boxes[box].Agent.NextHeader(_segment, _hash));
        }

        public Task StoreAsync(int box)
        {
            Interlocked.Increment(ref _stored);
            return _boxes[box].Agent.StoreAsync(_segment, _hash);
        }

        /// <summary>That the hub really has them: a figure for what was refused would be a fine one.</summary>
        public async Task CheckAsync(Hub hub)
        {
            var bytes = 0L;
            foreach (var (agent, _) in _boxes) bytes += (await hub.RecordingAsync(agent.RecordingId))["bytes"]!.GetValue<long>();
            if (bytes != (long)_stored * SegmentBytes) throw new InvalidOperationException($"The hub has {bytes} bytes of {_stored} segments.");
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (agent, frames) in _boxes)
            {
                await frames.DisposeAsync();
                agent.Dispose();
            }
        }
    }
}
