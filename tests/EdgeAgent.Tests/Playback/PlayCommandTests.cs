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
    /// <summary>The test's desktop has no window manager, whom libvlc asks to make its window as large as the screen.</summary>
    private static readonly (string Name, object Value)[] s_screenful = [("width", TestScreen.Width), ("height", TestScreen.Height)];

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

    /// <summary>A camera with a password, which stands on no command line; its stream ends with it, and ffmpeg with the player.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Camera_ByRtsp_IsPlayedOnTheScreen_WithItsPasswordNowhere_AndEndsWithIt()
    {
        await using var camera = await RtspCamera.StartAsync([.. s_screenful, ("user", "admin"), ("password", "geheim-4711")]);
        using var screen = await TestScreen.StartAsync();
        using var player = Play(screen, "-", camera.Address);
        await BarsAsync(screen);
        // The camera itself was told its password that way.
        var lines = (await Programs.RunAsync("ps", "-e", "-o", "args", "-ww")).Split('\n').Where(line => !line.Contains("rtsp_camera.py", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, line => line.Contains("mpegts", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("geheim", StringComparison.Ordinal));
        await camera.KillAsync();
        await player.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, player.ExitCode);
        Assert.DoesNotContain("geheim", await player.StandardError.ReadToEndAsync());
        Assert.Empty(FeedsOf(camera));
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Camera_ThatComesBack_IsPlayedAgain_AndNothingIsLeftWhenThePlayerEnds()
    {
        await using var camera = await RtspCamera.StartAsync(s_screenful);
        using var screen = await TestScreen.StartAsync();
        using var player = Play(screen, "--again", camera.Address);
        await BarsAsync(screen);
        await camera.KillAsync();
        await Eventually.TrueAsync(async () => !IsBars(await screen.TakeAsync()), TimeSpan.FromSeconds(20), () => "the picture stays");
        await camera.StartAgainAsync();
        await BarsAsync(screen);
        await Programs.RunAsync("kill", "-TERM", $"{player.Id}");
        await player.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.TrueAsync(() => FeedsOf(camera).Count == 0, TimeSpan.FromSeconds(5), () => "the camera's address is left");
    }

    [Fact]
    public async Task Camera_ThatIsNotThere_IsSaid_WithoutItsPassword()
    {
        var (exitCode, _, error) = await Programs.TryRunAsync("dotnet", Programs.EdgeAgent, "play", $"rtsp://admin:geheim-4711@127.0.0.1:{Programs.FreePort()}/main");
        Assert.Equal(4, exitCode);
        Assert.Contains("nothing comes from there", error);
        Assert.DoesNotContain("geheim", error);
    }

    /// <summary>The test picture of GStreamer: the fourth of its seven bars is green, the second one yellow.</summary>
    private static async Task BarsAsync(TestScreen screen)
    {
        var picture = Array.Empty<byte>();
        await Eventually.TrueAsync(
            async () => IsBars(picture = await screen.TakeAsync("libvlc-rtsp.png")),
            TimeSpan.FromSeconds(30), () => $"the middle of the screen is {TestScreen.At(picture, TestScreen.Width / 2, 200)}");
    }

    private static bool IsBars(byte[] picture)
    {
        var (green, yellow) = (TestScreen.At(picture, TestScreen.Width / 2, 200), TestScreen.At(picture, TestScreen.Width * 3 / 14, 200));
        return green is { R: < 60, G: > 130, B: < 60 } && yellow is { R: > 130, G: > 130, B: < 60 };
    }

    /// <summary>Addresses of the camera that a player wrote down for its ffmpeg and did not take away when it ended.</summary>
    private static List<string> FeedsOf(RtspCamera camera) =>
        [.. Directory.GetDirectories(Path.GetTempPath(), "tongtang-play-*").SelectMany(Directory.GetFiles).Where(file => File.ReadAllText(file).Contains($":{camera.Port}/", StringComparison.Ordinal))];

    /// <param name="arguments">After -, what is written to its standard input.</param>
    private static Process Play(TestScreen screen, params string[] arguments)
    {
        var typed = arguments[0] == "-" ? arguments[1] : null;
        var info = new ProcessStartInfo("dotnet", [Programs.EdgeAgent, "play", .. typed is null ? arguments : ["-"]]) { RedirectStandardError = true, RedirectStandardInput = typed is not null };
        info.Environment["DISPLAY"] = screen.Name;
        var process = Process.Start(info)!;
        if (typed is not null) process.StandardInput.WriteLine(typed);
        return process;
    }
}
