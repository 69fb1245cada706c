using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Playback;

/// <param name="Bytes">The segment; null when nothing near the hole can be read.</param>
/// <param name="Damage">What is wrong with the segment that the address names; null when it was made of that one.</param>
internal readonly record struct MadeFill(byte[]? Bytes, Exception? Damage);

/// <summary>
/// Makes what players are given for a hole. Where the named segment is damaged its neighbours serve as well: a picture a few
/// seconds older stands still for the time, and all the rest plays.
/// </summary>
internal static class FillMaker
{
    private const int Neighbours = 3;

    public static async Task<MadeFill> MakeAsync(
        Func<IndexedSegment, string> path, PlayableTrack track, IndexedSegment source, TimeSpan from, TimeSpan duration, CancellationToken cancellationToken)
    {
        Exception? damage = null;
        foreach (var candidate in Candidates(track, source))
        {
            try
            {
                // Silence is not made of anything.
                var bytes = track.Index.Kind == MediaKind.Audio ? [] : await File.ReadAllBytesAsync(path(candidate), cancellationToken);
                return new MadeFill(FillSegment.Make(InitSegment.Parse(track.Inits[candidate.Epoch]), bytes, from, duration), damage);
            }
            catch (Exception damaged) when (damaged is MediaFormatException or FileNotFoundException or DirectoryNotFoundException)
            {
                damage ??= damaged;
            }
        }
        return new MadeFill(null, damage);
    }

    private static IEnumerable<IndexedSegment> Candidates(PlayableTrack track, IndexedSegment source) => track.Index.Segments
        .Where(segment => segment.Epoch == source.Epoch && segment.Independent && segment.Number != source.Number)
        .OrderBy(segment => Math.Abs(segment.Number - source.Number))
        .Take(Neighbours)
        .Prepend(source);
}
