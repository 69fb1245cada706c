using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;
using Xunit.Abstractions;
using RecorderState = Tongtang.EdgeAgent.Recordings.RecorderState;
using SourceState = Tongtang.EdgeAgent.Recordings.SourceState;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>
/// A box was killed or stopped after a real lesson; then one of its files is torn, flipped, truncated or emptied. The box starts, says
/// what it found, and all else is whole.
/// </summary>
public sealed class StoreDamageTests(ITestOutputHelper output)
{
    private static readonly int s_rounds = FaultTable.Times("DAMAGES", 50);

    [Fact]
    [Trait("kind", "fault")]
    [Trait("speed", "slow")]
    public async Task AnyFile_DamagedAnywhere_BoxStartsAndTheRestIsWhole()
    {
        using var box = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        var id = await RecordAsync(box, killed);
        var (before, hidden) = await LookAsync(killed);
        var random = new Random(31);
        var told = 0;
        for (var round = 0; round < s_rounds; round++)
        {
            using var folder = new TemporaryFolder();
            // Killed, all is in the databases' logs; stopped, all is in the databases.
            Copy(round % 2 == 0 ? killed.Path : box.Path, folder.Path);
            var (damaged, damage) = Damage(folder.Path, random);
            var name = $"round {round}: {damage} of {Path.GetRelativePath(folder.Path, damaged)}";
            await using var room = await RecorderRoom.StartAsync(folder);
            await room.ScannedAsync();
            CheckLesson(room, killed.Path, id, hidden, damaged, name);
            CheckCommands(room, damaged, name);
            Assert.Equal(("teacher", 320), (Assert.Single(room.Sources.Current).Name, room.Sources.Current[0].Width));
            var repairs = room.Repairs.All;
            told += repairs.Count > 0 ? 1 : 0;
            Assert.True(repairs.Count > 0 || (!MustBeTold(damaged) && Says(room, id) == before), $"{name}: nobody says so\n{string.Join('\n', room.Logs.Lines)}");
            foreach (var aside in repairs.Select(r => r.MovedTo).OfType<string>()) Assert.True(File.Exists(aside), $"{name}: {aside} is not there");
            Assert.True(repairs.Select(r => r.File).All(f => File.Exists(folder[f]) || Directory.Exists(folder[f])), name);
        }
        output.WriteLine($"{s_rounds} damages, {told} of them mattered and were told");
        FaultTable.Add(
            "F03", "a box killed after a lesson, then one of its files (journal, its log, command results, sources, cards, init segments, segments) torn, flipped in 40 bits, truncated, zeroed or emptied at a random place", $"{s_rounds} damages",
            "the box starts; the lesson, its end and every other segment are there, byte for byte; what was paused stays hidden; what is kept is what the journal says of it; sources and command results are there; what mattered is told", $"held, {told} told");
    }

