using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Playback;

/// <summary>libvlc, real, on a real X server.</summary>
[Collection(Alone.Name)]
public sealed class PlayCommandTests
{
    [Fact]
    public async Task File_IsPlayedOnTheScreen_AndEndsByItself()
    {
        using var folder = new TemporaryFolder();
        await FilmAsync(folder["film.mp4"]);
        await IsPlayedAsync(folder["film.mp4"]);
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Hls_IsPlayedOnTheScreen_AndEndsByItself()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["hls"]);
        await FilmAsync(Path.Combine(folder["hls"], "film.m3u8"), "-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder["hls"]), ServeUnknownFileTypes = true });
        await server.StartAsync();
        await IsPlayedAsync($"{server.Urls.First()}/film.m3u8");
    }

    /// <summary>Six seconds of one green.</summary>
    private static Task FilmAsync(string path, params string[] format) => Programs.RunAsync(
        "ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", $"color=c=0x20C040:size={TestScreen.Width}x{TestScreen.Height}:rate=25:duration=6", "-pix_fmt", "yuv420p", "-g", "25", .. format, path]);

    private static async Task IsPlayedAsync(string address)
    {
        using var screen = await TestScreen.StartAsync();
        using var player = Play(screen, address);
        var (red, green, blue) = (0, 0, 0);
        await Eventually.TrueAsync(
            async () =>
            {
                (red, green, blue) = TestScreen.At(await screen.TakeAsync("libvlc.png"), TestScreen.Width / 2, TestScreen.Height / 2);
                return green > 150 && red < 80 && blue < 110;
            },
            TimeSpan.FromSeconds(15), () => $"the middle of the screen is {red} {green} {blue}");
        await player.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, player.ExitCode);
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsNamed()
    {
        var (exitCode, _, error) = await Programs.TryRunAsync("dotnet", Programs.EdgeAgent, "play", "/nowhere/film.mp4");
        Assert.Equal(4, exitCode);
        Assert.Contains("There is no file /nowhere/film.mp4.", error);
    }

    private static Process Play(TestScreen screen, string address)
    {
        var info = new ProcessStartInfo("dotnet", [Programs.EdgeAgent, "play", address]) { RedirectStandardError = true };
        info.Environment["DISPLAY"] = screen.Name;
        return Process.Start(info)!;
    }
}
