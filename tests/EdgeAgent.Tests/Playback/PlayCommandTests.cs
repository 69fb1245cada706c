using System.Diagnostics;
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
        using var screen = await TestScreen.StartAsync();
        var film = folder["film.mp4"];
        await Programs.RunAsync(
            "ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", $"color=c=0x20C040:size={TestScreen.Width}x{TestScreen.Height}:rate=25:duration=6", "-pix_fmt", "yuv420p", film);
        using var player = Play(screen, film);
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
