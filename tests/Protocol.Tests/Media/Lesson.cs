using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>A made-up lesson: a picture and a sound with restarts, pauses and losses, from a seed.</summary>
internal sealed class Lesson
{
    private readonly Random _random;
    private readonly List<HiddenTime> _hidden = [];

    public Lesson(int seed, double outageSeconds = 20, bool pauses = true, double seconds = 90)
    {
        _random = new Random(seed);
        for (var at = 10 + (_random.NextDouble() * 30); pauses && at < seconds - 20 && _random.Next(3) == 0; at += 40)
            _hidden.Add(new HiddenTime(Seconds(at), Seconds(at + 3 + (_random.NextDouble() * 8))));
        Video = Track("teacher.video", MediaKind.Video, seconds, outageSeconds);
        Audio = Track("mic.audio", MediaKind.Audio, seconds, outageSeconds);
    }

    public TrackIndex Video { get; }

    public TrackIndex Audio { get; }

    /// <summary>As it is when all that ended before <paramref name="now"/> has come to the hub.</summary>
    public ViewIndex At(TimeSpan now, bool ended = false) => new()
    {
        StartedAt = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero),
        Video = Cut(Video, now),
        Audio = Cut(Audio, now),
        Hidden = [.. _hidden.Where(hidden => hidden.From < now).Select(hidden => hidden.To > now ? hidden with { To = null } : hidden)],
        Ended = ended,
    };

    /// <summary>As it is for those who follow it: what is stored lags behind, and parts of 0.2 s tell of the rest.</summary>
    public ViewIndex Followed(TimeSpan now, TimeSpan lag)
    {
        var index = At(now);
        return index with { Video = WithTail(Video, now, lag), Audio = WithTail(Audio, now, lag), Blocks = true };
    }

    private static TrackIndex WithTail(TrackIndex track, TimeSpan now, TimeSpan lag)
    {
        var parts = track.Segments.Where(segment => segment.End > now - lag - Seconds(6)).ToDictionary(segment => segment.Number, segment => Parts(segment, now));
        var unstored = track.Segments.Where(segment => segment.End > now - lag && parts[segment.Number].Count > 0)
            .Select(segment => segment.End <= now ? segment : segment with { Duration = parts[segment.Number][^1].End - segment.Start, Open = true });
        var tail = new TrackTail { PartTarget = Seconds(0.22), Segments = [.. unstored], Parts = parts.Where(pair => pair.Value.Count > 0).ToDictionary() };
        return Cut(track, now - lag) with { Tail = tail };
    }

    private static IReadOnlyList<IndexedPart> Parts(IndexedSegment segment, TimeSpan now)
    {
        var parts = new List<IndexedPart>();
        for (var from = segment.Start; from < segment.End; from += Seconds(0.2))
        {
            var length = segment.End - from < Seconds(0.2) ? segment.End - from : Seconds(0.2);
            if (from + length <= now) parts.Add(new IndexedPart(from, length, segment.Independent && parts.Count == 0, Gap: false));
        }
        return parts;
    }

    private static TrackIndex Cut(TrackIndex track, TimeSpan now) => track with { Segments = [.. track.Segments.Where(segment => segment.End <= now)] };

    private TrackIndex Track(string name, MediaKind kind, double seconds, double outageSeconds)
    {
        var segments = new List<IndexedSegment>();
        var (hidden, lost) = (new List<NumberRange>(), new List<NumberRange>());
        var (number, epoch, at) = (0, 0, _random.NextDouble() * 2);
        while (at < seconds)
        {
            var length = kind == MediaKind.Audio ? 1.984 + (_random.NextDouble() * 0.05) : 1.24 + (_random.NextDouble() * 1.2);
            var pause = _hidden.FirstOrDefault(pause => pause.From.TotalSeconds > at && pause.From.TotalSeconds < at + length);
            var cut = pause.To is not null ? Math.Max(0.05, pause.From.TotalSeconds - at) : length;
            if (_random.Next(40) == 0 && segments.Count > 0)
                lost.Add(new NumberRange(number, number));
            else
                segments.Add(new IndexedSegment(number, epoch, Seconds(at), Seconds(cut), 100_000, _random.Next(20) > 0));
            number++;
            at += cut;
            if (pause.To is { } to)
            {
                hidden.Add(new NumberRange(number, number + 2));
                number += 3;
                at = to.TotalSeconds + (kind == MediaKind.Video ? _random.NextDouble() * 2 : 0);
            }
            else if (_random.Next(25) == 0)
            {
                at += 1 + (_random.NextDouble() * outageSeconds);
                epoch++;
                // Who comes back during a pause is seen after it.
                at = _hidden.Where(hidden => hidden.From.TotalSeconds <= at && hidden.To!.Value.TotalSeconds > at).Select(hidden => hidden.To!.Value.TotalSeconds).FirstOrDefault(at);
            }
        }

        return new TrackIndex { Name = name, Kind = kind, Segments = segments, Hidden = hidden, Lost = lost };
    }

    private static TimeSpan Seconds(double value) => TimeSpan.FromMilliseconds(Math.Round(value * 1000));
}
