using Tongtang.HubServer.Live;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.Playback;

namespace Tongtang.HubServer.Playback;

/// <summary>
/// A view's playlists as they are now, of what is stored and of the parts behind it; made once for all who ask, whatever
/// their number, and written when first asked for. Thread safe.
/// </summary>
internal sealed class RunningView
{
    private readonly Lock _lock = new();
    private Snapshot? _newest;

    /// <param name="parts">Null: nobody follows it part by part.</param>
    public Snapshot Of(StoredRecording stored, PlayableView view, RecordingParts? parts)
    {
        lock (_lock)
        {
            var version = parts?.Version ?? -1;
            if (_newest is { } known && known.Version == version && ReferenceEquals(known.Stored, stored)) return known;
            return _newest = new Snapshot(stored, version, ViewPlaylists.Of(Index(stored.Playable, view, parts)).NotBehind(_newest?.Playlists));
        }
    }

    private static ViewIndex Index(PlayableRecording recording, PlayableView view, RecordingParts? parts)
    {
        var index = recording.Index(view) with { Blocks = true };
        return parts is null ? index : index with { Video = WithTail(index.Video, recording.Track(view.Video), parts), Audio = WithTail(index.Audio, recording.Track(view.Audio), parts) };
    }

    private static TrackIndex? WithTail(TrackIndex? index, PlayableTrack? track, RecordingParts parts) =>
        index is null || track is null ? index : index with { Tail = parts.Tail(track) };

    /// <summary>The playlists at one moment.</summary>
    internal sealed class Snapshot(StoredRecording stored, long version, ViewPlaylists playlists)
    {
        private readonly Lazy<PlaylistText>[] _texts =
        [
            .. from playlist in (HlsMediaPlaylist?[])[playlists.Video, playlists.Audio]
            from skip in (bool[])[false, true]
            select new Lazy<PlaylistText>(() => new PlaylistText(playlist!.Write(skip))),
        ];

        public StoredRecording Stored => stored;

        public long Version => version;

        public ViewPlaylists Playlists => playlists;

        /// <summary>Null: nothing of it can be played yet.</summary>
        public HlsMediaPlaylist? Playlist(ViewPage page) => (page == ViewPage.Video ? playlists.Video : playlists.Audio) is { Segments.Count: > 0 } playlist ? playlist : null;

        public PlaylistText Text(ViewPage page, bool skip) => _texts[(page == ViewPage.Video ? 0 : 2) + (skip ? 1 : 0)].Value;
    }
}
