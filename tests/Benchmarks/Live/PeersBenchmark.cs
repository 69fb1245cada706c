using System.Diagnostics;
using System.Text.Json;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Live;

/// <summary>
/// The same made-up camera with sound beside us: node-media-server by FLV over a WebSocket into mpegts.js, nginx-rtmp by HLS
/// into hls.js. All are open at once and are watched at the same moments.
/// </summary>
internal static class PeersBenchmark
{
    private const int Rounds = 3;

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(10);
    private static readonly string s_modules = Path.Combine(Programs.Root, "tests", "Benchmarks", "Live", "peers", "node_modules");
    private static readonly string s_hlsJs = Path.Combine(Programs.Root, "node_modules", "hls.js", "dist", "hls.min.js");

    private const string NginxModule = "/usr/lib/nginx/modules/ngx_rtmp_module.so";

    /// <summary>With its own catching up; without it the latency is what the network's first second made it.</summary>
    private const string PlayFlv = """
        (url) => {
          document.body.innerHTML = '<div data-view="peer"><video muted autoplay></video></div>';
          const player = mpegts.createPlayer({ type: 'flv', isLive: true, url },
            { enableStashBuffer: false, liveSync: true, liveSyncMaxLatency: 0.5, liveSyncTargetLatency: 0.3, liveSyncPlaybackRate: 1.2 });
          player.attachMediaElement(document.querySelector('video'));
          player.load();
          void player.play();
        }
        """;

