using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Tongtang.HubServer.Web;

/// <summary>
/// What Kestrel receives into. Its own blocks of 4 KiB make a megabyte of lesson 256 system calls and as many blocks
/// handed through each stage of TLS and HTTP/2; with these it is 32. A connection on which nothing comes holds none. Of a
/// crowd each brings little, and in four or five blocks at a time: what goes beyond <see cref="MostLarge"/> is small again.
/// </summary>
/// <remarks>
/// They are not the process's shared arrays: of those two cores keep 2 MB, and what a crowd of boxes needs beyond that
/// would be made anew, grow old while it waits to be read, and lie about until the whole heap is collected.
/// </remarks>
internal sealed class ConnectionBuffers : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    public const int LargeBytes = 32 * 1024;
    public const int SmallBytes = 4 * 1024;

    /// <summary>8 MB, which eight connections at full speed do not need.</summary>
    public const int MostLarge = 256;

    /// <summary>16 MB that nobody uses are kept for the next crowd.</summary>
    private const int MostSpareSmall = 4096;

    private readonly Blocks _large = new(LargeBytes, MostLarge);
    private readonly Blocks _small = new(SmallBytes, MostSpareSmall);

    public override int MaxBufferSize => LargeBytes;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, LargeBytes);
        return minBufferSize > SmallBytes || _large.Rented < MostLarge ? _large.Rent() : _small.Rent();
    }

    protected override void Dispose(bool disposing)
    {
        // Connections may still give theirs back.
    }

    /// <summary>Blocks of one length. Others may count at the same time: a few more or less do not matter.</summary>
    private sealed class Blocks(int bytes, int mostSpare)
    {
        private readonly ConcurrentStack<byte[]> _spare = new();
        private int _spares;
        private int _rented;

        public int Rented => Volatile.Read(ref _rented);

        public Block Rent()
        {
            Interlocked.Increment(ref _rented);
            if (!_spare.TryPop(out var array)) return new Block(this, GC.AllocateUninitializedArray<byte>(bytes, pinned: true));
            Interlocked.Decrement(ref _spares);
            return new Block(this, array);
        }

        public void Return(byte[] array)
        {
            Interlocked.Decrement(ref _rented);
            if (Volatile.Read(ref _spares) >= mostSpare) return;
            Interlocked.Increment(ref _spares);
            _spare.Push(array);
        }
    }

    private sealed class Block(Blocks blocks, byte[] block) : IMemoryOwner<byte>
    {
        private byte[]? _array = block;

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _array, null) is { } array) blocks.Return(array);
        }
    }
}
