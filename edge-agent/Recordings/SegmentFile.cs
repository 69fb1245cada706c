using System.Security.Cryptography;
using Tongtang.Protocol.Durability;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// One segment being written: a <c>.part</c> file that grows by parts, so that a crash costs 0.2 s, then flushed, given
/// its name, and its folder flushed.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <exception cref="IOException">The disk is full or failed.</exception>
    public SegmentFile(string path)
    {
        Path = path;
        _file = File.OpenHandle(path + RecordingFolders.Unfinished, FileMode.Create, FileAccess.Write);
    }

    /// <summary>The name it gets when it is whole.</summary>
    public string Path { get; }

    public long Bytes { get; private set; }

    public void Append(ReadOnlyMemory<byte> bytes)
    {
        RandomAccess.Write(_file, bytes.Span, Bytes);
        _hash.AppendData(bytes.Span);
        Bytes += bytes.Length;
    }

    /// <summary>Makes it last under its name; returns the SHA-256 of its bytes.</summary>
    public byte[] Finish()
    {
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        DurableFile.Replace(Path + RecordingFolders.Unfinished, Path);
        DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(Path)!);
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }
}
