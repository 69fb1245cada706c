using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Intake;

/// <summary>
/// Segments of 1 MB from many boxes over TLS into the hub, which hashes and fsyncs each before it answers; in turns
/// with nginx storing the same bodies by WebDAV PUT over TLS on the same disk (it neither hashes nor fsyncs), and with
/// a bare loop of write, fsync, rename in one process without any network.
/// </summary>
internal static class IntakeBenchmark
{
    private const int Agents = 8;
    private const int SegmentBytes = 1_000_000;
    private const int SegmentsEachRound = 240;
    private const int Rounds = 5;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var segment = RandomNumberGenerator.GetBytes(SegmentBytes);
        var hash = SHA256.HashData(segment);
        await using var hub = await Hub.StartAsync();
        var init = await InitSegmentAsync(folder);
        var agents = new List<LoadingAgent>();
        for (var i = 0; i < Agents; i++) agents.Add(await LoadingAgent.EnrolAsync(hub, init));
        await using var nginx = await StartNginxAsync(folder);
        using var putting = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });

        var (ours, puts, loop) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await RateAsync(i => agents[i % Agents].StoreAsync(segment, hash)));
            puts.Add(await RateAsync(i => PutAsync(putting, new Uri(nginx.Address, $"/put/{round}-{i}"), segment)));
            loop.Add(await RateAsync(i => Task.Run(() => WriteDurably(folder[$"loop-{round}-{i}"], segment))));
        }
        foreach (var agent in agents) agent.Dispose();
        yield return new Figure($"intake of 1 MB segments, {Agents} boxes", "MB/s", ours, "nginx, WebDAV PUT, no hash, no fsync", puts);
        yield return new Figure($"intake of 1 MB segments, {Agents} boxes", "MB/s", ours, "write, fsync, rename; no network", loop);
    }

    /// <summary>MB a second with as many at once as there are boxes.</summary>
    private static async Task<double> RateAsync(Func<int, Task> store)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, SegmentsEachRound), new ParallelOptions { MaxDegreeOfParallelism = Agents }, async (i, _) => await store(i));
        return SegmentsEachRound * (SegmentBytes / 1e6) / clock.Elapsed.TotalSeconds;
    }

    private static async Task PutAsync(HttpClient http, Uri address, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(body), Version = HttpVersion.Version11 };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
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
        return await Nginx.StartAsync(folder, $"location /put/ {{ root {folder.Path}; dav_methods PUT; }}", (folder["tls.crt"], folder["tls.key"]));
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
}
