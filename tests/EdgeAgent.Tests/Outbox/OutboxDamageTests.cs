using FsCheck;
using FsCheck.Fluent;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

/// <summary>Files torn, flipped and truncated: it starts, keeps what can be read, never sends what was not given, and says so.</summary>
public sealed class OutboxDamageTests
{
    private enum Harm
    {
        Flip,
        Truncate,
        Zero,
    }

    [Fact]
    public void File_HarmedAnywhere_CostsOnlyItself()
    {
        var harms = from harm in Gen.Elements(Enum.GetValues<Harm>())
                    from file in Gen.Choose(0, 2)
                    from at in Gen.Choose(0, 999)
                    select (harm, file, at);
        // Not on a test thread: there are two, and two such tests that wait for each other's threads wait for ever.
        Prop.ForAll(Arb.From(harms), harm => Task.Run(() => RunAsync(harm.harm, harm.file, harm.at / 1000.0)).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(50));
    }

    /// <summary>As after a repair of the file system that left something else there; the process must not fall over it again and again.</summary>
    [Fact]
    public async Task File_OutOfReach_IsMovedAside_AndWhatComesIsStored()
    {
        await using var outbox = new OutboxFolder().Open();
        outbox.Log.Expect("was damaged");
        var given = await outbox.AppendManyAsync(ItemClass.Reading, 5, 10);
        await outbox.Store.DisposeAsync();
        var file = Assert.Single(outbox.Files("readings"));
        File.Delete(file);
        File.CreateSymbolicLink(file, "/nowhere/at/all.db");
        outbox.Open();
        Assert.Single(outbox.Repairs.All);
        foreach (var sequence in await outbox.AppendManyAsync(ItemClass.Reading, 300, 8000)) Assert.DoesNotContain(sequence, given);
        await outbox.ReopenAsync();
        Assert.Equal(300, outbox.ReadAll(ItemClass.Reading).Items.Count);
    }

    [Fact]
    public async Task Folder_OutOfReach_IsRefusedByCode_UntilItIsThereAgain()
    {
        await using var outbox = new OutboxFolder().Open();
        outbox.Log.Expect("Storing items");
        var folder = Path.Combine(outbox.Path, "command-results");
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(folder, "");
        var refused = await Assert.ThrowsAsync<OutboxException>(() => outbox.AppendAsync(ItemClass.CommandResult, OutboxFolder.Reading(1)));
        Assert.Equal("outbox_broken", refused.Code);
        Assert.Equal(1, await outbox.AppendAsync(ItemClass.Reading, OutboxFolder.Reading(1)));

        File.Delete(folder);
        Directory.CreateDirectory(folder);
        Assert.NotEqual(0, await outbox.AppendAsync(ItemClass.CommandResult, OutboxFolder.Reading(1)));
    }

    private static async Task<bool> RunAsync(Harm harm, int file, double at)
    {
        await using var outbox = new OutboxFolder().Open();
        outbox.Log.Expect("was damaged");
        // A little over two files.
        var given = await outbox.AppendManyAsync(ItemClass.Reading, 260, 8000);
        await outbox.Store.DisposeAsync();
        var files = outbox.Files("readings");
        Assert.Equal(3, files.Count);
        var firsts = files.Select(f => long.Parse(Path.GetFileNameWithoutExtension(f))).Append(given[^1] + 1).ToList();
        Do(harm, files[file], at);

        outbox.Open();
        var (items, gaps) = outbox.ReadAll(ItemClass.Reading);
        var alive = items.Select(i => (long)i.Sequence).ToHashSet();
        Assert.All(items, i => Assert.Equal(new string('x', 8000), i.Event.Details["text"]));
        // The other files are whole.
        Assert.All(given.Where(s => s < firsts[file] || s >= firsts[file + 1]), s => Assert.Contains(s, alive));
        Assert.All(gaps, gap => Assert.Equal(GapReasons.Missing, gap.Reason));
        var lost = given.Length - items.Count;
        Assert.True(harm != Harm.Flip || lost <= 110, $"one flipped byte cost {lost} items");
        // It works on, and no sequence is given out twice.
        foreach (var sequence in await outbox.AppendManyAsync(ItemClass.Reading, 10, 10)) Assert.DoesNotContain(sequence, given);
        // The page that was met in mid-read is mended now; a neighbour in it may have gone with it, and then it stays so.
        var mended = outbox.ReadAll(ItemClass.Reading).Items.Count;
        Assert.InRange(mended, items.Count + 10 - 4, items.Count + 10);
        await outbox.ReopenAsync();
        Assert.Equal(mended, outbox.ReadAll(ItemClass.Reading).Items.Count);
        return true;
    }

    private static void Do(Harm harm, string path, double at)
    {
        using var file = File.Open(path, FileMode.Open);
        var place = (long)(file.Length * at);
        file.Position = place;
        if (harm == Harm.Truncate) file.SetLength(place);
        else if (harm == Harm.Zero) file.Write(new byte[Math.Min(4096, file.Length - place)]);
        else
        {
            var value = file.ReadByte();
            file.Position = place;
            file.WriteByte((byte)(value ^ 0x10));
        }
    }

    /// <summary>SQLite opens such a file without a word, and then every write to it fails.</summary>
    [Fact]
    public async Task NewestFile_OneByteMakesItReadOnly_IsMendedAndWrittenOn()
    {
        await using var outbox = new OutboxFolder().Open();
        outbox.Log.Expect("was damaged");
        await outbox.AppendManyAsync(ItemClass.Alarm, 20, 100);
        await outbox.Store.DisposeAsync();
        using (var file = File.OpenWrite(outbox.Files("alarms").Single()))
        {
            file.Position = 18;
            file.WriteByte(0x42);
        }
        outbox.Open();
        await outbox.AppendManyAsync(ItemClass.Alarm, 5, 100);
        Assert.Equal(25, outbox.ReadAll(ItemClass.Alarm).Items.Count);
    }

    [Fact]
    public async Task Folder_WithoutItsNewestFile_GivesNoSequenceTwice()
    {
        await using var outbox = new OutboxFolder().Open();
        var given = await outbox.AppendManyAsync(ItemClass.Alarm, 20, 100);
        await outbox.CrashAsync();
        await outbox.Store.DisposeAsync();
        foreach (var file in outbox.Files("alarms")) File.Delete(file);
        outbox.Open();
        Assert.True(await outbox.AppendAsync(ItemClass.Alarm, OutboxFolder.Reading(1)) > given[^1]);
    }
}
