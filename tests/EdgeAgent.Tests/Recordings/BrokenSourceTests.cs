using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>Every way in which a real camera fails is told by its code in one clear sentence, and the secret is nowhere.</summary>
[Trait("speed", "slow")]
public sealed class BrokenSourceTests
{
    private const string Secret = "s3cret-w0rd";

    [Fact]
    public async Task Camera_Refuses()
    {
        await MustBeToldAsync($"rtsp://admin:{Secret}@127.0.0.1:{Programs.FreePort()}/main", "source_refused");
    }

    [Fact]
    public async Task Camera_Hangs()
    {
        await using var camera = await RtspCamera.StartAsync();
        await camera.FreezeAsync();
        await MustBeToldAsync(camera.Address.Replace("//", $"//admin:{Secret}@", StringComparison.Ordinal), "source_hangs");
    }

    [Fact]
    public async Task Camera_WantsAPassword()
    {
        await using var camera = await RtspCamera.StartAsync(("user", "admin"), ("password", Secret));
        await MustBeToldAsync($"rtsp://127.0.0.1:{camera.Port}/main", "source_wants_password");
        await MustBeToldAsync($"rtsp://admin:not-{Secret}@127.0.0.1:{camera.Port}/main", "source_wrong_password");
    }

    [Fact]
    public async Task Camera_HasNothingThere()
    {
        await using var camera = await RtspCamera.StartAsync();
        await MustBeToldAsync($"rtsp://127.0.0.1:{camera.Port}/elsewhere", "source_not_found");
    }

    [Fact]
    public async Task Camera_NoPicture_SoundIsRecordedAndItIsTold()
    {
        using var folder = new TemporaryFolder();
        await using var camera = await RtspCamera.StartAsync(("codec", "none"));
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Rtsp("camera", camera.Address));
        var id = await room.StartAsync();
        await room.SourceIsAsync("camera", SourceState.Recording);
        Assert.Equal("source_no_picture", room.Source("camera").ProblemCode);
        await Eventually.LessonGoesOnAsync(3);
        await room.StopAsync();
        new StoredTrack(room.Journal, id, "camera.audio").MustBeSound();
    }

    [Fact]
    public async Task Camera_ChangesItsSizeInMidLesson_NewEpochAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        await using var camera = await RtspCamera.StartAsync(("then", new { after = 7, width = 480, height = 270 }));
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Rtsp("camera", camera.Address, warm: true), RecorderRoom.Test("screen"));
        await room.SourceIsAsync("camera", SourceState.Warm);
        var id = await room.StartAsync();
        await Eventually.TrueAsync(() => room.Logs.Lines.Any(l => l.Contains("source_changed")), TimeSpan.FromSeconds(15), () => string.Join('\n', room.Logs.Lines));
        await room.SourceIsAsync("camera", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(3);
        await room.StopAsync();

        var track = new StoredTrack(room.Journal, id, "camera.video");
        track.MustBeSound();
        await track.MustDecodeSilentlyAsync(folder);
        Assert.Equal(2, track.Epochs.Count);
        Assert.InRange(track.LargestGapSeconds, 0, 5);
        Assert.Single(new StoredTrack(room.Journal, id, "screen.video").Epochs);
    }

    private static async Task MustBeToldAsync(string address, string code)
    {
        using var folder = new TemporaryFolder();
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Rtsp("camera", address));
        await room.StartAsync();
        await room.SourceIsAsync("camera", SourceState.Lost);
        var source = room.Source("camera");
        await room.StopAsync();

        Assert.True(code == source.ProblemCode, $"{source}\n{string.Join('\n', room.Logs.Lines)}");
        Assert.Matches(@"^[A-Z][^\n:/|\[\]]*\.$", source.Problem);
        Assert.DoesNotContain(room.Logs.Lines, line => line.Contains(Secret));
        Assert.Contains(room.Logs.Lines, line => line.Contains(code) && line.Contains("camera"));
    }
}
