using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class JournalTests : IDisposable
{
    private const string Id = "01a1fc0000007000a000000000000001";
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingFolders _folders;
    private Journal _journal;

    public JournalTests()
    {
        _folders = new RecordingFolders(_folder.Path);
        _journal = new Journal(_folder["journal.db"], _folders);
    }

    [Fact]
    public void Begin_ThenSegments_DescribedPendingAndAcknowledged()
    {
        Begin();
        Assert.Equal([Id], _journal.Unfinished(10));
        var (epoch, first) = BeginEpoch();
        Assert.Equal((0, 0), (epoch, first));
        for (var i = 0; i < 3; i++) Add(i);
        Assert.Equal([0, 1, 2], _journal.Pending(Id, 10).Select(s => s.Number));
        Assert.Equal((3, 300), _journal.PendingTotals());
        _journal.AcknowledgeSegments(Id, [("teacher.video", 1), ("teacher.video", 1), ("teacher.audio", 7)]);
        Assert.Equal([0, 2], _journal.Pending(Id, 10).Select(s => s.Number));

        var description = _journal.Describe(Id)!;
        Assert.Equal("Ohm's law \"电\" 😀", description.Title);
        Assert.Equal(["teacher.video"], description.Tracks.Select(t => t.Name));
        Assert.Equal((TrackKind.Video, 1920u), (description.Tracks[0].Kind, description.Tracks[0].Width));
        _journal.AcknowledgeDescription(Id, description.Revision);
        Assert.False(_journal.DescriptionPending(Id));
        _journal.AddMark(Id, 1500, "here");
        Assert.True(_journal.DescriptionPending(Id));
        Assert.True(_journal.Describe(Id)!.Revision > description.Revision);
        Assert.Equal((1500, "here"), _journal.Describe(Id)!.Marks.Select(m => (m.AtMs, m.Label)).Single());
    }

    [Fact]
    public void Marks_AndPauses_AreNoMoreThanTheHubTakes()
    {
        Begin();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_journal.DatabasePath};Pooling=False"))
        {
            connection.Open();
            Fill(connection, "INSERT INTO mark (recording_id, number, at_ms, label) VALUES ($id, $n, $n, '')", 9999);
            Fill(connection, "INSERT INTO hidden_span (recording_id, number, from_us, to_us, state) VALUES ($id, $n, $n, $n, 1)", 999);
        }
        _journal.AddMark(Id, 99_999, "the last");
        Assert.Equal("marks_too_many", Assert.Throws<RecorderException>(() => _journal.AddMark(Id, 100_000, "one more")).Code);
        _journal.SetHidden(Id, 2000, hidden: true);
        _journal.SetHidden(Id, 3000, hidden: false);
        Assert.Equal("pauses_too_many", Assert.Throws<RecorderException>(() => _journal.SetHidden(Id, 4000, hidden: true)).Code);
        var description = _journal.Describe(Id)!;
        Assert.Equal((10_000, 1000), (description.Marks.Count, description.HiddenSpans.Count));

        static void Fill(Microsoft.Data.Sqlite.SqliteConnection connection, string sql, int rows)
        {
            using var transaction = connection.BeginTransaction();
            for (var n = 0; n < rows; n++)
            {
                using var insert = new Microsoft.Data.Sqlite.SqliteCommand(sql, connection, transaction);
                insert.Parameters.AddWithValue("$id", Id);
                insert.Parameters.AddWithValue("$n", n);
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    [Fact]
    public void PlaceLessonsOf_AClockThatWasWrong_MovesTheLessonsOfThisBoot()
    {
        Begin();
        var told = _journal.Describe(Id)!;
        _journal.PlaceLessonsOf("another boot", 1_788_220_800_000);
        Assert.Equal(told.Revision, _journal.Describe(Id)!.Revision);
        _journal.PlaceLessonsOf(told.BootId, 1_788_220_800_000);
        var placed = _journal.Describe(Id)!;
        Assert.Equal(1_788_220_800_000 + told.StartedMonotonicMs, placed.StartedAtMs + placed.ClockOffsetMs);
        Assert.True(placed.Revision > told.Revision && placed.ClockKnown);
        // The next word of the hub is a few milliseconds different and moves nothing.
        _journal.PlaceLessonsOf(told.BootId, 1_788_220_800_007);
        Assert.Equal(placed, _journal.Describe(Id));
    }

    [Fact]
    public void AnswersAreOf_AnotherStoreOfTheSameHub_PutsAcknowledgementsInDoubt()
    {
        Begin();
        BeginEpoch();
        for (var i = 0; i < 3; i++) Add(i);
        _journal.AnswersAreOf("hub-a", "one");
        _journal.AcknowledgeSegments(Id, [("teacher.video", 0), ("teacher.video", 1)]);
        _journal.AcknowledgeDescription(Id, _journal.Describe(Id)!.Revision);
        _journal.AnswersAreOf("hub-a", "one");
        Assert.Empty(_journal.InDoubt(Id));
        _journal.AnswersAreOf("hub-a", "two");
        Assert.True(_journal.DescriptionPending(Id));
        Assert.Equal([0, 1], _journal.InDoubt(Id).Select(s => s.Number).Order());
        _journal.TakeBack(Id, [("teacher.video", 1)]);
        Assert.Equal([1, 2], _journal.Pending(Id, 10).Select(s => s.Number));
        _journal.AcknowledgeDescription(Id, _journal.Describe(Id)!.Revision);
        Assert.Empty(_journal.InDoubt(Id));
        // A hub that has never heard of these is not asked for what another one has.
        _journal.AnswersAreOf("hub-b", "three");
        Assert.Empty(_journal.InDoubt(Id));
    }

    [Fact]
    public void TakeBack_WhatTheBoxHasDeletedSince_IsDeclaredLost()
    {
        Begin();
        BeginEpoch();
        for (var i = 0; i < 2; i++) Add(i);
        _journal.AnswersAreOf("hub-a", "one");
        _journal.AcknowledgeSegments(Id, [("teacher.video", 0)]);
        _journal.AcknowledgeDescription(Id, _journal.Describe(Id)!.Revision);
        Assert.Equal(1, _journal.EvictAcknowledged(1));
        _journal.AnswersAreOf("hub-a", "two");
        _journal.TakeBack(Id, _journal.InDoubt(Id).ToList());
        Assert.Equal([(0u, 0u)], _journal.Describe(Id)!.Tracks[0].Lost.Select(range => (range.First, range.Last)));
        Assert.Equal([1], _journal.Pending(Id, 10).Select(s => s.Number));
    }

    [Fact]
    public void Reopen_AfterACrash_EverythingIsThere()
    {
        Begin();
        BeginEpoch();
        Add(0);
        _journal.SetHidden(Id, 2_000_000, hidden: true);
        _journal.SetPaused(Id, true);
        _journal.Covered = true;
        _journal.Dispose();
        _journal = new Journal(_folder["journal.db"], _folders);
        var running = Assert.Single(_journal.Running());
        Assert.Equal((true, 2_000_000L, (0, 2_000_000L)), (running.Paused, running.MediaEndUs, running.OpenSpan!.Value));
        Assert.Equal(["teacher", "mic"], running.Sources);
        Assert.True(_journal.Covered);
    }

    [Fact]
    public void Close_Acknowledged_NothingLeftToSay()
    {
        Begin();
        BeginEpoch();
        Add(0);
        Add(1);
        Assert.Null(_journal.Closing(Id));
        _journal.AcknowledgeClose(Id);
        Assert.Equal([Id], _journal.Unfinished(10));
        _journal.End(Id, 1_700_000_004_000, 4_000_000);
        var closing = _journal.Closing(Id)!;
        Assert.Equal((1_700_000_004_000, "teacher.video", 2u), (closing.EndedAtMs, closing.Totals[0].Track, closing.Totals[0].Segments));
        _journal.AcknowledgeSegments(Id, [("teacher.video", 0), ("teacher.video", 1)]);
        _journal.AcknowledgeDescription(Id, ulong.MaxValue >> 1);
        _journal.AcknowledgeClose(Id);
        Assert.Empty(_journal.Unfinished(10));
        Assert.Null(_journal.Closing(Id));
        Assert.Equal(RecordingProgress.Uploaded, _journal.Find(Id)!.State);
        Assert.Equal(Id, _journal.OldestFinished());
    }

    [Fact]
    public void Describe_NumbersThatNeverCame_AreLost()
    {
        Begin();
        BeginEpoch();
        foreach (var number in new[] { 2, 3, 6 }) Add(number);
        Assert.Equal([(0u, 1u), (4u, 5u)], _journal.Describe(Id)!.Tracks[0].Lost.Select(r => (r.First, r.Last)));
    }

    [Fact]
    public void Span_RestoredAfterTheHubHadAll_IsSentAfterAll()
    {
        Hidden();
        _journal.End(Id, 1, 10_000_000);
        _journal.AcknowledgeClose(Id);
        Assert.Equal([0, 3], _journal.Pending(Id, 10).Select(s => s.Number));
        Assert.Equal([(1u, 2u)], _journal.Describe(Id)!.Tracks[0].Hidden.Select(r => (r.First, r.Last)));
        _journal.RestoreSpan(Id, 0);
        Assert.Equal([0, 1, 2, 3], _journal.Pending(Id, 10).Select(s => s.Number));
        Assert.Empty(_journal.Describe(Id)!.Tracks[0].Hidden);
        Assert.Equal(HiddenState.Restored, _journal.Describe(Id)!.HiddenSpans[0].State);
        Assert.Equal([Id], _journal.Unfinished(1));
        Assert.NotNull(_journal.Closing(Id));
        Assert.Equal("hidden_span_restored", Assert.Throws<RecorderException>(() => _journal.DiscardSpan(Id, 0)).Code);
    }

    [Fact]
    public void Span_Discarded_FilesAreGoneEvenOneThatComesLater()
    {
        Hidden();
        _journal.DiscardSpan(Id, 0);
        Assert.Equal([0, 3], _journal.Segments(Id, "teacher.video").Select(s => s.Number));
        Assert.False(File.Exists(_folders.Segment(Id, "teacher.video", 0, 1)));
        Assert.Equal([(1u, 2u)], _journal.Describe(Id)!.Tracks[0].Lost.Select(r => (r.First, r.Last)));
        Add(4, hidden: true, atUs: 3_900_000);
        Assert.False(File.Exists(_folders.Segment(Id, "teacher.video", 0, 4)));
        Assert.Equal("hidden_span_discarded", Assert.Throws<RecorderException>(() => _journal.RestoreSpan(Id, 0)).Code);
        _journal.DiscardSpan(Id, 0);
    }

    [Fact]
    public void Span_OpenOrUnknown_Refused()
    {
        Begin();
        _journal.SetHidden(Id, 1, hidden: true);
        Assert.Equal("hidden_span_open", Assert.Throws<RecorderException>(() => _journal.DiscardSpan(Id, 0)).Code);
        Assert.Equal("hidden_span_unknown", Assert.Throws<RecorderException>(() => _journal.RestoreSpan(Id, 1)).Code);
        Assert.Equal("recording_running", Assert.Throws<RecorderException>(() => _journal.Delete(Id)).Code);
        Assert.Equal("recording_unknown", Assert.Throws<RecorderException>(() => _journal.Delete("no")).Code);
    }

    [Fact]
    public void List_Newest_WithViewsMarksAndSpans()
    {
        Hidden();
        _journal.AddMark(Id, 2500, "");
        var summary = Assert.Single(_journal.List(10));
        Assert.Equal((RecordingProgress.Recording, 2L, 2L, 8.0), (summary.State, summary.TotalSegments, summary.PendingSegments, summary.DurationSeconds));
        Assert.Equal(["teacher"], summary.Views.Select(v => v.Name));
        Assert.Equal((2.0, 4.0, HiddenSpanState.Hidden), summary.HiddenSpans.Select(s => (s.FromSeconds, s.ToSeconds!.Value, s.State)).Single());
        Assert.Equal(2.5, summary.Marks.Single().AtSeconds);
    }

    [Fact]
    public void Evict_OnlyWhatTheHubHas()
    {
        Hidden();
        _journal.AcknowledgeSegments(Id, [("teacher.video", 0)]);
        Assert.Equal(1, _journal.EvictAcknowledged(100));
        Assert.Equal(0, _journal.EvictAcknowledged(100));
        Assert.False(File.Exists(_folders.Segment(Id, "teacher.video", 0, 0)));
        Assert.True(File.Exists(_folders.Segment(Id, "teacher.video", 0, 3)));
        Assert.Empty(_journal.Describe(Id)!.Tracks[0].Lost);
        Assert.Null(_journal.OldestFinished());
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    private void Begin() => _journal.Begin(
        new RecordingStart(Id, "Ohm's law \"电\" 😀", "", 1_700_000_000_000, 5, "boot", 0, true, null),
        [new() { Name = "teacher", AudioFrom = "mic" }, new() { Name = "mic", Kind = SourceKind.Microphone, Role = EdgeAgent.Sources.SourceRole.Audio }]);

    private (int, int) BeginEpoch() => _journal.BeginEpoch(new EpochStart(Id, "teacher.video", MediaKind.Video, "avc1.640028", 1920, 1080, new byte[] { 1, 2 }));

    private void Add(int number, bool hidden = false, long? atUs = null)
    {
        var path = _folders.Segment(Id, "teacher.video", 0, number);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
        _journal.AddSegment(new JournalSegment(Id, "teacher.video", 0, number, path, 100, new byte[32], 1_700_000_000_000 + number, atUs ?? number * 2_000_000L, 2_000_000, true, hidden, false));
    }

    /// <summary>Segments 0 to 3 of 2 s, the middle two hidden; the second one is hidden a little longer than the span, as until a keyframe.</summary>
    private void Hidden()
    {
        Begin();
        BeginEpoch();
        Add(0);
        _journal.SetHidden(Id, 2_000_000, hidden: true);
        Add(1, hidden: true);
        _journal.SetHidden(Id, 4_000_000, hidden: false);
        Add(2, hidden: true, atUs: 3_800_000);
        Add(3);
    }
}
