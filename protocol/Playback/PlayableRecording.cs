using System.Collections.Concurrent;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.Protocol.Playback;

/// <summary>A picture with its sound; one of the two may be null.</summary>
public sealed record PlayableView(string Name, string? Video, string? Audio);

/// <summary>
/// Everything needed to play a recording as it was when read: immutable, so that hundreds of viewers share one reading.
/// Playlists are written when first asked for and kept.
/// </summary>
public sealed class PlayableRecording
{
    private readonly ConcurrentDictionary<string, Lazy<ViewPlaylists>> _views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string View, ViewPage Page), PlaylistText?> _texts = new();
    private readonly IReadOnlyList<HiddenTime> _hidden;
    private readonly Dictionary<string, PlayableTrack> _tracks;

    private PlayableRecording(RecordingDescription description, DateTimeOffset startedAt, bool ended, Func<string, IReadOnlyList<IndexedSegment>> stored)
    {
        (Id, StartedAt, Ended) = (description.RecordingId, startedAt, ended);
        Views = [.. description.Views.Select(view => new PlayableView(view.Name, Empty(view.VideoTrack), Empty(view.AudioTrack)))];
        _hidden = [.. description.HiddenSpans
            .Where(span => span.State is HiddenState.Hidden or HiddenState.Discarded)
            .OrderBy(span => span.FromMs)
            .Select(span => new HiddenTime(TimeSpan.FromMilliseconds(span.FromMs), span.ToMs == 0 ? null : TimeSpan.FromMilliseconds(span.ToMs)))];
        _tracks = description.Tracks.ToDictionary(track => track.Name, track => PlayableTrack.Of(track, stored(track.Name), _hidden), StringComparer.Ordinal);
    }

    public string Id { get; }

    /// <summary>UTC of media time 0, by the shelf's own clock.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Nothing more will come.</summary>
    public bool Ended { get; }

    public IReadOnlyList<PlayableView> Views { get; }

    /// <param name="description">As the box declared it.</param>
    /// <param name="startedAt">UTC of media time 0.</param>
    /// <param name="ended">Nothing more will come.</param>
    /// <param name="stored">A track's name → what is stored of it, by number; the hidden among them are left out here.</param>
    public static PlayableRecording Of(RecordingDescription description, DateTimeOffset startedAt, bool ended, Func<string, IReadOnlyList<IndexedSegment>> stored) =>
        new(description, startedAt, ended, stored);

    /// <param name="name">Null: the first one.</param>
    public PlayableView? View(string? name) => Views.FirstOrDefault(view => name is null || view.Name == name);

    public PlayableTrack? Track(string? name) => name is not null && _tracks.TryGetValue(name, out var track) ? track : null;

    public ViewIndex Index(PlayableView view) => new()
    {
        StartedAt = StartedAt,
        Video = Track(view.Video)?.Index,
        Audio = Track(view.Audio)?.Index,
        Hidden = _hidden,
        Ended = Ended,
    };

    public ViewPlaylists Playlists(PlayableView view) => _views.GetOrAdd(view.Name, _ => new Lazy<ViewPlaylists>(() => ViewPlaylists.Of(Index(view)))).Value;

    /// <summary>Null: nothing of it can be played yet.</summary>
    public PlaylistText? Playlist(PlayableView view, ViewPage page) => _texts.GetOrAdd((view.Name, page), _ => ViewPages.Write(this, view, page));

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}
