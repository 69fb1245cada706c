using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.Protocol.Playback;

/// <summary>The playlists of one view as text, from what the shelf has at this moment.</summary>
internal sealed class ViewPages(IMediaShelf shelf)
{
    /// <summary>The multivariant playlist; null when there is no such view, or nothing of it to play yet.</summary>
    /// <param name="view">Null: the first view.</param>
    /// <param name="prefix">What leads from the playlist's own folder to the view's.</param>
    public async Task<string?> MultivariantAsync(ShelvedRecording recording, string? view, Func<string, string> prefix, CancellationToken cancellationToken)
    {
        var found = recording.Description.Views.FirstOrDefault(v => view is null || v.Name == view);
        if (found is null) return null;
        var index = await IndexAsync(recording, found, cancellationToken);
        var folder = prefix(found.Name);
        var (picture, sound) = (Track(recording, found.VideoTrack), Track(recording, found.AudioTrack));
        var playlist = new HlsMultivariantPlaylist
        {
            Name = found.Name,
            Picture = picture is not null && index.Video is { Segments.Count: > 0 } video
                ? new HlsPicture($"{folder}video.m3u8", picture.Codec, (int)picture.Width, (int)picture.Height, Peak(video), Average(video))
                : null,
            Sound = sound is not null && index.Audio is { Segments.Count: > 0 } audio
                ? new HlsSound($"{folder}audio.m3u8", sound.Codec, Peak(audio), Average(audio))
                : null,
        };
        return playlist.Picture is null && playlist.Sound is null ? null : playlist.Write();
    }

    /// <summary>One media playlist; null when the view has no such track.</summary>
    public async Task<string?> MediaAsync(ShelvedRecording recording, string view, MediaKind kind, CancellationToken cancellationToken)
    {
        var found = recording.Description.Views.FirstOrDefault(v => v.Name == view);
        if (found is null) return null;
        var playlists = ViewPlaylists.Of(await IndexAsync(recording, found, cancellationToken));
        return (kind == MediaKind.Video ? playlists.Video : playlists.Audio)?.Write();
    }

    private async Task<ViewIndex> IndexAsync(ShelvedRecording recording, View view, CancellationToken cancellationToken) => new()
    {
        StartedAt = recording.StartedAt,
        Ended = recording.Ended,
        Video = await IndexAsync(recording, view.VideoTrack, cancellationToken),
        Audio = await IndexAsync(recording, view.AudioTrack, cancellationToken),
        Hidden = [.. recording.Description.HiddenSpans
            .Where(span => span.State is HiddenState.Hidden or HiddenState.Discarded)
            .OrderBy(span => span.FromMs)
            .Select(span => new HiddenTime(TimeSpan.FromMilliseconds(span.FromMs), span.ToMs == 0 ? null : TimeSpan.FromMilliseconds(span.ToMs)))],
    };

    private async Task<TrackIndex?> IndexAsync(ShelvedRecording recording, string name, CancellationToken cancellationToken)
    {
        if (Track(recording, name) is not { } track) return null;
        var stored = await shelf.SegmentsAsync(recording.Description.RecordingId, name, cancellationToken);
        return new TrackIndex
        {
            Name = name,
            Kind = track.Kind == TrackKind.Video ? MediaKind.Video : MediaKind.Audio,
            Segments = track.Hidden.Count == 0 ? stored : [.. stored.Where(s => !track.Hidden.Any(range => range.First <= s.Number && s.Number <= range.Last))],
            Hidden = [.. track.Hidden.Select(Range)],
            Lost = [.. track.Lost.Select(Range)],
            Fillable = track.Epochs.All(epoch => FillSegment.CanFill(InitSegment.Parse(epoch.InitSegment.Memory).Tracks[0])),
        };
    }

    private static Track? Track(ShelvedRecording recording, string name) => recording.Description.Tracks.FirstOrDefault(t => t.Name == name);

    private static NumberRange Range(SegmentRange range) => new((int)range.First, (int)range.Last);

    private static long Peak(TrackIndex track) => (long)track.Segments.Max(s => s.Bytes * 8 / Math.Max(0.1, s.Duration.TotalSeconds));

    private static long Average(TrackIndex track) => (long)(track.Segments.Sum(s => s.Bytes) * 8 / Math.Max(0.1, track.Segments.Sum(s => s.Duration.TotalSeconds)));
}
