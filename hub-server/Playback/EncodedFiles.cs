using System.Globalization;
using System.Text.Json;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Files whose picture is encoded anew: with a name in it, or edited. The views are first copied into files of their own, and
/// ffmpeg reads those. Every text it writes into a picture lies in a file, so that nothing of it is taken for a command.
/// </summary>
internal sealed class EncodedFiles(CopiedFiles copies, RecordingLists lists, Encoder encoder, DownloadFolder folder, MediaFolder media, PlaybackSettings settings, RecordingsSettings places)
{
    /// <summary>How much of the work copying is.</summary>
    private const double Copied = 0.1;

    private const double Measured = 0.2;

    public async Task WriteAsync(DownloadJob job, string path, CancellationToken cancellationToken)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder.WorkFolder, job.Id)).FullName;
        try
        {
            if (job.Row.Mark.Length > 0) await File.WriteAllTextAsync(Path.Combine(work, PictureText.MarkFile), job.Row.Mark, cancellationToken);
            if (job.Row.Kind == "marked") await MarkAsync(job, work, path, cancellationToken);
            else await EditAsync(job, work, path, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task MarkAsync(DownloadJob job, string work, string path, CancellationToken cancellationToken)
    {
        var recording = await copies.FindAsync(job, cancellationToken);
        var view = recording.View(job.View) ?? throw new RecordingGoneException();
        var length = FileTimes.Of(recording, view).Duration;
        job.Enter(0, Copied);
        media.RequireSpace(2 * await copies.WriteAsync(job, job.View, Path.Combine(work, "view0.mp4"), null, cancellationToken));
        var (width, height) = LargestPicture(recording, view);
        job.Enter(Copied, 1);
        await encoder.RunAsync(
            ["-i", "view0.mp4", "-filter_threads", "1", "-vf", $"{EditedFilter.Fitted(width, height)},{PictureText.Mark}", .. Coded("-c:a", "copy"), path],
            work,
            done => job.Tell(done / length),
            cancellationToken);
    }

    private async Task EditAsync(DownloadJob job, string work, string path, CancellationToken cancellationToken)
    {
        var wish = JsonSerializer.Deserialize<EditedWish>(job.Row.Wish, JsonDefaults.Options)!;
        var recording = await copies.FindAsync(job, cancellationToken);
        var lesson = await lists.FindDetailAsync(Sight.Managing(Scope.Hub), job.RecordingId, cancellationToken) ?? throw new RecordingGoneException();
        string[] names = wish.Second is null ? [wish.View] : [wish.View, wish.Second];
        var views = names.Select(name => recording.View(name) ?? throw new RecordingGoneException()).ToList();
        var times = views.Select(view => FileTimes.Of(recording, view)).ToList();
        for (var i = 0; i < names.Length; i++)
        {
            job.Enter(Copied * i / names.Length, Copied * (i + 1) / names.Length);
            media.RequireSpace(2 * await copies.WriteAsync(job, names[i], Path.Combine(work, $"view{i}.mp4"), null, cancellationToken));
        }
        var offset = times.Count < 2 ? TimeSpan.Zero : (times[0].At(times[1].First) ?? TimeSpan.Zero) - times[1].At(times[1].First)!.Value;
        var heard = views.FindIndex(view => recording.Track(view.Audio)?.Index.Segments.Count is > 0);
        var filter = new EditedFilter(wish, times[0].Duration, offset, heard, job.Row.Mark.Length > 0)
        {
            Lines = wish.TitleCard ? TitleCard.Lines(lesson, TimeZoneInfo.FindSystemTimeZoneById(places.TimeZone)) : [],
        };
        foreach (var (line, number) in filter.Lines.Select((line, number) => (line, number))) await File.WriteAllTextAsync(Path.Combine(work, $"line{number}.txt"), line.Text, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(work, "chapters.txt"), ChapterFile.Of(lesson.Chapters, times[0], filter.CardLength, lesson.Title.Length > 0 ? lesson.Title : lesson.RoomName), cancellationToken);
        job.Enter(Copied, Measured);
        if (heard >= 0) filter = filter with { Loudness = await MeasureAsync(job, work, heard, times[heard].Duration, cancellationToken) };
        job.Enter(Measured, 1);
        var inputs = names.SelectMany((_, number) => new[] { "-i", $"view{number}.mp4" });
        string[] sound = heard >= 0 ? ["-map", "[sound]", "-c:a", "aac", "-b:a", "128k", "-ar", "48000"] : [];
        await encoder.RunAsync(
            [.. inputs, "-f", "ffmetadata", "-i", "chapters.txt", "-filter_complex_threads", "1", "-filter_complex", filter.Text(), "-map", "[picture]", .. sound,
                "-map_metadata", $"{names.Length}", "-map_chapters", $"{names.Length}", .. Coded("-r", "25"), path],
            work,
            done => job.Tell(done / (times[0].Duration + filter.CardLength)),
            cancellationToken);
    }

    /// <returns>Null: it is silent, and louder silence is noise.</returns>
    private async Task<MeasuredLoudness?> MeasureAsync(DownloadJob job, string work, int heard, TimeSpan length, CancellationToken cancellationToken)
    {
        var said = await encoder.MeasureAsync(
            ["-i", $"view{heard}.mp4", "-map", "0:a:0", "-filter_threads", "1", "-af", $"{EditedFilter.Loudnorm(settings.LoudnessLufs)}:print_format=json", "-f", "null", "-"],
            work,
            done => job.Tell(done / length),
            cancellationToken);
        return MeasuredLoudness.Parse(said, settings.LoudnessLufs);
    }

    private string[] Coded(params ReadOnlySpan<string> more) =>
    [
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-threads", settings.EncodeThreads.ToString(CultureInfo.InvariantCulture),
        .. more, "-movflags", "+faststart", "-f", "mp4", "-y",
    ];

    /// <summary>A camera may have come back with another picture.</summary>
    private static (int Width, int Height) LargestPicture(PlayableRecording recording, PlayableView view) => recording.Track(view.Video)!.Inits.Values
        .SelectMany(init => InitSegment.Parse(init).Tracks).Where(track => track.Width > 0).Select(track => (Width: track.Width / 2 * 2, Height: track.Height / 2 * 2)).MaxBy(size => size.Width * size.Height);
}
