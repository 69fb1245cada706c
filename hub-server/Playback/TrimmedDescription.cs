using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Playback;

/// <summary>What a box declared, with what was trimmed hidden as a pause is: then playlists, segments and files leave it out alike. Pure.</summary>
internal static class TrimmedDescription
{
    /// <param name="fromMs">Null: from the beginning.</param>
    /// <param name="toMs">Null: to the end.</param>
    public static RecordingDescription Of(RecordingDescription description, long? fromMs, long? toMs)
    {
        if (fromMs is null && toMs is null) return description;
        var spans = description.HiddenSpans.Where(span => span.State is HiddenState.Hidden or HiddenState.Discarded)
            .Select(span => (From: (long)span.FromMs, To: span.ToMs == 0 ? long.MaxValue : (long)span.ToMs)).ToList();
        if (fromMs is { } from) spans.Add((0, from));
        if (toMs is { } to) spans.Add((to, long.MaxValue));
        var trimmed = description.Clone();
        trimmed.HiddenSpans.Clear();
        trimmed.HiddenSpans.AddRange(Joined(spans).Select((span, number) => new HiddenSpan
        {
            Number = (uint)number,
            State = HiddenState.Hidden,
            FromMs = span.From,
            ToMs = span.To == long.MaxValue ? 0 : span.To,
        }));
        return trimmed;
    }

    /// <summary>Those that touch are one: playlists count how many lie before a segment.</summary>
    private static List<(long From, long To)> Joined(IEnumerable<(long From, long To)> spans)
    {
        var joined = new List<(long From, long To)>();
        foreach (var span in spans.OrderBy(span => span.From))
        {
            if (joined.Count > 0 && span.From <= joined[^1].To) joined[^1] = (joined[^1].From, Math.Max(joined[^1].To, span.To));
            else joined.Add(span);
        }
        return joined;
    }
}
