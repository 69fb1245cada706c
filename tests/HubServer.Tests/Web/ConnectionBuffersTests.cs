using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Tests.Web;

public sealed class ConnectionBuffersTests
{
    [Fact]
    public void Crowd_GetsSmallBlocks_AndLargeOnesWhenItIsGone()
    {
        using var buffers = new ConnectionBuffers();
        var few = Enumerable.Range(0, ConnectionBuffers.MostLarge).Select(_ => buffers.Rent()).ToList();
        Assert.All(few, block => Assert.Equal(ConnectionBuffers.LargeBytes, block.Memory.Length));
        using (var crowded = buffers.Rent(ConnectionBuffers.SmallBytes)) Assert.Equal(ConnectionBuffers.SmallBytes, crowded.Memory.Length);
        // Who must have more, gets it.
        using (var longer = buffers.Rent(ConnectionBuffers.SmallBytes + 1)) Assert.Equal(ConnectionBuffers.LargeBytes, longer.Memory.Length);

        few[0].Dispose();

        using (var again = buffers.Rent()) Assert.Equal(ConnectionBuffers.LargeBytes, again.Memory.Length);
        few.ForEach(block => block.Dispose());
    }
}
