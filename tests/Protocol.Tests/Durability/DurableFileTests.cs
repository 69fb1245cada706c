using Tongtang.Harness;
using Tongtang.Protocol.Durability;

namespace Tongtang.Protocol.Tests.Durability;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_NewAndOldName_HoldsTheNewBytesAlone()
    {
        await DurableFile.WriteAsync(_folder["a"], "first"u8.ToArray(), DurableFile.Ordinary, CancellationToken.None);
        await DurableFile.WriteAsync(_folder["a"], "2nd"u8.ToArray(), DurableFile.Ordinary, CancellationToken.None);
        Assert.Equal("2nd", await File.ReadAllTextAsync(_folder["a"]));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_Key_NobodyElseMayReadIt()
    {
        if (OperatingSystem.IsWindows()) return;
        DurableFile.Write(_folder["key"], "secret"u8, DurableFile.OwnerOnly);
        Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(_folder["key"]));
    }

    [Fact]
    public async Task WriteAsync_NameOfAFolder_FailsAndLeavesNothing()
    {
        Directory.CreateDirectory(_folder["taken"]);
        File.WriteAllText(Path.Combine(_folder["taken"], "inside"), "");
        await Assert.ThrowsAnyAsync<Exception>(() => DurableFile.WriteAsync(_folder["taken"], new byte[1], DurableFile.Ordinary, CancellationToken.None));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task WriteAsync_Cancelled_LeavesTheOldFile()
    {
        await DurableFile.WriteAsync(_folder["a"], "old"u8.ToArray(), DurableFile.Ordinary, CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DurableFile.WriteAsync(_folder["a"], "new"u8.ToArray(), DurableFile.Ordinary, new CancellationToken(canceled: true)));
        Assert.Equal("old", await File.ReadAllTextAsync(_folder["a"]));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void CreateFolder_SeveralLevels_AreMade()
    {
        DurableFile.CreateFolder(_folder["a/b/c"]);
        Assert.True(Directory.Exists(_folder["a/b/c"]));
    }

    [Fact]
    public void FlushFolder_Missing_NamesTheFolder()
    {
        if (OperatingSystem.IsWindows()) return;
        var failure = Assert.Throws<IOException>(() => DurableFile.FlushFolder(_folder["missing"]));
        Assert.Contains(_folder["missing"], failure.Message, StringComparison.Ordinal);
    }
}
