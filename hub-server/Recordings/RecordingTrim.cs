using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Recordings;

/// <summary>What is played of a recording, in seconds since the lesson began; what is before and after stays stored.</summary>
/// <param name="FromSeconds">Null: from its beginning.</param>
/// <param name="ToSeconds">Null: to its end.</param>
internal sealed record RecordingTrim(double? FromSeconds = null, double? ToSeconds = null)
{
    /// <summary>Less would be a slip, and players need some segments.</summary>
    public const double Shortest = 5;

    // Of the first picture; of a lesson that was only heard, its first sound.
    private const string SelectSegments = """
        SELECT media_time_us AS start_us, media_time_us + duration_us AS end_us FROM segment
        WHERE recording_id = @id AND track = (SELECT name FROM track WHERE recording_id = @id AND EXISTS (SELECT 1 FROM segment AS stored WHERE stored.recording_id = @id AND stored.track = track.name)
            ORDER BY CASE kind WHEN 'video' THEN 0 ELSE 1 END, position LIMIT 1)
        ORDER BY number
        """;

    public static RecordingTrim? Of(long? fromMs, long? toMs) => fromMs is null && toMs is null ? null : new RecordingTrim(fromMs / 1000.0, toMs / 1000.0);

    /// <summary>
    /// Media are played from the beginning of a segment to the end of one: the nearest of the wish, in milliseconds.
    /// </summary>
    /// <returns>Null: too little would be left, or the wish is no part of the recording.</returns>
    public static async Task<(long? FromMs, long? ToMs)?> SnapAsync(DbConnection connection, string id, RecordingTrim wish)
    {
        var segments = (await connection.QueryAsync<SegmentRow>(SelectSegments, new { id })).AsList();
        if (segments.Count == 0) return null;
        var (first, last) = (segments[0].StartUs, segments[^1].EndUs);
        var from = wish.FromSeconds is { } wanted ? segments.MinBy(segment => Math.Abs(segment.StartUs - (wanted * 1_000_000)))!.StartUs : first;
        var to = wish.ToSeconds is { } until ? segments.MinBy(segment => Math.Abs(segment.EndUs - (until * 1_000_000)))!.EndUs : last;
        if (wish.FromSeconds * 1_000_000 > last || to - from < Shortest * 1_000_000) return null;
        return (from == first ? null : from / 1000, to == last ? null : to / 1000);
    }

    private sealed record SegmentRow
    {
        public long StartUs { get; init; }

        public long EndUs { get; init; }
    }
}
