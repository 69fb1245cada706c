using System.Globalization;
using System.Security.Cryptography;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;
using RecorderState = Tongtang.EdgeAgent.Recordings.RecorderState;
using SourceState = Tongtang.EdgeAgent.Recordings.SourceState;

namespace Tongtang.EdgeAgent.Tests.Recordings;

/// <summary>
/// A box was killed after a real lesson; then one of its files is torn, flipped, truncated or emptied. The box starts, says
/// what it found, and all else is whole.
/// </summary>
public sealed class StoreDamageTests
{
    private static readonly int s_rounds = int.Parse(Environment.GetEnvironmentVariable("FAULTS_DAMAGES") ?? "50", CultureInfo.InvariantCulture);

    [Fact]
    [Trait("speed", "slow")]
    public async Task AnyFile_DamagedAnywhere_BoxStartsAndTheRestIsWhole()
    {
        using var box = new TemporaryFolder();
        using var killed = new TemporaryFolder();
        var id = await RecordAsync(box, killed);
        var random = new Random(31);
        for (var round = 0; round < s_rounds; round++)
        {
            using var folder = new TemporaryFolder();
            Copy(killed.Path, folder.Path);
            var (damaged, damage) = Damage(folder.Path, random);
            var name = $"round {round}: {damage} of {Path.GetRelativePath(folder.Path, damaged)}";
            await using var room = await RecorderRoom.StartAsync(folder);
            await room.ScannedAsync();
            CheckLesson(room, killed.Path, id, damaged, name);
            CheckCommands(room, damaged, name);
            if (damage is "emptied" && !damaged.EndsWith("-wal", StringComparison.Ordinal))
                Assert.True(room.Logs.Lines.Any(line => line.StartsWith("Warning", StringComparison.Ordinal)), $"{name}: nobody says so");
        }
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
        var id = await room.StartAsync("Ohm's law 电");
        await room.SourceIsAsync("teacher", SourceState.Recording);
        await Eventually.LessonGoesOnAsync(4);
        await room.Recorder.MarkAsync("here", CancellationToken.None);
        await room.Recorder.PauseAsync(CancellationToken.None);
        await Eventually.LessonGoesOnAsync(1.5);
        await room.Recorder.ResumeAsync(CancellationToken.None);
        await Eventually.LessonGoesOnAsync(3);
        await room.StopAsync();
        using (var ledger = new CommandLedger(folder["commands.db"], new SqliteStores(TimeProvider.System, room.Logs.Logger<SqliteStores>())))
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
        var path = random.Next(2) == 0
            ? files.Where(f => f.Contains(".db", StringComparison.Ordinal)).OrderBy(_ => random.Next()).First()
            : files[random.Next(files.Count)];
        var bytes = File.ReadAllBytes(path);
        var kinds = new[] { "truncated", "flipped", "zeroed", "torn", "emptied" };
        var kind = kinds[random.Next(kinds.Length)];
        var at = random.Next(bytes.Length);
        if (kind == "truncated") bytes = bytes[..at];
        if (kind == "emptied") bytes = [];
        if (kind == "zeroed") Array.Clear(bytes, at, Math.Min(4096, bytes.Length - at));
        if (kind == "torn") random.NextBytes(bytes.AsSpan(at));
        for (var i = 0; kind == "flipped" && i < 40; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, bytes);
        return (path, kind);
    }

    private static void CheckLesson(RecorderRoom room, string killed, string id, string damaged, string name)
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
            Assert.True(kept.Values.Any(s => s.Hidden), $"{name}: what was paused in {track} is not hidden any more\n{string.Join('\n', room.Logs.Lines)}");
        }
    }

    private static void CheckCommands(RecorderRoom room, string damaged, string name)
    {
        var folder = Path.GetDirectoryName(room.Folders.Root)!;
        using var ledger = new CommandLedger(Path.Combine(folder, "commands.db"), new SqliteStores(TimeProvider.System, room.Logs.Logger<SqliteStores>()));
        ledger.Keep(new CommandResult { CommandId = "after", Outcome = CommandOutcome.Done });
        Assert.True(ledger.Find("after") is not null, name);
        if (!damaged.Contains("commands.db", StringComparison.Ordinal)) Assert.True(ledger.Find("c7") is not null, name);
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
