using System.Globalization;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>Takes wishes for files, and finds them again for those who may have them.</summary>
internal sealed class DownloadDesk(
    PlayableRecordings recordings, RecordingLists lists, Sights sights, DownloadRules rules, DownloadStore store, DownloadQueue queue, RecordingsSettings settings, TimeProvider time)
{
    /// <summary>So many files of one person wait to be encoded; who wants more waits, or nobody else would get any.</summary>
    private const int MostEncodings = 5;

    /// <returns>Null: it is not there, or not the caller's to see.</returns>
    public async Task<(StoredRecording Recording, DownloadTerms Terms)?> FindRecordingAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { Standing.InBin: false } recording) return null;
        if (!(await sights.OfAsync(caller, cancellationToken)).Covers(recording.Standing)) return null;
        return (recording, await rules.TermsAsync(caller.Assignments, recording.Path, cancellationToken));
    }

    /// <summary>One that the caller may have still: rules may have changed since it was made.</summary>
    public async Task<DownloadRow?> FindAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } row || await FindRecordingAsync(row.RecordingId, caller, cancellationToken) is not { Terms.Allowed: true } found) return null;
        var hasPicture = found.Recording.Playable.View(row.View)?.Video is not null;
        if (found.Terms.Watermark && hasPicture && row.Mark.Length == 0) return null;
        return row.Kind == DownloadKind.Copy.Word() || row.Owner == DownloadRow.OwnerOf(caller) ? row : null;
    }

    /// <returns>Null: the line is full, or full of the same person's.</returns>
    public async Task<Download?> AddAsync(DownloadRow wish, CancellationToken cancellationToken)
    {
        if (await store.FindSameAsync(wish, cancellationToken) is { } same) return View(same);
        if (queue.IsFull(wish) || (wish.Kind != DownloadKind.Copy.Word() && queue.Encoding(wish.Owner) >= MostEncodings)) return null;
        var made = await store.CreateAsync(wish, cancellationToken);
        if (queue.TryAdd(made)) return View(made);
        await store.DeleteAsync(made.Id, cancellationToken);
        return null;
    }

    public Download View(DownloadRow row)
    {
        var kind = Words.Enum<DownloadKind>(row.Kind);
        if (queue.Find(row.Id) is { } job) return new Download(row.Id, job.State, job.Progress, null, job.Bytes, null, kind);
        var state = Words.Enum<DownloadState>(row.State);
        return state == DownloadState.Ready
            ? new Download(row.Id, state, 1, $"/media/downloads/{row.Id}/{Uri.EscapeDataString(row.Name)}.mp4", row.Bytes, null, kind)
            : new Download(row.Id, state, 0, null, null, row.ErrorCode is null ? null : new DownloadError(row.ErrorCode, row.Error ?? ""), kind);
    }

    /// <summary>Who fetches it and when, by the district's clock.</summary>
    public string MarkOf(Caller caller)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        return string.Create(CultureInfo.InvariantCulture, $"{caller.Name} {TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone):yyyy-MM-dd HH:mm}");
    }

    /// <summary>Other words on its title, or other chapters, make it another file.</summary>
    public async Task<string> EditedVersionAsync(StoredRecording recording, CancellationToken cancellationToken)
    {
        var detail = await lists.FindDetailAsync(Sight.Managing(Scope.Hub), recording.Playable.Id, cancellationToken);
        var words = $"{detail?.Title}\n{detail?.Teacher}\n{detail?.SchoolName}\n{detail?.Subject}\n{string.Join('\n', detail?.Chapters ?? [])}";
        return $"{recording.Version}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(words)))[..16]}";
    }

    public static bool HasMedia(StoredRecording recording, PlayableView view) =>
        new[] { view.Video, view.Audio }.Any(track => recording.Playable.Track(track)?.Index.Segments.Count is > 0);
}
