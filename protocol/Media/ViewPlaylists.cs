namespace Tongtang.Protocol.Media;

/// <summary>
/// The media playlists of a view, made from what is stored. Pure: hub and box make the same playlists of the same rows.
/// <para>
/// Both playlists of a view keep one time: a source that was away while the other went on is filled (<see
/// cref="FillSegment"/>), and a discontinuity of one track is one of the other too, at the nearest segment, because
/// players match renditions by their discontinuity sequence (RFC 8216bis, 6.2.4) and stall when the counts differ.
/// While the recording runs both playlists only ever grow, so a segment is listed when it is known whether the other
/// track breaks before it: one segment later than it could be, or <see cref="Patience"/> when the other source is away.
/// </para>
/// <para>URIs are relative to <c>/media/{recording}/{view}/</c>.</para>
/// </summary>
public sealed record ViewPlaylists(HlsMediaPlaylist? Video, HlsMediaPlaylist? Audio)
{
    /// <summary>A track this far behind the other is taken to be away, not late; uploads go in order of time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    public static ViewPlaylists Of(ViewIndex view)
    {
        var video = view.Video is null ? null : TrackEntries.Of(view.Video, view.Ended);
        var audio = view.Audio is null ? null : TrackEntries.Of(view.Audio, view.Ended);
        // What is stored counts, placed or not: by that the other track's breaks were decided.
        var (videoKnown, audioKnown) = (KnownStretch(view, video), KnownStretch(view, audio));
        if (!view.Ended && video is not null && audio is not null)
            (video, audio) = (BreakPlaces.Decided(view, video, audio), BreakPlaces.Decided(view, audio, video));
        var plan = new ViewPlan(view, Track(view, view.Video, video, audio, videoKnown), Track(view, view.Audio, audio, video, audioKnown));
        plan.Fill();
        plan.Break();
        var (picture, sound) = (Playlist(view, view.Video, plan.VideoItems), Playlist(view, view.Audio, plan.AudioItems));
        return view.Blocks && !view.Ended
            ? new ViewPlaylists(LiveEdge.Follow(picture, view.Video, plan.VideoItems, sound, "audio.m3u8"), LiveEdge.Follow(sound, view.Audio, plan.AudioItems, picture, "video.m3u8"))
            : new ViewPlaylists(picture, sound);
    }

    /// <summary>
    /// These, but neither ends before it did: where a pause begins while the other source is away, or parts that were listed
    /// are not held any more, what was said stays until there is more.
    /// </summary>
    public ViewPlaylists NotBehind(ViewPlaylists? before) => before is null ? this : new ViewPlaylists(NotBehind(Video, before.Video), NotBehind(Audio, before.Audio));

    private static HlsMediaPlaylist? NotBehind(HlsMediaPlaylist? playlist, HlsMediaPlaylist? before) =>
        before?.Position is { } was && playlist?.Has(was.Segment, before.Segments[^1].Open ? was.Part : null) is not true ? before : playlist;

    /// <summary>Holds back what cannot be placed for good yet.</summary>
    private static PlannedTrack? Track(ViewIndex view, TrackIndex? track, List<ViewItem>? own, List<ViewItem>? other, int knownStretch)
    {
        if (track is null || own is null)
            return null;
        if (view.Ended || other is null)
            return new PlannedTrack(own, End(own), track.Fillable, knownStretch);
        var (known, away) = (End(other), BreakPlaces.Visible(view, End(own)) - Patience);
        var listed = own.TakeWhile(entry => BreakPlaces.KnownFrom(view, entry) < known || BreakPlaces.Visible(view, entry.Start) < away);
        return new PlannedTrack([.. listed], BreakPlaces.Visible(view, End(other)) - Patience, track.Fillable, knownStretch);
    }

    private static HlsMediaPlaylist? Playlist(ViewIndex view, TrackIndex? track, IReadOnlyList<ViewItem>? items) =>
        track is null || items is null ? null : new HlsMediaPlaylist
        {
            Type = view.Ended ? HlsPlaylistType.Vod : HlsPlaylistType.Event,
            Segments = LiveEdge.WithParts([.. items.Select(item => Segment(view, track.Name, item))], items, view.Blocks ? track : null),
            IndependentSegments = track.Kind == MediaKind.Audio || (view.Ended && items.All(item => item.Independent)),
        };

    private static HlsSegment Segment(ViewIndex view, string track, ViewItem item) => new()
    {
        Uri = item.Kind == ViewItemKind.Fill
            ? FillSegment.Uri(track, item.Epoch, item.Number, item.Start, item.End - item.Start)
            : $"../tracks/{track}/{item.Epoch}/{item.Number}.m4s",
        MapUri = $"../tracks/{track}/{item.Epoch}/init.mp4",
        Duration = item.End - item.Start,
        StartsAt = view.StartedAt + item.Start,
        Discontinuity = item.Discontinuity,
        Open = item.Open,
        Gap = item.Kind == ViewItemKind.Gap,
    };

    private static int KnownStretch(ViewIndex view, List<ViewItem>? entries) => entries is null or [] ? -1 : BreakPlaces.Stretch(view, entries[^1]);

    private static TimeSpan End(List<ViewItem> entries) => entries.Count == 0 ? TimeSpan.Zero : entries[^1].End;
}
