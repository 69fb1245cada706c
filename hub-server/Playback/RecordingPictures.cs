using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// One picture of each recording, from a third of its way, for cards. Made when it is first asked for, one at a time, and kept
/// for as long as downloads are.
/// </summary>
internal sealed class RecordingPictures(PlayableRecordings recordings, MediaFolder media, DownloadFolder folder, Encoder encoder) : IDisposable
{
    private const int LargestBytes = 1024 * 1024;

    /// <summary>A stuck ffmpeg shall not keep all others from their pictures.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);

    public async Task SendAsync(HttpContext context, string id)
    {
        if (await recordings.FindAsync(id, context.RequestAborted) is { } recording && await PathAsync(recording, context.RequestAborted) is { } path
            && await MediaAnswers.SendFileAsync(context, path, "image/jpeg", $"\"{recording.Version}\"", "private, max-age=300")) return;
        context.Response.Headers.CacheControl = "no-store";
        await Problems.Missing("picture_none", "There is no picture of this recording.").ExecuteAsync(context);
    }

    public void Dispose() => _turn.Dispose();

    /// <returns>Null: it has no picture, or none can be made here.</returns>
    private async Task<string?> PathAsync(StoredRecording recording, CancellationToken cancellationToken)
    {
        var path = folder.PicturePath(recording.Playable.Id, recording.Version);
        if (File.Exists(path)) return path;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (File.Exists(path)) return path;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_longest);
            if (await MakeAsync(recording.Playable, limit.Token) is not { Length: > 0 } picture) return null;
            await File.WriteAllBytesAsync(path + ".part", picture, cancellationToken);
            File.Move(path + ".part", path, overwrite: true);
            return path;
        }
        catch (Exception failure) when (failure is FfmpegException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<byte[]?> MakeAsync(PlayableRecording recording, CancellationToken cancellationToken)
    {
        if (recording.Views.FirstOrDefault(view => view.Video is not null && recording.Track(view.Video)?.Index.Segments.Count > 0) is not { Video: { } track }) return null;
        var segments = recording.Track(track)!.Index.Segments;
        var segment = segments[segments.Count / 3];
        var input = Path.Combine(folder.WorkFolder, $"{recording.Id}-{Guid.NewGuid():N}.mp4");
        try
        {
            await using (var whole = File.Create(input))
            {
                await whole.WriteAsync(recording.Track(track)!.Inits[segment.Epoch], cancellationToken);
                await using var stored = File.OpenRead(media.SegmentPath(recording.Id, track, segment.Epoch, segment.Number));
                await stored.CopyToAsync(whole, cancellationToken);
            }
            return await encoder.ReadAsync(["-threads", "1", "-i", input, "-frames:v", "1", "-vf", "scale=480:-2", "-q:v", "5", "-f", "mjpeg", "pipe:1"], folder.WorkFolder, LargestBytes, cancellationToken);
        }
        finally
        {
            File.Delete(input);
        }
    }
}
