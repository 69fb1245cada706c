using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Media;

namespace Tongtang.HubServer.Playback;

/// <summary>A picture with its sound; one of the two may be null.</summary>
internal sealed record PlayableView(string Name, string? Video, string? Audio);

/// <param name="Index">What may be played of it.</param>
/// <param name="Inits">Epoch → ftyp and moov.</param>
internal sealed record PlayableTrack(TrackIndex Index, IReadOnlyDictionary<int, byte[]> Inits);

/// <summary>Everything needed to make a file of a recording, as it was when read: immutable.</summary>
internal sealed record PlayableRecording
{
    public required string Id { get; init; }

    public required ScopePath Path { get; init; }

    /// <summary>Changes whenever anything here does.</summary>
    public required string Version { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Nothing is known to be still coming: complete, or its box has been silent for a day.</summary>
    public required bool Ended { get; init; }

    public required IReadOnlyList<PlayableView> Views { get; init; }

    public required IReadOnlyDictionary<string, PlayableTrack> Tracks { get; init; }

    public required IReadOnlyList<HiddenTime> Hidden { get; init; }

    public PlayableView? View(string name) => Views.FirstOrDefault(view => view.Name == name);

    public PlayableTrack? Track(string? name) => name is not null && Tracks.TryGetValue(name, out var track) ? track : null;

    public ViewIndex Index(PlayableView view) => new()
    {
        StartedAt = StartedAt,
        Video = Track(view.Video)?.Index,
        Audio = Track(view.Audio)?.Index,
        Hidden = Hidden,
        Ended = Ended,
    };
}
