using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Tongtang.HubServer.Web;

/// <summary>
/// What Kestrel receives into. Its own blocks of 4 KiB make a megabyte of lesson 256 system calls and as many blocks
/// handed through each stage of TLS and HTTP/2; with these it is 32. A connection on which nothing comes holds none.
/// </summary>
/// <remarks>
/// They are not the process's shared arrays: of those two cores keep 2 MB, and what a crowd of boxes needs beyond that
/// would be made anew, grow old while it waits to be read, and lie about until the whole heap is collected.
/// </remarks>
internal sealed class ConnectionBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 32 * 1024;

    /// <summary>32 MB that nobody uses are kept for the next crowd.</summary>
    private const int MostSpare = 1024;

    private readonly ConcurrentStack<byte[]> _spare = new();
    private int _spares;

    public override int MaxBufferSize => BlockBytes;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_spare.TryPop(out var array)) return new Block(this, GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true));
        Interlocked.Decrement(ref _spares);
        return new Block(this, array);
    }

    protected override void Dispose(bool disposing)
    {
        // Connections may still give theirs back.
    }

    private void Return(byte[] array)
    {
        // Others may count at the same time: a few more or less do not matter.
        if (Volatile.Read(ref _spares) >= MostSpare) return;
        Interlocked.Increment(ref _spares);
        _spare.Push(array);
    }

    private sealed class Block(ConnectionBuffers pool, byte[] block) : IMemoryOwner<byte>
    {
        private byte[]? _array = block;

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array) pool.Return(array);
        }
    }
}
