using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Monitor;

/// <summary>Pictures as the monitor's own ffmpeg makes them.</summary>
public sealed class JpegThumbnailTests
{
    [Theory]
    [InlineData("color=black", 0)]
    [InlineData("color=white", 255)]
    [InlineData("color=gray", 128)]
    public async Task Picture_OfOneColour_IsThatBrightEverywhere(string picture, int luma)
    {
        var thumbnail = (await ThumbnailsAsync($"{picture}:size=320x180:rate=1", 1))[0];
        Assert.Equal(40 * 24, thumbnail.Length);
        // Below the picture's last row the encoder repeats it.
        Assert.All(thumbnail, value => Assert.InRange(value, luma - 3, luma + 3));
    }

    [Fact]
    public async Task Picture_HalfBlack_HasBothHalves()
    {
        var thumbnail = (await ThumbnailsAsync("color=black:size=320x192:rate=1,drawbox=w=160:h=192:color=white:t=fill", 1))[0];
        Assert.InRange(thumbnail.Average(value => value), 120, 136);
    }

    [Fact]
    public async Task Watch_MovingStillAndBlack_SeesWhich()
    {
        var moving = await WatchAsync(await ThumbnailsAsync("testsrc2=size=320x180:rate=1", 10));
        Assert.Equal((false, TimeSpan.FromSeconds(9)), (moving.IsBlack, moving.StillSince));
        // The same picture with the noise of a camera's coding, not of its eye.
        var still = await WatchAsync(await ThumbnailsAsync("testsrc2=size=320x180:rate=1,loop=loop=9:size=1", 10));
        Assert.Equal((false, TimeSpan.Zero), (still.IsBlack, still.StillSince));
        // A cap on the lens, and a small light that a person would see.
        var black = await WatchAsync(await ThumbnailsAsync("color=0x080808:size=320x180:rate=1,noise=alls=8:allf=t", 10));
        Assert.True(black.IsBlack);
        Assert.False((await WatchAsync(await ThumbnailsAsync("color=black:size=320x180:rate=1,drawbox=x=100:y=80:w=24:h=24:color=white:t=fill", 2))).IsBlack);
    }

    [Fact]
    public void Nonsense_NeverThrows()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            _ = JpegThumbnail.Read([0xFF, 0xD8, 0xFF, (byte)(0xC0 + i % 32), .. bytes]);
        }
    }

    [Fact]
    public async Task Picture_Damaged_NeverThrows()
    {
        var jpeg = (await JpegsAsync("testsrc2=size=320x180:rate=1", 1))[0];
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
        {
            var harmed = jpeg.ToArray();
            harmed[random.Next(2, harmed.Length)] ^= (byte)(1 << random.Next(8));
            _ = JpegThumbnail.Read(harmed.AsSpan(0, random.Next(2, harmed.Length)));
        }
    }

    private static Task<PictureWatch> WatchAsync(IReadOnlyList<byte[]> thumbnails)
    {
        var watch = new PictureWatch();
        for (var i = 0; i < thumbnails.Count; i++) watch.Take(thumbnails[i], TimeSpan.FromSeconds(i));
        return Task.FromResult(watch);
    }

    private static async Task<IReadOnlyList<byte[]>> ThumbnailsAsync(string source, int count) =>
        [.. (await JpegsAsync(source, count)).Select(jpeg => JpegThumbnail.Read(jpeg) ?? throw new InvalidOperationException("no thumbnail"))];

    private static async Task<IReadOnlyList<byte[]>> JpegsAsync(string source, int count)
    {
        using var folder = new TemporaryFolder();
        await Programs.RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", $"{count}", "-c:v", "mjpeg", "-q:v", "6", "-pix_fmt", "yuvj420p", "-threads", "1", folder["%03d.jpg"]);
        return [.. Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }
}
