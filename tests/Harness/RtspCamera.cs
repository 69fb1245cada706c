using System.Diagnostics;
using System.Text.Json;
using Tongtang.Harness.Processes;

namespace Tongtang.Harness;

/// <summary>
/// A real network camera, H.264 and G.711 unless told otherwise, by GStreamer's RTSP server; see rtsp_camera.py for its
/// options. It can be frozen, thawed, killed and started again at the same address, as cameras are.
/// </summary>
internal sealed class RtspCamera : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Dictionary<string, object> _options;
    private Process? _process;

    private RtspCamera(Dictionary<string, object> options) => _options = options;

    public int Port => (int)_options["port"];

    /// <summary>With user and password when it wants them.</summary>
    public string Address
    {
        get
        {
            var user = _options.TryGetValue("user", out var name) ? $"{Uri.EscapeDataString((string)name)}:{Uri.EscapeDataString((string)_options["password"])}@" : "";
            return $"rtsp://{user}127.0.0.1:{Port}/main";
        }
    }

    /// <param name="options">E.g. <c>("codec", "h265")</c>, <c>("audio", "none")</c>, <c>("user", "admin")</c>.</param>
    public static async Task<RtspCamera> StartAsync(params (string Name, object Value)[] options)
    {
        var camera = new RtspCamera(options.ToDictionary(o => o.Name, o => o.Value));
        camera._options.TryAdd("port", Programs.FreePort());
        await camera.StartAgainAsync();
        return camera;
    }

    /// <summary>At the same address; with other options when some are given.</summary>
    public async Task StartAgainAsync(params (string Name, object Value)[] changes)
    {
        foreach (var (name, value) in changes) _options[name] = value;
        var script = Path.Combine(Programs.Root, "tests", "Harness", "rtsp_camera.py");
        _process = Process.Start(new ProcessStartInfo(Python, [script, JsonSerializer.Serialize(_options)]) { RedirectStandardOutput = true })!;
        var line = await _process.StandardOutput.ReadLineAsync();
        if (line is null || !line.StartsWith("port", StringComparison.Ordinal)) throw new InvalidOperationException($"The camera did not start: {line}");
    }

    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private Task SignalAsync(string signal) => Programs.RunAsync("kill", $"-{signal}", $"{_process!.Id}");
}
