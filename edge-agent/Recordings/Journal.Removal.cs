using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>What leaves the box: hidden spans that are thrown away, recordings, and media the hub has.</summary>
internal sealed partial class Journal
{
    /// <summary>Shows a hidden span after all; its segments are sent.</summary>
    /// <exception cref="RecorderException">hidden_span_unknown, hidden_span_open, hidden_span_discarded.</exception>
    public void RestoreSpan(string recordingId, int number) => WriteWithCard(recordingId, (c, t) =>
    {
        if (RequireSpan(c, t, recordingId, number) == SpanState.Restored) return;
        c.Execute("UPDATE hidden_span SET state = 2 WHERE recording_id = @recordingId AND number = @number", new { recordingId, number }, t);
        // The hub may have answered "complete" without these.
        c.Execute("UPDATE recording SET close_acknowledged = 0 WHERE id = @recordingId", new { recordingId }, t);
        Revise(c, t, recordingId);
    });

    /// <summary>Destroys a hidden span, for good: no file of it is left when the call returns.</summary>
    /// <exception cref="RecorderException">hidden_span_unknown, hidden_span_open; hidden_span_restored when it was shown already.</exception>
    public void DiscardSpan(string recordingId, int number)
    {
        WriteWithCard(recordingId, (c, t) =>
        {
            if (RequireSpan(c, t, recordingId, number, discarded: true) == SpanState.Restored)
                throw new RecorderException("hidden_span_restored", $"Hidden span {number} of recording {recordingId} was restored already.");
            c.Execute("UPDATE hidden_span SET state = 3 WHERE recording_id = @recordingId AND number = @number", new { recordingId, number }, t);
            c.Execute("UPDATE segment SET state = 2 WHERE recording_id = @recordingId AND hidden_span = @number", new { recordingId, number }, t);
            Revise(c, t, recordingId);
        });
        DeleteDestroyed(recordingId);
    }

    /// <summary>Removes a recording that is over from the box, whatever the hub has of it.</summary>
    /// <exception cref="RecorderException">recording_unknown, recording_running.</exception>
    public void Delete(string recordingId)
    {
        var running = Read(c => c.QuerySingleOrDefault<bool?>("SELECT running FROM recording WHERE id = @recordingId", new { recordingId }))
            ?? throw new RecorderException("recording_unknown", $"There is no recording {recordingId} on this box.");
        if (running) throw new RecorderException("recording_running", $"Recording {recordingId} is running; stop it first.");
        // Under this name it is deleted whatever happens next: media without rows is otherwise entered anew.
        var folder = _folders.Recording(recordingId);
        if (Directory.Exists(folder)) Directory.Move(folder, folder + RecordingFolders.Deleted);
        Finish(folder + RecordingFolders.Deleted, recordingId);
    }

    /// <summary>The oldest recording that is over and wholly with the hub, hidden spans included; null: none.</summary>
    public string? OldestFinished() => Read(c => c.QueryFirstOrDefault<string>(
        """
        SELECT id FROM recording r WHERE running = 0 AND close_acknowledged = 1 AND acknowledged_revision >= revision
        AND NOT EXISTS (SELECT 1 FROM segment s WHERE s.recording_id = r.id AND s.acknowledged = 0 AND s.state = 0)
        ORDER BY started_at_ms, id LIMIT 1
        """));

