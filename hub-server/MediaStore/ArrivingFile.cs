using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tongtang.Protocol.Durability;

namespace Tongtang.HubServer.MediaStore;

/// <summary>
/// One file on its way in: hashed while it is written, piece by piece, so that no more than one piece is ever in memory.
/// Disposed before <see cref="Place"/> it leaves nothing behind.
/// </summary>
internal sealed class ArrivingFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _placed;

    public ArrivingFile(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> piece)
    {
        RandomAccess.Write(_handle, piece, Length);
        _hash.AppendData(piece);
        Length += piece.Length;
    }

    /// <summary>SHA-256 of all pieces; none may follow.</summary>
    public byte[] FinishHash() => _hash.GetHashAndReset();

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
        _handle.Dispose();
        _hash.Dispose();
        if (!_placed) File.Delete(_path);
    }
}
