using System.Text.Json;
using Tongtang.Harness;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.Protocol.Tests.Stores;

public sealed class SealedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogWatch _logs = new();

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Read_DamagedAnywhere_IsWhatWasWritten()
    {
        SealedFile.Write(_folder["a.json"], "[1,22,333]", DurableFile.OwnerOnly);
        var written = File.ReadAllBytes(_folder["a.json"]);
        for (var at = 0; at < written.Length; at++)
        {
            var flipped = written.ToArray();
            flipped[at] ^= 4;
            foreach (var damaged in new[] { flipped, written[..at] })
            {
                File.WriteAllBytes(_folder["a.json"], damaged);
                Assert.Equal([1, 22, 333], Read(Repairs()));
            }
        }
        Assert.NotEmpty(Repairs().All);
    }

    /// <summary>Where a program's JSON may have comments, what is left of the seal is one.</summary>
    [Fact]
    public void Read_SealAndContentDamaged_IsTakenFromTheCopy()
    {
        var lenient = new JsonSerializerOptions { ReadCommentHandling = JsonCommentHandling.Skip };
        SealedFile.Write(_folder["a.json"], "[1]", DurableFile.OwnerOnly);
        File.WriteAllText(_folder["a.json"], File.ReadAllText(_folder["a.json"]).Replace("[1]", "[3]", StringComparison.Ordinal).Replace("sha256", "sha25v", StringComparison.Ordinal));
        Assert.Equal([1], SealedFile.Read(_folder["a.json"], text => JsonSerializer.Deserialize<List<int>>(text, lenient)!, Repairs(), TimeProvider.System));
        Assert.Equal(1, Assert.Single(Repairs().All).Saved);
    }

    /// <summary>A bad sector: what reads that memory from its beginning is told EIO.</summary>
    [Fact]
    public void Read_DiskCannotReadIt_IsTakenFromTheCopy()
    {
        if (!OperatingSystem.IsLinux()) return;
        SealedFile.Write(_folder["a.json"], "[1]", DurableFile.OwnerOnly);
        File.Delete(_folder["a.json"]);
        File.CreateSymbolicLink(_folder["a.json"], "/proc/self/mem");
        Assert.Equal([1], Read(Repairs()));
        Assert.Equal("a.json", Assert.Single(Repairs().All).File);
        Assert.Equal([1], Read(Repairs()));
    }

    [Fact]
    public void SealOlder_WithoutACopy_SealsIt()
    {
        File.WriteAllText(_folder["a.json"], "[1]");
        SealedFile.SealOlder(_folder["a.json"], "[1]", DurableFile.OwnerOnly);
        File.WriteAllText(_folder["a.json"], "[1");
        Assert.Equal([1], Read(Repairs()));
    }

    [Fact]
    public void Read_CopyDamagedToo_NothingAndSaysSo()
    {
        SealedFile.Write(_folder["a.json"], "[1]", DurableFile.OwnerOnly);
        File.WriteAllText(_folder["a.json"], "[1");
        File.WriteAllText(_folder["a.json.copy"], "");
        Assert.Null(Read(Repairs()));
        Assert.Null(Read(Repairs()));
        var repair = Assert.Single(Repairs().All);
        Assert.Equal((StoreKind.Settings, "a.json", 0L, 1L, "[1"), (repair.Kind, repair.File, repair.Saved, repair.Lost, File.ReadAllText(repair.MovedTo!)));
    }

    [Fact]
    public void Read_WrittenByHand_IsTaken()
    {
        SealedFile.Write(_folder["a.json"], "[1]", DurableFile.OwnerOnly);
        File.WriteAllText(_folder["a.json"], "[2]");
        Assert.Equal([2], Read(Repairs()));
        Assert.Empty(Repairs().All);
    }

    [Fact]
    public void Repairs_OfOneRecordingsMedia_AreToldAsOneAndOutliveARestart()
    {
        Repairs().Add(StoreKind.Media, _folder["recordings/r"], "segment 1", null, 10, 1);
        Repairs().Add(StoreKind.Media, _folder["recordings/r"], "segment 2", null, 20, 2);
        var repair = Assert.Single(Repairs().All);
        Assert.Equal((2L, 2, 30L, 3L, "segment 2"), (repair.Number, repair.Times, repair.Saved, repair.Lost, repair.Damage));
    }

    [Fact]
    public void Repairs_OwnFileDamaged_BeginAnewAndTellThat()
    {
        File.WriteAllText(_folder["repairs.json"], "[{");
        Repairs();
        Assert.Equal("repairs.json", Assert.Single(Repairs().All).File);
        Assert.Single(Directory.GetFiles(_folder.Path, "repairs.json.corrupt-*"));
    }

    private StoreRepairs Repairs() => new(new DataFolder(_folder.Path), TimeProvider.System, _logs.Logger<StoreRepairs>());

    private List<int>? Read(StoreRepairs repairs) => SealedFile.Read(_folder["a.json"], text => JsonSerializer.Deserialize<List<int>>(text)!, repairs, TimeProvider.System);
}
