using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Monitor;

public sealed class SourceMonitorTests : IDisposable
{
    private readonly LogWatch _log = new();
    private readonly SnapshotBoard _board = new(TimeProvider.System);
    private readonly ClapTest _claps = new(TimeProvider.System);
    private readonly SourceTap _tap = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        _stop.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Run_PictureAndSound_GivesAJpegAndALevel()
    {
        var monitor = Start();
        await PublishAsync(TapContent.PictureInit, "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p");
        await PublishAsync(TapContent.SoundInit, "-f", "lavfi", "-i", "sine=440:r=48000", "-c:a", "aac");
        await UntilAsync(() => _board.Picture("teacher") is not null && _board.Sound("teacher") is not null);

        var picture = _board.Picture("teacher")!.Jpeg.ToArray();
        Assert.Equal([0xFF, 0xD8], picture[..2]);
        Assert.Equal([0xFF, 0xD9], picture[^2..]);
        // ffmpeg's sine source plays at an eighth of full scale: -18.06 dBFS peak, -21.07 RMS.
        Assert.Equal(-21, _board.Sound("teacher")!.RmsDb, 1.5);
        await EndAsync(monitor);
    }

    [Fact]
    public async Task Run_ProcessThatEnds_IsToldAndTriedAgain()
    {
        var monitor = Start("false");
        while (!_log.Lines.Any(l => l.Contains("tried again", StringComparison.Ordinal)))
        {
            _tap.Publish(TapContent.PictureInit, new byte[100_000], TimeProvider.System.GetUtcNow());
            _tap.Publish(TapContent.Keyframe, new byte[100_000], TimeProvider.System.GetUtcNow());
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, _stop.Token);
        }
        await EndAsync(monitor);
    }

    [Fact]
    public void Publish_WithAStoppedWatcher_DropsTheOldest()
    {
        var pieces = _tap.Watch();
        for (var i = 0; i < 10_000; i++) _tap.Publish(TapContent.Sound, new byte[] { (byte)(i % 251) }, TimeProvider.System.GetUtcNow());

        Assert.Equal(256, pieces.Count);
        Assert.True(pieces.TryRead(out var oldest));
        Assert.Equal((10_000 - 256) % 251, oldest.Bytes.Span[0]);
    }

    private Task Start(string program = "ffmpeg") =>
        new SourceMonitor("teacher", _tap, _board, _claps, new MonitorProgram(program, 320), TimeProvider.System, _log.Factory.CreateLogger<SourceMonitor>())
            .RunAsync(_stop.Token);

    /// <summary>Two seconds as a capture writes them; the monitor does not mind that they come in one piece.</summary>
    private async Task PublishAsync(TapContent content, params string[] inputAndCodec)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo(
            "ffmpeg", ["-v", "error", .. inputAndCodec, "-t", "2", "-f", "mp4", "-movflags", "cmaf+frag_every_frame", "pipe:1"])
        { RedirectStandardOutput = true })!;
        var bytes = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(bytes);
        _tap.Publish(content, bytes.ToArray(), TimeProvider.System.GetUtcNow());
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _stop.Token);
    }

    private async Task EndAsync(Task monitor)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => monitor);
    }
}