    private const string PlayHls = """
        (url) => {
          document.body.innerHTML = '<div data-view="peer"><video muted autoplay></video></div>';
          const hls = new Hls();
          hls.attachMedia(document.querySelector('video'));
          hls.loadSource(url);
        }
        """;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var rooms = await LiveRooms.StartAsync();
        await using var flv = await NodeMediaServer.StartAsync(folder);
        await using var hls = await NginxRtmp.StartAsync(folder);
        await using var frames = await rooms.OpenAsync($"/live/rooms/{rooms.Room}");
        var id = await rooms.Box.StartRecordingAsync("直播");
        await Task.Delay(s_settling, TimeProvider.System);
        await using var parts = await rooms.OpenAsync($"/recordings/{id}");
        await parts.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "播放", Exact = true }).ClickAsync();
        await using var flvPage = flv is null ? null : await OpenAsync(rooms.Screen, Path.Combine(s_modules, "mpegts.js", "dist", "mpegts.js"), PlayFlv, flv.Url);
        await using var hlsPage = hls is null ? null : await OpenAsync(rooms.Screen, s_hlsJs, PlayHls, hls.Url);
        await Task.Delay(s_settling, TimeProvider.System);

        var (ours, ourParts, theirFlv, theirHls) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var watching = new[] { WatchAsync(frames, "teacher"), WatchAsync(parts, "teacher"), WatchAsync(flvPage, "peer"), WatchAsync(hlsPage, "peer") };
            var seen = await Task.WhenAll(watching);
            ours.AddRange(seen[0]);
            ourParts.AddRange(seen[1]);
            theirFlv.AddRange(seen[2]);
            theirHls.AddRange(seen[3]);
        }
        await rooms.Box.StopRecordingAsync();
        if (flv is not null && theirFlv.Count == 0) throw new InvalidOperationException("node-media-server is there, but its page shows nothing");
        if (hls is not null && theirHls.Count == 0) throw new InvalidOperationException("nginx-rtmp is there, but its page shows nothing");
        yield return new Figure("camera → screen, frames, with AAC", "ms", ours, flv is null ? NodeMediaServer.Missing : "node-media-server, FLV over WebSocket", theirFlv);
        yield return new Figure("camera → screen, low-latency HLS, with AAC", "ms", ourParts, hls is null ? NginxRtmp.Missing : "nginx-rtmp, HLS", theirHls);
    }

    private static async Task<ScreenPage> OpenAsync(Screen screen, string script, string play, string url)
    {
        // A page without an origin may not speak to this machine, and the peer's own forbid scripts.
        var page = await screen.OpenAsync(new Uri("about:blank"));
        var address = new UriBuilder(url) { Scheme = Uri.UriSchemeHttp, Path = "/empty" }.Uri.AbsoluteUri;
        await page.Page.RouteAsync(address, route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>peer</title>" }));
        await page.Page.GotoAsync(address);
        await page.Page.AddScriptTagAsync(new() { Path = script });
        await page.Page.EvaluateAsync(play, url);
        return page;
    }

    private static async Task<IReadOnlyList<double>> WatchAsync(ScreenPage? page, string view) =>
        page is null ? [] : [.. (await page.WatchAsync(s_measured))[view].Select(one => one.LateMs)];

    /// <summary>The same picture, encoder and sound as our boxes', sent by RTMP.</summary>
    private static Process Publish(int port)
    {
        var source = new SourceOptions { Name = "teacher", Kind = SourceKind.Test, Width = 640, Height = 360, FramesPerSecond = 25 };
        var machine = new CaptureMachine();
        return Process.Start("ffmpeg", [
            "-nostdin", "-v", "error", .. TestSource.Input(source, machine), "-vf", TestSource.Filters(source, machine), "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency",
            "-pix_fmt", "yuv420p", "-bf", "0", "-g", "50", "-keyint_min", "50", "-sc_threshold", "0", "-c:a", "aac", "-f", "flv", $"rtmp://127.0.0.1:{port}/live/clock"]);
    }

    private static async Task EndAsync(params Process[] processes)
    {
        foreach (var process in processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private sealed class NodeMediaServer(Process server, Process camera, int port) : IAsyncDisposable
    {
        public const string Missing = "node-media-server is missing: npm ci in tests/Benchmarks/Live/peers";

        public string Url => $"ws://127.0.0.1:{port}/live/clock.flv";

        public static async Task<NodeMediaServer?> StartAsync(TemporaryFolder folder)
        {
            var program = Path.Combine(s_modules, "node-media-server", "bin", "app.js");
            if (!File.Exists(program)) return null;
            var (rtmp, http) = (Programs.FreePort(), Programs.FreePort());
            var settings = new { bind = "127.0.0.1", store = new { path = folder["nms"] }, rtmp = new { port = rtmp }, http = new { port = http }, auth = new { play = false, publish = false } };
            await File.WriteAllTextAsync(folder["nms.json"], JsonSerializer.Serialize(settings));
            var server = Process.Start(new ProcessStartInfo("node", [program, "--config", folder["nms.json"], "--no-admin"]) { RedirectStandardOutput = true })!;
            _ = server.StandardOutput.ReadToEndAsync();
            await Nginx.ListensOnAsync(rtmp, () => "node-media-server does not listen");
            return new NodeMediaServer(server, Publish(rtmp), http);
        }

        public async ValueTask DisposeAsync() => await EndAsync(camera, server);
    }

    private sealed class NginxRtmp(Process server, Process camera, int port) : IAsyncDisposable
    {
        public const string Missing = "nginx-rtmp is missing: Debian's libnginx-mod-rtmp";

        public string Url => $"http://127.0.0.1:{port}/clock.m3u8";

        public static async Task<NginxRtmp?> StartAsync(TemporaryFolder folder)
        {
            if (!File.Exists(NginxModule)) return null;
            var (rtmp, http) = (Programs.FreePort(), Programs.FreePort());
            await File.WriteAllTextAsync(folder["rtmp.conf"], $$"""
                load_module {{NginxModule}};
                {{(Environment.UserName == "root" ? "user root;" : "")}}
                worker_processes 1;
                daemon off;
                pid {{folder["rtmp.pid"]}};
                error_log {{folder["rtmp.log"]}};
                events { worker_connections 128; }
                rtmp { server { listen 127.0.0.1:{{rtmp}}; application live { live on; hls on; hls_path {{folder["hls"]}}; hls_fragment 2s; hls_playlist_length 12s; } } }
                http {
                  access_log off;
                  types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
                  server { listen 127.0.0.1:{{http}}; root {{folder["hls"]}}; add_header Access-Control-Allow-Origin *; add_header Cache-Control no-cache; }
                }
                """);
            var server = Process.Start("nginx", ["-c", folder["rtmp.conf"], "-e", folder["rtmp.log"]]);
            await Nginx.ListensOnAsync(rtmp, () => File.ReadAllText(folder["rtmp.log"]));
            return new NginxRtmp(server, Publish(rtmp), http);
        }

        public async ValueTask DisposeAsync() => await EndAsync(camera, server);
    }
}
