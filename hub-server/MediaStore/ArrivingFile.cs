using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tongtang.Protocol.Durability;

namespace Tongtang.HubServer.MediaStore;

/// <summary>
/// One file on its way in: hashed and written a block at a time, so that no more than one block is ever in memory.
/// Disposed before <see cref="Place"/> it leaves nothing behind.
/// </summary>
internal sealed class ArrivingFile : IDisposable
{
    /// <summary>Larger writes and hashes cost no less per byte; the processor's second cache holds it.</summary>
    private const int BlockBytes = 128 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? _block = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private int _filled;
    private long _written;
    private bool _placed;

    public ArrivingFile(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    public long Length => _written + _filled;

    public void Append(ReadOnlySequence<byte> piece)
    {
        var block = _block ?? throw new InvalidOperationException("The file is finished.");
        while (!piece.IsEmpty)
        {
            var taken = (int)Math.Min(piece.Length, BlockBytes - _filled);
            piece.Slice(0, taken).CopyTo(block.AsSpan(_filled));
            _filled += taken;
            piece = piece.Slice(taken);
            if (_filled == BlockBytes) WriteBlock(block);
        }
    }

    /// <summary>SHA-256 of all pieces; none may follow.</summary>
    public byte[] FinishHash()
    {
        if (_block is { } block)
        {
            WriteBlock(block);
            ReturnBlock();
        }
        return _hash.GetHashAndReset();
    }

    /// <summary>Blocks until the bytes are on the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_handle);

    /// <summary>Gives the flushed file its name; durable once the folder is flushed too.</summary>
    public void Place(string path)
    {
        _handle.Dispose();
        DurableFile.Replace(_path, path);
        _placed = true;
    }

    public void Dispose()
    {
        ReturnBlock();
        _handle.Dispose();
        _hash.Dispose();
        if (!_placed) File.Delete(_path);
    }

    private void WriteBlock(byte[] block)
    {
        var bytes = block.AsSpan(0, _filled);
        RandomAccess.Write(_handle, bytes, _written);
        _hash.AppendData(bytes);
        _written += _filled;
        _filled = 0;
    }

    private void ReturnBlock()
    {
        if (_block is null) return;
        ArrayPool<byte>.Shared.Return(_block);
        _block = null;
    }
}
