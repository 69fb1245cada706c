using System.Buffers.Binary;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>A capture program that writes what no program should: its source fails with a clear problem and is begun anew; the others go on.</summary>
public sealed class GarbledCaptureTests
{
    private static readonly string[] _codes = ["source_garbled", "source_ended", "source_stalled", "source_failed", "source_clock_jumped"];

    [Fact]
    [Trait("speed", "slow")]
    public async Task Capture_WritesGarbage_ToldAndBegunAnewAndTheOtherNeverNotices()
    {
        using var folder = new TemporaryFolder();
        var garbage = await GarbageAsync();
        for (var i = 0; i < garbage.Count; i++) await File.WriteAllBytesAsync(folder[$"{i}.bin"], garbage[i]);
        await using var room = await RecorderRoom.StartAsync(
            folder,
            new Dictionary<string, string?> { ["Recording:Ffmpeg"] = Program(folder), ["Recording:Stall"] = "00:00:02" },
            RecorderRoom.Test("bad"), RecorderRoom.Test("good"));
        var id = await room.StartAsync();
        await room.SourceIsAsync("good", SourceState.Recording);

        var told = new HashSet<string>();
        await Eventually.TrueAsync(
            () =>
            {
                if (room.Source("bad") is { State: SourceState.Lost } lost) told.Add(lost.ProblemCode);
                return room.Source("bad").State == SourceState.Recording && Runs(folder) > garbage.Count;
            },
            TimeSpan.FromSeconds(120), () => $"after {Runs(folder)} runs: {room.Source("bad")}\n{string.Join('\n', room.Logs.Lines)}");
        await Eventually.LessonGoesOnAsync(3);
        await room.StopAsync();

        Assert.Contains("source_garbled", told);
        Assert.Subset(_codes.ToHashSet(), told);
        var good = new StoredTrack(room.Journal, id, "good.video");
        good.MustBeSound();
        Assert.Single(good.Epochs);
        Assert.Equal(0, good.LargestGapSeconds, 0.003);
        var bad = new StoredTrack(room.Journal, id, "bad.video");
        bad.MustBeSound();
        Assert.True(bad.EndSeconds - bad.Segments[^1].DurationUs / 1e6 > 0);
    }

    private static int Runs(TemporaryFolder folder) => File.Exists(folder["runs"]) ? int.Parse(File.ReadAllText(folder["runs"]).Trim() is { Length: > 0 } n ? n : "0") : 0;

    /// <summary>Writes one file after the other for the source "bad", then is ffmpeg again.</summary>
    private static string Program(TemporaryFolder folder)
    {
        var path = folder["capture"];
        File.WriteAllText(
            path,
            $"""
            #!/bin/sh
            case "$*" in
            */run/bad-*)
              n=$(cat '{folder["runs"]}' 2>/dev/null || echo 0)
              echo $((n+1)) > '{folder["runs"]}'
              if [ -f "{folder.Path}/$n.bin" ]; then cat "{folder.Path}/$n.bin"; [ $((n % 3)) = 0 ] && exec sleep 60; exit 0; fi;;
            esac
            exec ffmpeg "$@"
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task<IReadOnlyList<byte[]>> GarbageAsync()
    {
        var picture = await FootageAsync("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p");
        var sound = await FootageAsync("-f", "lavfi", "-i", "sine=440:r=48000", "-c:a", "aac");
        var random = new Random(11);
        var (init, fragment) = (IndexOf(picture, "moof") - 4, IndexOf(picture, "mdat") - 4);
        var noise = new byte[100_000];
        random.NextBytes(noise);
        List<byte[]> garbage =
        [
            noise,
            [],
            new byte[50_000],
            sound, // an init and fragments of sound where pictures must be
            [.. picture[..init], .. picture[..init]], // two inits
            picture[init..], // no init
            picture[..(fragment + 100)], // half a fragment, and silence
            With(picture, init, 0x7FFFFFF0), // a moof of two gigabytes
            With(picture, fragment, 0x7FFFFFF0), // an mdat of two gigabytes
            With(picture, init, 4), // smaller than its own head
            [.. picture[..fragment], .. noise],
            "Segmentation fault\n"u8.ToArray(),
        ];
        for (var i = 0; i < 8; i++)
        {
            var flipped = (byte[])picture.Clone();
            for (var k = 0; k < 20; k++) flipped[random.Next(fragment)] ^= (byte)(1 << random.Next(8));
            garbage.Add(flipped);
        }
        return garbage;
    }

    private static byte[] With(byte[] bytes, int at, uint size)
    {
        var changed = (byte[])bytes.Clone();
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(at), size);
        return changed;
    }

    private static int IndexOf(byte[] bytes, string box) => bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(box));

    private static async Task<byte[]> FootageAsync(params string[] inputAndCodec)
    {
        using var ffmpeg = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "ffmpeg", ["-v", "error", .. inputAndCodec, "-t", "2", "-f", "mp4", "-movflags", "cmaf+frag_discont", "-frag_duration", "200000", "pipe:1"])
        { RedirectStandardOutput = true })!;
        var bytes = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(bytes);
        await ffmpeg.WaitForExitAsync();
        return bytes.ToArray();
    }
}
