using FsCheck;
using FsCheck.Fluent;
using Tongtang.EdgeAgent.Monitor;

namespace Tongtang.EdgeAgent.Tests.Monitor;

public sealed class JpegReaderTests
{
    private static readonly byte[] First = [0xFF, 0xD8, 1, 2, 0xFF, 0x00, 3, 0xFF, 0xD9];
    private static readonly byte[] Second = [0xFF, 0xD8, 9, 0xFF, 0xD9];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Read_PicturesInPiecesOfAnySize_GivesThemWhole(int pieceSize)
    {
        var reader = new JpegReader(new Dripping([.. First, .. Second, 0xFF, 0xD8, 4], pieceSize));

        Assert.Equal(First, await reader.ReadAsync());
        Assert.Equal(Second, await reader.ReadAsync());
        Assert.Null(await reader.ReadAsync());
    }

    [Fact]
    public void Read_AnyBytes_EndsOrSaysThatTheyAreNoPictures() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            var reader = new JpegReader(new MemoryStream(bytes));
            try
            {
                while (reader.ReadAsync().GetAwaiter().GetResult() is not null)
                {
                }
            }
            catch (IOException)
            {
            }
        }));

    [Fact]
    public async Task Read_EndlessNonsense_IsRefusedNotCollected()
    {
        var reader = new JpegReader(new MemoryStream(new byte[2_000_000]));

        await Assert.ThrowsAsync<IOException>(reader.ReadAsync);
    }

    /// <summary>Gives at most so many bytes at a time, as a pipe may.</summary>
    private sealed class Dripping(byte[] bytes, int pieceSize) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(pieceSize, buffer.Length)], cancellationToken);
    }
}