    /// <summary>Rows that can be read are not all that there were, and not what was written.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Journal_SavedWithoutThePauseAndWithHalfAnInit_CardAndFileGoBefore()
    {
        using var box = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        var id = await RecordAsync(box, killed);
        await using (var journal = new SqliteConnection($"Data Source={box["journal.db"]};Pooling=false"))
        {
            await journal.OpenAsync();
            await journal.ExecuteAsync("DELETE FROM hidden_span; UPDATE segment SET hidden_span = NULL; UPDATE mark SET label = 'x'; UPDATE epoch SET init = CAST(substr(init, 1, 300) || zeroblob(300) AS BLOB); DELETE FROM segment WHERE number > 0");
        }
        SqliteCheck.Suspect(box["journal.db"]);
        await using var room = await RecorderRoom.StartAsync(box);
        await room.ScannedAsync();
        var (_, hidden) = await LookAsync(killed);
        CheckLesson(room, killed.Path, id, hidden, "journal.db", "saved");
        Assert.Equal("here", Assert.Single(room.Journal.Find(id)!.Marks).Label);
        await new StoredTrack(room.Journal, id, "teacher.video").MustDecodeSilentlyAsync(box);
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Repair_Restarted_IsStillKnown()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["journal.db"], "this is no database");
        await using (var first = await RecorderRoom.StartAsync(folder)) Assert.Equal("journal.db", Assert.Single(first.Repairs.All).File);
        await using var second = await RecorderRoom.StartAsync(folder);
        var repair = Assert.Single(second.Repairs.All);
        Assert.Equal((1L, StoreKind.Database, 1, "this is no database"), (repair.Number, repair.Kind, repair.Times, await File.ReadAllTextAsync(repair.MovedTo!)));
    }

    [Fact]
    [Trait("speed", "slow")]
    public async Task Journal_LostWithItsCards_MediaIsEnteredAgainAndHidden()
    {
        using var box = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        var id = await RecordAsync(box, folder);
        foreach (var file in Directory.GetFiles(folder.Path, "journal.db*")) File.Delete(file);
        File.Delete(Path.Combine(folder.Path, "recordings", id, "recording.json"));
        await using var room = await RecorderRoom.StartAsync(folder);
        await room.ScannedAsync();
        var found = room.Journal.Find(id)!;
        Assert.Equal((RecordingProgress.Uploading, "", 0L), (found.State, found.Title, found.PendingSegments));
        Assert.Equal(HiddenSpanState.Hidden, Assert.Single(found.HiddenSpans).State);
        room.Journal.RestoreSpan(id, 0);
        Assert.True(room.Journal.Find(id)!.PendingSegments >= 4);
        await new StoredTrack(room.Journal, id, "teacher.video").MustDecodeSilentlyAsync(folder);
    }

    /// <summary>What is acknowledged in a log that is gone was acknowledged for the journal's ears only: it is offered again.</summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Journal_LostItsLog_StoppedLessonStaysStoppedAndPauseStaysHidden()
    {
        using var box = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        var id = await RecordAsync(box, folder);
        File.Delete(folder["journal.db-wal"]);
        File.Delete(folder["journal.db-shm"]);
        await using var room = await RecorderRoom.StartAsync(folder);
        await room.ScannedAsync();
        Assert.Equal(RecorderState.Idle, room.Recorder.Status.State);
        var found = room.Journal.Find(id)!;
        Assert.Equal(("Ohm's law 电", 1, 1), (found.Title, found.Marks.Count, found.HiddenSpans.Count));
        Assert.NotNull(found.EndedAt);
        Assert.True(found.TotalSegments > 0);
    }

    /// <summary>Records, and copies the data folder as a kill would leave it: with the journal's log.</summary>
    private static async Task<string> RecordAsync(TemporaryFolder folder, TemporaryFolder killed)
    {
        await using var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher"));
        await room.Sources.ReplaceAsync([RecorderRoom.Test("teacher")], CancellationToken.None);
        var id = await room.StartAsync("Ohm's law 电");
        await room.SourceIsAsync("teacher", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(4);
        await room.Recorder.MarkAsync("here", CancellationToken.None);
        await room.Recorder.PauseAsync(CancellationToken.None);
        await Eventually.LessonGoesOnAsync(1.5);
        await room.Recorder.ResumeAsync(CancellationToken.None);
        await Eventually.LessonGoesOnAsync(3);
        await room.StopAsync();
        using (var ledger = new CommandLedger(folder["commands.db"], new SqliteStores(room.Repairs, TimeProvider.System)))
        {
            for (var i = 0; i < 20; i++) ledger.Keep(new CommandResult { CommandId = $"c{i}", Outcome = CommandOutcome.Done });
            Copy(folder.Path, killed.Path);
        }
        return id;
    }

    private static (string Path, string Damage) Damage(string folder, Random random)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length > 0 && !f.EndsWith("-shm", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        // Each kind as often as the other: there are many segments and one journal.
        var kind = random.Next(3);
        if (kind < 2) files = files.FindAll(f => IsDatabase(f) == (kind == 0) && (kind == 0 || !f.EndsWith(".m4s", StringComparison.Ordinal)));
        var path = files[random.Next(files.Count)];
        return (path, Damages.Spoil(path, random));
    }

    private static bool IsDatabase(string path) => path.Contains(".db", StringComparison.Ordinal);

    /// <summary>What carries a sum is found whatever was done to it. Of the sources the sum alone may be gone; a copy is only looked at when it is needed.</summary>
    private static bool MustBeTold(string damaged) => Path.GetExtension(damaged) is ".m4s" or ".mp4" || Path.GetFileName(damaged) == "recording.json";

    /// <summary>What the journal says of the lesson that is not damaged, and which segments are hidden.</summary>
    private static async Task<(string Says, IReadOnlySet<(string Track, int Number)> Hidden)> LookAsync(TemporaryFolder killed)
    {
        using var folder = new TemporaryFolder();
        Copy(killed.Path, folder.Path);
        await using var room = await RecorderRoom.StartAsync(folder);
        await room.ScannedAsync();
        Assert.Empty(room.Repairs.All);
        var id = room.Journal.List(1)[0].Id;
        var hidden = room.Journal.Segments(id, "teacher.video").Concat(room.Journal.Segments(id, "teacher.audio")).Where(s => s.Hidden).Select(s => (s.Track, s.Number)).ToHashSet();
        Assert.NotEmpty(hidden);
        return (Says(room, id), hidden);
    }

    /// <summary>All that the journal says of a lesson, less how often it said so.</summary>
    private static string Says(RecorderRoom room, string id)
    {
        var description = room.Journal.Describe(id)!;
        description.Revision = 0;
        return $"{description}\n{string.Join('\n', room.Journal.Segments(id, "teacher.video").Concat(room.Journal.Segments(id, "teacher.audio")).Select(s => s with { Path = "", Sha256 = [] }))}";
    }

    private static void CheckLesson(RecorderRoom room, string killed, string id, IReadOnlySet<(string Track, int Number)> hidden, string damaged, string name)
    {
        var found = room.Journal.Find(id);
        Assert.True(found is not null, $"{name}: the lesson is gone\n{string.Join('\n', room.Logs.Lines)}");
        Assert.NotNull(found.EndedAt);
        foreach (var track in new[] { "teacher.video", "teacher.audio" })
        {
            var kept = room.Journal.Segments(id, track).ToDictionary(s => s.Number);
            foreach (var original in Directory.GetFiles(Path.Combine(killed, "recordings", id, track), "*.m4s"))
            {
                var number = RecordingFolders.Parse(original)!.Value.Number;
                if (Path.GetRelativePath(killed, original) == Path.GetRelativePath(Path.GetDirectoryName(room.Folders.Root)!, damaged)) continue;
                Assert.True(kept.ContainsKey(number), $"{name}: segment {number} of {track} is gone\n{string.Join('\n', room.Logs.Lines)}");
                Assert.True(SHA256.HashData(File.ReadAllBytes(original)).AsSpan().SequenceEqual(kept[number].Sha256), $"{name}: segment {number} of {track} is another one");
            }
            foreach (var segment in kept.Values)
                Assert.True(SHA256.HashData(File.ReadAllBytes(segment.Path)).AsSpan().SequenceEqual(segment.Sha256), $"{name}: segment {segment.Number} of {track} is not what the journal says");
            foreach (var segment in kept.Values)
                Assert.True(segment.Hidden || !hidden.Contains((track, segment.Number)), $"{name}: segment {segment.Number} of {track} was paused and is not hidden any more\n{string.Join('\n', room.Logs.Lines)}");
        }
    }

    private static void CheckCommands(RecorderRoom room, string damaged, string name)
    {
        var folder = Path.GetDirectoryName(room.Folders.Root)!;
        using var ledger = new CommandLedger(Path.Combine(folder, "commands.db"), new SqliteStores(room.Repairs, TimeProvider.System));
        ledger.Keep(new CommandResult { CommandId = "after", Outcome = CommandOutcome.Done });
        Assert.True(ledger.Find("after") is not null, name);
        Assert.True(ledger.Find("c7") is not null || damaged.Contains("commands.db", StringComparison.Ordinal), name);
    }

    /// <summary>What is in <c>run</c> is of the captures that run, pipes among it; a start clears it.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from).Concat(Directory.GetFiles(Path.Combine(from, "recordings"), "*", SearchOption.AllDirectories)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
