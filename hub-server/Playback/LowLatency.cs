using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Live;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// Running lessons for those who follow them as they happen (RFC 8216bis): playlists that are waited for, parts, and the
/// segments that are whole but not stored yet, at the addresses that they keep. A box is asked for parts only once a player
/// has asked to wait, which those that do not know parts never do. A room whose box is away, or whose school shows no
/// pictures, is played from what is stored, like everything that has ended.
/// </summary>
internal sealed class LowLatency(
    PlayableRecordings recordings, LiveParts parts, LiveBoard board, AgentPresence presence, RemoteSight sight, LiveSettings settings, TimeProvider time)
{
    /// <summary>Three target durations.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(3 * HlsMediaPlaylist.TargetDurationSeconds);

    private static readonly TimeSpan s_playlistKept = TimeSpan.FromSeconds(6 * HlsMediaPlaylist.TargetDurationSeconds);

    /// <summary>Segments beyond the last that may be asked for.</summary>
    private const int Ahead = 2;

    /// <summary>Views remembered; when full, all are made anew.</summary>
    private const int Capacity = 512;

    private readonly ConcurrentDictionary<(string Recording, string View), RunningView> _views = new();

    public RunningMedia Media => new() { SendPlaylistAsync = SendPlaylistAsync, SendSegmentAsync = SendSegmentAsync };

    private async Task<bool> SendPlaylistAsync(HttpContext context, string id, string viewName, ViewPage page)
    {
        if (await RunningAsync(id, context) is not { } stored || stored.Playable.View(viewName) is not { } view) return false;
        if (ReloadQuery.Read(context.Request.Query, out var problem) is not { } query)
        {
            await RefuseAsync(context, Problems.Invalid("reload_invalid", problem));
            return true;
        }
        var followed = query.Segment is null ? parts.Find(id, Room(stored)) : Follow(stored, view);
        var since = time.GetTimestamp();
        while (true)
        {
            var next = followed?.Bell.Next;
            var now = View(stored, view).Of(stored, view, followed);
            if (now.Playlist(page) is not { } playlist) return false;
            if (query.Segment is not { } segment || playlist.Has(segment, query.Part))
            {
                await MediaAnswers.SendPlaylistAsync(
                    context, now.Text(page, query.Skip), HlsMediaPlaylist.ContentType, query.Segment is null ? "no-cache" : MediaCaching.For(context, s_playlistKept));
                return true;
            }
            if (segment > playlist.Segments.Count - 1 + Ahead)
            {
                await RefuseAsync(context, Problems.Invalid("reload_too_far", $"_HLS_msn is {segment}; the last segment is {playlist.Segments.Count - 1}, and at most {Ahead} more can be waited for."));
                return true;
            }
            if (!await WaitAsync(context, followed!, next!, since)) return true;
            // Ended, or the box is away: what there is, at once.
            if (await RunningAsync(id, context) is not { } later) return false;
            stored = later;
        }
    }

    /// <summary>A hinted part sends no byte before it is whole.</summary>
    public async Task SendPartAsync(HttpContext context, string id, string track, string epoch, string number, string part)
    {
        var since = time.GetTimestamp();
        if (MediaNames.TryNumber(epoch, out var ofEpoch) && MediaNames.TryNumber(number, out var ofSegment) && MediaNames.TryNumber(part, out var wanted))
        {
            while (await RunningAsync(id, context) is { } stored && parts.Find(id, Room(stored)) is { } followed && !IsHidden(stored, track, ofSegment))
            {
                var next = followed.Bell.Next;
                if (followed.Part(track, ofEpoch, ofSegment, wanted, out var isNext) is { } bytes)
                {
                    await MediaAnswers.SendBytesAsync(context, bytes, "video/iso.segment", $"\"{epoch}-{number}-{part}-{bytes.Length}\"", MediaCaching.Of(context));
                    return;
                }
                if (!isNext || time.GetElapsedTime(since) >= s_longestWait) break;
                if (!await WaitAsync(context, followed, next, since)) return;
            }
        }
        await RefuseAsync(context, Problems.Missing("media_unknown", "There is no such part, or it is not the caller's to see."));
    }

    private async Task<bool> SendSegmentAsync(HttpContext context, string id, string track, int epoch, int number)
    {
        if (await RunningAsync(id, context) is not { } stored || IsHidden(stored, track, number) || parts.Find(id, Room(stored))?.Segment(track, epoch, number) is not { } bytes) return false;
        await MediaAnswers.SendBytesAsync(context, bytes, "video/iso.segment", $"\"{epoch}-{number}-{bytes.Length}\"", MediaCaching.Of(context));
        return true;
    }

    /// <summary>Null: it has ended, its box is away, or its school shows no pictures as they happen.</summary>
    private async ValueTask<StoredRecording?> RunningAsync(string id, HttpContext context) =>
        await recordings.FindAsync(id, context.RequestAborted) is { Playable.Ended: false } stored
        && presence.SessionOf(Room(stored)) is not null
        && await sight.IsAllowedAsync(stored.Path, context.RequestAborted)
            ? stored
            : null;

    private static string Room(StoredRecording stored) => stored.Path.RoomId!;

    private RecordingParts Follow(StoredRecording stored, PlayableView view)
    {
        foreach (var track in (string?[])[view.Video, view.Audio])
        {
            if (track?.Split('.')[0] is { } source) board.WantParts(Room(stored), source);
        }
        return parts.Follow(stored.Playable.Id, Room(stored));
    }

    private RunningView View(StoredRecording stored, PlayableView view)
    {
        if (_views.Count >= Capacity) _views.Clear();
        return _views.GetOrAdd((stored.Playable.Id, view.Name), _ => new RunningView());
    }

    private static bool IsHidden(StoredRecording stored, string track, int number) =>
        stored.Playable.Track(track) is not { } known || known.Index.Hidden.Any(range => range.First <= number && number <= range.Last);

    /// <summary>False: an answer was given, or nobody is there any more to hear one.</summary>
    private async Task<bool> WaitAsync(HttpContext context, RecordingParts followed, Task next, long since)
    {
        if (parts.Waiting >= settings.MaxWaiting)
        {
            context.Response.Headers.RetryAfter = s_longestWait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, Problems.Create(StatusCodes.Status503ServiceUnavailable, "live_full", "The hub has no place for another viewer now."));
            return false;
        }
        if (time.GetElapsedTime(since) >= s_longestWait)
        {
            await RefuseAsync(context, Problems.Create(StatusCodes.Status503ServiceUnavailable, "reload_late", "Nothing new has come from the room for a while."));
            return false;
        }
        await followed.WaitAsync(next);
        return !context.RequestAborted.IsCancellationRequested;
    }

    private static Task RefuseAsync(HttpContext context, ProblemHttpResult problem)
    {
        context.Response.Headers.CacheControl = "no-store";
        return problem.ExecuteAsync(context);
    }
}
