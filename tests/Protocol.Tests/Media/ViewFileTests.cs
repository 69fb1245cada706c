using Tongtang.Harness;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Tests.Media;

public sealed class ViewFileTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Write_CameraRestartedWithAnotherPicture_IsOneFileWithTheHoleKept()
    {
        using var folder = new TemporaryFolder();
        var video = new Footage(folder.Path, "teacher.video", MediaKind.Video);
        video.AddEpoch("-f lavfi -i testsrc=s=320x240:r=25 -t 6", 0.5);
        video.AddEpoch("-f lavfi -i testsrc2=s=640x360:r=30 -t 5", 10);
        var audio = new Footage(folder.Path, "mic.audio", MediaKind.Audio);
        audio.AddEpoch("-f lavfi -i sine=r=48000 -t 15", 0);

        var path = await WriteAsync(folder, new ViewIndex { StartedAt = _start, Video = video.Index, Audio = audio.Index, Ended = true }, video, audio);

        Ffmpeg.Decode(path);
        Assert.InRange(Ffmpeg.DurationSeconds(path), 14.95, 15.1);
        Assert.Equal("300", Ffmpeg.Probe(path, "-select_streams v -count_packets -show_entries stream=nb_read_packets"));
        var times = Ffmpeg.Probe(path, "-select_streams v -show_entries packet=pts_time").Split('\n').Select(line => line.Trim(',', ' ')).Where(line => line.Length > 0).Select(double.Parse).ToArray();
        Assert.Equal(0.5, times[0], 0.01);
        Assert.Equal(10, times[150], 0.01);
    }

    [Fact]
    public async Task Write_PauseInTheMiddle_IsCutOutOfBothTracks()
    {
        using var folder = new TemporaryFolder();
        var video = new Footage(folder.Path, "teacher.video", MediaKind.Video);
        video.AddEpoch("-f lavfi -i testsrc=s=320x240:r=25 -t 10", 0);
        var audio = new Footage(folder.Path, "teacher.audio", MediaKind.Audio);
        audio.AddEpoch("-f lavfi -i sine=r=48000 -t 10", 0);
        foreach (var number in (int[])[2, 3])
        {
            video.Remove(number);
            audio.Remove(number);
        }

        NumberRange[] hidden = [new NumberRange(2, 3)];
        var view = new ViewIndex
        {
            StartedAt = _start,
            Video = video.Index with { Hidden = hidden },
            Audio = audio.Index with { Hidden = hidden },
            Hidden = [new HiddenTime(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8))],
            Ended = true,
        };
        var path = await WriteAsync(folder, view, video, audio);

        Ffmpeg.Decode(path);
        Assert.InRange(Ffmpeg.DurationSeconds(path), 5.9, 6.1);
        Assert.Equal("150", Ffmpeg.Probe(path, "-select_streams v -count_packets -show_entries stream=nb_read_packets"));
    }

    [Fact]
    public async Task Write_MicrophoneThatWasAway_IsSilentThere()
    {
        using var folder = new TemporaryFolder();
        var audio = new Footage(folder.Path, "mic.audio", MediaKind.Audio);
        audio.AddEpoch("-f lavfi -i sine=r=48000 -t 4", 0);
        audio.AddEpoch("-f lavfi -i sine=r=48000 -t 4", 9);
        var path = await WriteAsync(folder, new ViewIndex { StartedAt = _start, Audio = audio.Index, Ended = true }, null, audio);

        Ffmpeg.Decode(path);
        Assert.InRange(Ffmpeg.DurationSeconds(path), 12.9, 13.1);
        Assert.InRange(int.Parse(Ffmpeg.Probe(path, "-count_frames -show_entries stream=nb_read_frames")), 605, 615);
    }

    private static async Task<string> WriteAsync(TemporaryFolder folder, ViewIndex view, Footage? video, Footage? audio)
    {
        var file = ViewFile.Prepare(ViewFilePlan.Of(view), video?.Source, audio?.Source, CancellationToken.None);
        var path = folder["view.mp4"];
        await using (var output = File.Create(path))
            await file.WriteAsync(output, progress: null, CancellationToken.None);
        Assert.Equal(file.Bytes, new FileInfo(path).Length);
        return path;
    }
}
