using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Serving;

/// <summary>
/// Segments of a finished recording out of the hub by their public addresses, beside nginx with the same files, both
/// plain HTTP on loopback, loaded by wrk in turns.
/// </summary>
internal static partial class ServeBenchmark
{
    private const int Rounds = 5;
    private const int SecondsEach = 4;
    private const int Connections = 16;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        var paths = await RecordAsync(hub);
        var media = Directory.GetDirectories(hub.DataFolder, "media").Single();
        var script = folder["paths.lua"];
        var ours = new List<double>();
        var theirs = new List<double>();
        await using var nginx = await Nginx.StartAsync(folder, $"location /media/ {{ alias {media}/; }}");
        for (var round = 0; round < Rounds; round++)
        {
            await WriteScriptAsync(script, paths.Select(p => p.Public), hub.Token);
            ours.Add(await LoadAsync(hub.Address, script));
            await WriteScriptAsync(script, paths.Select(p => "/media/" + Path.GetRelativePath(media, p.File)), null);
            theirs.Add(await LoadAsync(nginx.Address, script));
        }
        yield return new Figure($"segments served, {Connections} connections", "MB/s", ours, "nginx static", theirs);
    }

    /// <summary>The addresses of a short lesson's picture segments, and the files behind them.</summary>
    private static async Task<List<(string Public, string File)>> RecordAsync(Hub hub)
    {
        var (box, _) = await Box.StartEnrolledAsync(
            hub, new { Name = "teacher", Kind = "test", Role = "teacher", Width = 1280, Height = 720, FramesPerSecond = 25, VideoKbps = 4000 });
        await using var __ = box;
        var id = await box.StartRecordingAsync("serve");
        await Eventually.LessonGoesOnAsync(20);
        await box.StopRecordingAsync();
        await hub.RecordingBecomesAsync(id, "complete", 30);
        var playlist = new Uri(hub.Address, $"/media/{id}/teacher/video.m3u8");
        var lines = (await hub.Http.GetStringAsync(playlist)).Split('\n').Where(l => l.EndsWith(".m4s", StringComparison.Ordinal));
        var files = Directory.GetFiles(Path.Combine(hub.DataFolder, "media"), "*.m4s", SearchOption.AllDirectories);
        return lines.Select(line => new Uri(playlist, line).AbsolutePath).Select(p => (p, FileOf(files, p))).ToList();
    }

    private static string FileOf(string[] files, string path)
    {
        var parts = path.Split('/');
        var name = $"{parts[^2]}-{parts[^1]}";
        return files.Single(f => Path.GetFileName(f) == name && f.Contains(parts[^3], StringComparison.Ordinal));
    }

    private static Task WriteScriptAsync(string script, IEnumerable<string> paths, string? token) =>
        File.WriteAllTextAsync(script, $$"""
            local paths = { {{string.Join(", ", paths.Select(p => $"\"{p}\""))}} }
            local at = 0
            {{(token is null ? "" : $"wrk.headers[\"Authorization\"] = \"Bearer {token}\"")}}
            request = function()
              at = at % #paths + 1
              return wrk.format("GET", paths[at])
            end
            """);

    private static async Task<double> LoadAsync(Uri address, string script)
    {
        var output = await Programs.RunAsync("wrk", "-t1", $"-c{Connections}", $"-d{SecondsEach}s", "-s", script, address.OriginalString);
        if (output.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException(output);
        var transfer = Transfers().Match(output);
        var value = double.Parse(transfer.Groups[1].Value, CultureInfo.InvariantCulture);
        return transfer.Groups[2].Value == "GB" ? value * 1024 : value;
    }

    [GeneratedRegex(@"Transfer/sec:\s+([0-9.]+)(MB|GB)", RegexOptions.NonBacktracking)]
    private static partial Regex Transfers();
}