    /// <summary>Deletes the oldest files of segments that the hub has acknowledged. Returns how many.</summary>
    public int EvictAcknowledged(int most)
    {
        // The newest of a track stays: from its name a lost journal is told how far the numbers have come.
        var oldest = Segments(
            """
            WHERE acknowledged = 1 AND state = 0
            AND EXISTS (SELECT 1 FROM segment n WHERE n.recording_id = segment.recording_id AND n.track = segment.track AND n.number > segment.number)
            ORDER BY captured_at_ms LIMIT @most
            """, new { most });
        if (oldest.Count == 0) return 0;
        try
        {
            MarkEvicted(oldest);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
        {
            // Then the files go first and make the room for it; if the power fails in between, the next look does it again.
            DeleteFiles(oldest);
            MarkEvicted(oldest);
        }
        DeleteFiles(oldest);
        return oldest.Count;
    }

    private void MarkEvicted(IReadOnlyList<JournalSegment> segments) => Write((c, t) => c.Execute(
        $"UPDATE segment SET state = {Evicted} WHERE recording_id = @RecordingId AND track = @Track AND number = @Number AND acknowledged = 1", segments, t));

    private static void DeleteFiles(IReadOnlyList<JournalSegment> segments)
    {
        foreach (var segment in segments) File.Delete(segment.Path);
    }

    /// <summary>Segments that the journal says are on disk and not yet with the hub; for the repair at start.</summary>
    internal IReadOnlyList<JournalSegment> Unacknowledged() => Segments("WHERE acknowledged = 0 AND state = 0", new { });

    /// <summary>A file that should be there is not: the number will never come.</summary>
    internal void MarkLost(JournalSegment segment) => Write((c, t) =>
    {
        c.Execute($"UPDATE segment SET state = {Destroyed} WHERE recording_id = @RecordingId AND track = @Track AND number = @Number", segment, t);
        Revise(c, t, segment.RecordingId);
    });

    internal IReadOnlySet<(string Track, int Number)> Known(string recordingId) => Read(c =>
        c.Query<(string, long)>("SELECT track, number FROM segment WHERE recording_id = @recordingId", new { recordingId }).Select(r => (r.Item1, (int)r.Item2)).ToHashSet());

    /// <summary>Whether a segment that begins there was captured while hidden.</summary>
    internal bool HiddenAt(string recordingId, long mediaTimeUs) => Read(c => c.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM hidden_span WHERE recording_id = @recordingId AND from_us <= @atUs AND (to_us IS NULL OR to_us > @mediaTimeUs))",
        new { recordingId, mediaTimeUs, atUs = mediaTimeUs + 100_000 }));

    internal byte[]? Init(string recordingId, string track, int epoch) => Read(c => c.QuerySingleOrDefault<byte[]>(
        "SELECT init FROM epoch WHERE recording_id = @recordingId AND track = @track AND number = @epoch", new { recordingId, track, epoch }));

    /// <summary>Finishes what a crash left between the journal and the files.</summary>
    internal void DeleteLeftovers()
    {
        foreach (var id in Read(c => c.Query<string>($"SELECT DISTINCT recording_id FROM segment WHERE state = {Destroyed}").AsList())) DeleteDestroyed(id);
        if (!Directory.Exists(_folders.Root)) return;
        var known = Read(c => c.Query<string>("SELECT id FROM recording").ToHashSet());
        foreach (var folder in Directory.GetDirectories(_folders.Root))
        {
            var name = Path.GetFileName(folder);
            if (name.EndsWith(RecordingFolders.Deleted, StringComparison.Ordinal))
            {
                Finish(folder, name[..^RecordingFolders.Deleted.Length]);
            }
            else if (!known.Contains(name) && !Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any())
            {
                DeleteFolder(folder);
            }
        }
    }

    /// <summary>Files first: on a full disk the row can only go when they have made room. The empty folder says that it has to.</summary>
    private void Finish(string folder, string recordingId)
    {
        if (Directory.Exists(folder))
        {
            foreach (var inside in Directory.GetDirectories(folder)) DeleteFolder(inside);
            foreach (var file in Directory.GetFiles(folder)) File.Delete(file);
        }
        DeleteRow(recordingId);
        DeleteFolder(folder);
    }

    private void DeleteRow(string recordingId) => Write((c, t) =>
    {
        c.Execute("DELETE FROM recording WHERE id = @recordingId", new { recordingId }, t);
        c.Execute("DELETE FROM setting WHERE name = @name", new { name = ScanSetting + recordingId }, t);
    });

    private void DeleteDestroyed(string recordingId)
    {
        foreach (var segment in Segments($"WHERE recording_id = @recordingId AND state = {Destroyed}", new { recordingId }))
        {
            if (File.Exists(segment.Path)) File.Delete(segment.Path);
        }
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static SpanState RequireSpan(IDbConnection c, IDbTransaction t, string recordingId, int number, bool discarded = false)
    {
        var (toUs, state) = c.QuerySingleOrDefault<(long? ToUs, long State)>(
            "SELECT to_us, state FROM hidden_span WHERE recording_id = @recordingId AND number = @number", new { recordingId, number }, t);
        if (state == 0) throw new RecorderException("hidden_span_unknown", $"Recording {recordingId} has no hidden span {number}.");
        if (toUs is null) throw new RecorderException("hidden_span_open", $"Hidden span {number} of recording {recordingId} is not over yet; resume or stop first.");
        if (state == (long)SpanState.Discarded && !discarded) throw new RecorderException("hidden_span_discarded", $"Hidden span {number} of recording {recordingId} was discarded.");
        return (SpanState)state;
    }

    private enum SpanState
    {
        Hidden = 1,
        Restored = 2,
        Discarded = 3,
    }
}
