using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Tongtang.HubServer.Web;

/// <summary>
/// What Kestrel receives into. Its own blocks of 4 KiB make a megabyte of lesson 256 system calls and as many blocks
/// handed through each stage of TLS and HTTP/2; with these it is 32. A connection on which nothing comes holds none.
/// </summary>
internal sealed class ConnectionBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 32 * 1024;

    public override int MaxBufferSize => BlockBytes;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return new Block();
    }

    protected override void Dispose(bool disposing)
    {
        // The arrays are the process's own shared ones.
    }

    private sealed class Block : IMemoryOwner<byte>
    {
        private byte[]? _array = ArrayPool<byte>.Shared.Rent(BlockBytes);

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array) ArrayPool<byte>.Shared.Return(array);
        }
    }
}
