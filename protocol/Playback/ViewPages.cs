using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Playback;

/// <summary>The playlists that a view has.</summary>
public enum ViewPage
{
    /// <summary>Multivariant, in the recording's folder.</summary>
    RecordingIndex,

    /// <summary>Multivariant, in the view's folder.</summary>
    Index,

    Video,

    Audio,
}

/// <summary>Writes the playlists of a view.</summary>
internal static class ViewPages
{
    // A cut at a pause or a restart can leave a few frames, which say nothing about the rate.
    private static readonly TimeSpan s_telling = TimeSpan.FromSeconds(1);

    /// <summary>Null: nothing of it can be played yet.</summary>
    public static PlaylistText? Write(PlayableRecording recording, PlayableView view, ViewPage page)
    {
        var playlists = recording.Playlists(view);
        var text = page switch
        {
            ViewPage.Video => Write(playlists.Video),
            ViewPage.Audio => Write(playlists.Audio),
            _ => Multivariant(recording, view, page == ViewPage.Index ? "" : $"{view.Name}/"),
        };
        return text is null ? null : new PlaylistText(text);
    }

    private static string? Write(HlsMediaPlaylist? playlist) => playlist is { Segments.Count: > 0 } ? playlist.Write() : null;

    /// <param name="folder">What leads from the playlist's own folder to the view's.</param>
    private static string? Multivariant(PlayableRecording recording, PlayableView view, string folder)
    {
        var playlists = recording.Playlists(view);
        var video = playlists.Video is { Segments.Count: > 0 } ? recording.Track(view.Video) : null;
        var audio = playlists.Audio is { Segments.Count: > 0 } ? recording.Track(view.Audio) : null;
        if (video is null && audio is null) return null;
        return new HlsMultivariantPlaylist
        {
            Name = view.Name,
            Picture = video is null ? null : new HlsPicture($"{folder}video.m3u8", video.Codec, video.Width, video.Height, Peak(video), Average(video)),
            Sound = audio is null ? null : new HlsSound($"{folder}audio.m3u8", audio.Codec, Peak(audio), Average(audio)),
        }.Write();
    }

    private static long Peak(PlayableTrack track) =>
        track.Index.Segments.Where(segment => segment.Duration >= s_telling).Select(segment => (long)(segment.Bytes * 8 / segment.Duration.TotalSeconds)).DefaultIfEmpty(Average(track)).Max();

    private static long Average(PlayableTrack track) =>
        (long)(track.Index.Segments.Sum(segment => segment.Bytes) * 8 / Math.Max(0.1, track.Index.Segments.Sum(segment => segment.Duration.TotalSeconds)));
}
