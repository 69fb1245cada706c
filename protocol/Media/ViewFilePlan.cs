namespace Tongtang.Protocol.Media;

/// <summary>A stored segment's place in a view that is written to one file.</summary>
/// <param name="Shift">What its media time becomes: media time + shift = time in the file. Pauses are cut out, holes stay.</param>
public readonly record struct PlacedSegment(int Epoch, int Number, TimeSpan Shift);

/// <summary>What goes into the file of a view. Pure; of the same rows as its playlists, with the same times.</summary>
public sealed record ViewFilePlan(IReadOnlyList<PlacedSegment> Video, IReadOnlyList<PlacedSegment> Audio, TimeSpan Duration)
{
    public static ViewFilePlan Of(ViewIndex view)
    {
        view = view with { Ended = true };
        var plan = new ViewPlan(view, Track(view.Video), Track(view.Audio));
        plan.Fill();
        var shifts = new Dictionary<int, TimeSpan>();
        var duration = TimeSpan.Zero;
        foreach (var stretch in plan.Stretches)
        {
            shifts[stretch.Number] = duration - stretch.Start;
            duration += stretch.End - stretch.Start;
        }

        return new ViewFilePlan(Place(plan.VideoItems), Place(plan.AudioItems), duration);

        List<PlacedSegment> Place(IReadOnlyList<ViewItem>? items) =>
            [.. (items ?? []).Where(item => item.Kind == ViewItemKind.Media).Select(item => new PlacedSegment(item.Epoch, item.Number, shifts[BreakPlaces.Stretch(view, item)]))];
    }

    private static PlannedTrack? Track(TrackIndex? track) =>
        track is null ? null : new PlannedTrack(TrackEntries.Of(track, ended: true), TimeSpan.Zero, Fillable: false, KnownStretch: -1);
}
