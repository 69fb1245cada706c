using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>A span of segment numbers, both ends inclusive.</summary>
internal readonly record struct NumberSpan(long First, long Last)
{
    public long Count => Last - First + 1;
}

/// <summary>
/// A set of segment numbers kept as spans, since segments nearly always arrive in order: an hour of one track is one
/// span, not 1,800 numbers.
/// </summary>
internal sealed class NumberSet
{
    // In order, neither overlapping nor touching.
    private readonly List<NumberSpan> _spans = [];

    public NumberSet()
    {
    }

    public NumberSet(IEnumerable<SegmentRange> ranges)
    {
        foreach (var range in ranges) Add(range.First, range.Last);
    }

    public IReadOnlyList<NumberSpan> Spans => _spans;

    public long Count => _spans.Sum(span => span.Count);

    /// <summary>One past the highest number; 0 when empty.</summary>
    public long End => _spans.Count == 0 ? 0 : _spans[^1].Last + 1;

    public bool Contains(long number)
    {
        var at = FirstEndingAtOrAfter(number);
        return at < _spans.Count && _spans[at].First <= number;
    }

    public void Add(long first, long last)
    {
        var at = FirstEndingAtOrAfter(first - 1);
        var end = at;
        while (end < _spans.Count && _spans[end].First <= last + 1)
        {
            first = Math.Min(first, _spans[end].First);
            last = Math.Max(last, _spans[end].Last);
            end++;
        }
        _spans.RemoveRange(at, end - at);
        _spans.Insert(at, new NumberSpan(first, last));
    }

    public void Add(NumberSet other)
    {
        foreach (var span in other._spans) Add(span.First, span.Last);
    }

    public NumberSet Copy()
    {
        var copy = new NumberSet();
        copy._spans.AddRange(_spans);
        return copy;
    }

    /// <summary>The numbers from 0 to one below <paramref name="end"/> that are not in the set.</summary>
    public IEnumerable<NumberSpan> Missing(long end)
    {
        var next = 0L;
        foreach (var span in _spans)
        {
            if (span.First >= end) break;
            if (span.First > next) yield return new NumberSpan(next, span.First - 1);
            next = span.Last + 1;
        }
        if (next < end) yield return new NumberSpan(next, end - 1);
    }

    public IEnumerable<SegmentRange> ToRanges() => ToRanges(_spans);

    public static IEnumerable<SegmentRange> ToRanges(IEnumerable<NumberSpan> spans) =>
        spans.Select(span => new SegmentRange { First = (uint)span.First, Last = (uint)span.Last });

    private int FirstEndingAtOrAfter(long number)
    {
        var (low, high) = (0, _spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_spans[middle].Last < number) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
