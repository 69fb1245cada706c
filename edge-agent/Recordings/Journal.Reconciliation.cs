using Dapper;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>What the hub tells about itself, its store and its clock, and what follows for what is on the box.</summary>
internal sealed partial class Journal
{
    private const string HubStoreSetting = "hub_store";

    /// <summary>Less than this is the line's delay.</summary>
    private const int SmallestMisplacementMs = 1000;

    /// <summary>
    /// Names the store that answers from now on. When the same hub answers out of another one (it was brought back from a
    /// backup), every recording is opened anew, and then what the hub lacks is sent again. Another hub's business stays
    /// what it was.
    /// </summary>
    /// <param name="hub">Fingerprint of the hub's authority.</param>
    public void AnswersAreOf(string hub, string generation)
    {
        var store = $"{hub}/{generation}";
        var before = Read(c => c.ExecuteScalar<string>("SELECT value FROM setting WHERE name = @name", new { name = HubStoreSetting }));
        if (before == store) return;
        Write((c, t) =>
        {
            c.Execute(
                "INSERT INTO setting (name, value) VALUES (@name, @store) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                new { name = HubStoreSetting, store }, t);
            if (before?.Split('/')[0] == hub) c.Execute("UPDATE recording SET acknowledged_revision = 0, close_acknowledged = 0", transaction: t);
        });
    }

    /// <summary>
    /// The hub has told the time. Lessons of this boot that began before, by a clock that may be wrong by years, get the
    /// offset they should have had: the monotonic clock, which never steps, says how long ago they began.
    /// </summary>
    /// <param name="bootStartMs">UTC milliseconds by the hub's clock when the monotonic clock of this boot stood at 0.</param>
    public void PlaceLessonsOf(string bootId, long bootStartMs)
    {
        var misplaced = Read(c => c.Query<(string Id, long OffsetMs)>(
            $"""
            SELECT id, @bootStartMs + (started_monotonic_us / 1000) - started_at_ms AS offset_ms FROM recording
            WHERE boot_id = @bootId AND clock_offset_ms = 0 AND ABS(offset_ms) > {SmallestMisplacementMs}
            """, new { bootId, bootStartMs }).AsList());
        foreach (var (id, offsetMs) in misplaced)
        {
            WriteWithCard(id, (c, t) =>
            {
                c.Execute("UPDATE recording SET clock_offset_ms = @offsetMs, clock_known = 1 WHERE id = @id", new { id, offsetMs }, t);
                Revise(c, t, id);
            });
        }
    }

    /// <summary>Acknowledged segments of a recording that has not been opened since the hub's store is another one; empty for all others.</summary>
    public IReadOnlyList<(string Track, int Number)> InDoubt(string recordingId) => Read(c => c.Query<(string, long)>(
        $"""
        SELECT track, number FROM segment WHERE recording_id = @recordingId AND acknowledged = 1 AND state <> {Destroyed}
        AND EXISTS (SELECT 1 FROM recording WHERE id = @recordingId AND acknowledged_revision = 0)
        """, new { recordingId }).Select(row => (row.Item1, (int)row.Item2)).ToList());

    /// <summary>The hub does not have these after all: they are sent again, or declared lost where the box has deleted them since.</summary>
    public void TakeBack(string recordingId, IReadOnlyCollection<(string Track, int Number)> segments) => Write((c, t) =>
    {
        var keys = segments.Select(s => new { recordingId, s.Track, s.Number }).ToList();
        const string One = "WHERE recording_id = @recordingId AND track = @Track AND number = @Number";
        c.Execute($"UPDATE segment SET acknowledged = 0 {One}", keys, t);
        if (c.Execute($"UPDATE segment SET state = {Destroyed} {One} AND state = {Evicted}", keys, t) > 0) Revise(c, t, recordingId);
    });
}
