using System.Diagnostics;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Playback;

/// <summary>A desktop without a monitor: a real X server, of which a program can take a picture.</summary>
internal sealed class TestScreen : IDisposable
{
    public const int Width = 1280;
    public const int Height = 720;

    private readonly Process _server;

    private TestScreen(string name, Process server) => (Name, _server) = (name, server);

    public string Name { get; }

    public static async Task<TestScreen> StartAsync()
    {
        var number = Random.Shared.Next(1000, 9000);
        var server = Process.Start(new ProcessStartInfo("Xvfb", [$":{number}", "-screen", "0", $"{Width}x{Height}x24", "-nolisten", "tcp"]) { RedirectStandardError = true })!;
        await Eventually.TrueAsync(() => File.Exists($"/tmp/.X11-unix/X{number}"), TimeSpan.FromSeconds(10), () => "Xvfb did not start");
        return new TestScreen($":{number}", server);
    }

    /// <summary>What is on it now, three bytes a pixel, row by row from the top.</summary>
    public async Task<byte[]> TakeAsync(string? keep = null)
    {
        using var folder = new TemporaryFolder();
        var file = folder["screen.rgb"];
        await Programs.RunAsync("ffmpeg", "-nostdin", "-v", "error", "-f", "x11grab", "-video_size", $"{Width}x{Height}", "-i", Name, "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-y", file);
        if (keep is not null) await Programs.RunAsync("ffmpeg", "-nostdin", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", $"{Width}x{Height}", "-i", file, "-y", Path.Combine(Programs.Artefacts, keep));
        return await File.ReadAllBytesAsync(file);
    }

    public static (int R, int G, int B) At(byte[] picture, int x, int y)
    {
        var at = ((y * Width) + x) * 3;
        return (picture[at], picture[at + 1], picture[at + 2]);
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }
}
