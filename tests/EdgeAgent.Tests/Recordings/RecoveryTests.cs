using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class RecoveryTests
{
    /// <summary>
    /// Real segments of picture and sound, damaged as disks do it at random places: what is kept decodes without a word,
    /// and no part that was whole is lost, unless a flipped bit happens to change nothing.
    /// </summary>
    [Fact]
    [Trait("speed", "slow")]
    public async Task Run_DamagedSegment_CutToItsLastWholeFragment()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (var room = await RecorderRoom.StartAsync(folder, RecorderRoom.Test("teacher")))
        {
            id = await room.StartAsync();
            await Eventually.LessonGoesOnAsync(4);
            await room.StopAsync();
        }
        var folders = new RecordingFolders(folder.Path);
        foreach (var track in new[] { "teacher.video", "teacher.audio" })
        {
            var init = await File.ReadAllBytesAsync(folders.Init(id, track, 0));
            var whole = await File.ReadAllBytesAsync(folders.Segment(id, track, 0, 0));
            var ends = SegmentRepair.SoundEnds(whole, InitSegment.Parse(init));
            Assert.Equal(whole.Length, ends[^1]);
            Assert.True(ends.Count > 3);
            // The form alone finds zeros and cuts exactly, everywhere.
            Prop.ForAll(Gen.Choose(1, whole.Length - 1).ToArbitrary(), Gen.Elements(Damage.Truncated, Damage.ZeroTail, Damage.ZeroBlock).ToArbitrary(), (at, damage) =>
            {
                var (bytes, first) = Spoil(whole, damage, at);
                return SegmentRepair.SoundEnds(bytes, InitSegment.Parse(init)).Append(0).Max() == ends.LastOrDefault(end => end <= first);
            }).QuickCheckThrowOnFailure();

            var random = new Random(7);
            foreach (var damage in Enum.GetValues<Damage>())
            {
                for (var round = 0; round < 4; round++)
                {
                    var (bytes, first) = Spoil(whole, damage, random.Next(1, whole.Length));
                    var kept = await RecoverAsync(folder[$"{track}{damage}{round}"], track, init, bytes) ?? [];
                    var soundBefore = ends.LastOrDefault(end => end <= first);
                    if (damage is Damage.FlippedBits or Damage.StrangeTail) Assert.True(kept.Length >= soundBefore, $"{damage} at {first}: {kept.Length} of {soundBefore} bytes are kept");
                    else Assert.Equal(soundBefore, kept.Length);
                    Assert.Equal(bytes[..kept.Length], kept);
                    if (kept.Length == 0) continue;
                    var path = folder["kept.mp4"];
                    await File.WriteAllBytesAsync(path, [.. init, .. kept]);
                    Assert.Equal("", await Decoding.ComplaintsAsync(path));
                }
            }
        }
    }

    [Fact]
    public void WholeParts_AnyBytes_NeverBeyondTheEndAndInOrder()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => WholeParts.Ends(bytes) is var ends && ends.All(end => end > 0 && end <= bytes.Length) && ends.SequenceEqual(ends.Order())).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Run_RowWithoutAFile_IsLostAndFileWithoutARow_IsEntered()
    {
        using var folder = new TemporaryFolder();
        using var logs = new LogWatch();
        var folders = new RecordingFolders(folder.Path);
        using var journal = new Journal(folder["journal.db"], folders);
        journal.Begin(new RecordingStart("r", "", "", 0, 0, "boot", 0, true, null), [new() { Name = "a" }]);
        journal.BeginEpoch(new EpochStart("r", "a.video", MediaKind.Video, "avc1", 2, 2, new byte[] { 1 }));
        journal.AddSegment(new JournalSegment("r", "a.video", 0, 0, "", 1, new byte[32], 0, 0, 1, true, false, false));
        Directory.CreateDirectory(Path.Combine(folders.Root, "stranger"));
        await RunAsync(folder.Path, journal, folders, logs);
        Assert.Equal(0u, Assert.Single(journal.Describe("r")!.Tracks[0].Lost).First);
        Assert.Empty(journal.Pending("r", 10));
        Assert.False(Directory.Exists(Path.Combine(folders.Root, "stranger")));
    }

    private enum Damage
    {
        /// <summary>The file ends early.</summary>
        Truncated,

        /// <summary>Its length is there, its last blocks never reached the disk.</summary>
        ZeroTail,

        /// <summary>One block in the middle never reached the disk.</summary>
        ZeroBlock,

        FlippedBits,

        /// <summary>What the blocks held before.</summary>
        StrangeTail,
    }

    /// <summary>Returns the damaged bytes and where they first differ.</summary>
    private static (byte[] Bytes, int First) Spoil(byte[] whole, Damage damage, int at)
    {
        if (damage == Damage.Truncated) return (whole[..at], at);
        var bytes = (byte[])whole.Clone();
        var random = new Random(at);
        if (damage == Damage.ZeroTail) Array.Clear(bytes, at, bytes.Length - at);
        if (damage == Damage.ZeroBlock) Array.Clear(bytes, at, Math.Min(4096, bytes.Length - at));
        if (damage == Damage.StrangeTail) random.NextBytes(bytes.AsSpan(at));
        for (var i = 0; damage == Damage.FlippedBits && i < 40; i++) bytes[random.Next(at, bytes.Length)] ^= (byte)(1 << random.Next(8));
        var same = bytes.AsSpan().CommonPrefixLength(whole);
        return (bytes, same);
    }

    private static async Task RunAsync(string dataFolder, Journal journal, RecordingFolders folders, LogWatch logs)
    {
        using var children = new ChildProcesses();
        var trial = new SegmentTrial(children, new CaptureFiles(dataFolder), new RecordingOptions(), TimeProvider.System);
        await new Recovery(journal, folders, trial, DamageBoard.Of(dataFolder, logs), TimeProvider.System, logs.Factory.CreateLogger<Recovery>()).RunAsync(CancellationToken.None);
    }

    private static async Task<byte[]?> RecoverAsync(string dataFolder, string track, byte[] init, byte[] damaged)
    {
        using var logs = new LogWatch();
        var folders = new RecordingFolders(dataFolder);
        Directory.CreateDirectory(folders.Track("r", track));
        using var journal = new Journal(Path.Combine(dataFolder, "journal.db"), folders);
        journal.Begin(new RecordingStart("r", "", "", 0, 0, "boot", 0, true, null), [new() { Name = "teacher" }]);
        journal.BeginEpoch(new EpochStart("r", track, InitSegment.Parse(init).Tracks[0].Kind, "", 2, 2, init));
        await File.WriteAllBytesAsync(folders.Segment("r", track, 0, 0) + RecordingFolders.Unfinished, damaged);
        await RunAsync(dataFolder, journal, folders, logs);
        Assert.Empty(Directory.GetFiles(folders.Track("r", track), "*.part"));
        if (journal.Segments("r", track) is not [var segment]) return null;
        var kept = await File.ReadAllBytesAsync(segment.Path);
        Assert.Equal(segment.Sha256, System.Security.Cryptography.SHA256.HashData(kept));
        return kept;
    }
}
