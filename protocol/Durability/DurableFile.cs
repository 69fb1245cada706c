namespace Tongtang.Protocol.Durability;

/// <summary>
/// Files that are on the disk when the call returns: written to a temporary name in the same folder, flushed, renamed,
/// and the folder flushed. Without the last step a power cut may take the name away again (ext4, XFS).
/// A disk that lies about flushing loses data whatever is done here.
/// </summary>
public static class DurableFile
{
    /// <summary>Owner may read and write, nobody else may anything: for keys.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What ordinary files get, less the process's umask.</summary>
    public const UnixFileMode Ordinary = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>
    /// Replaces or makes the file at <paramref name="path"/>; readers see the old bytes or the new ones, never a mixture.
    /// When it fails the old file is as it was and the temporary one is gone.
    /// </summary>
    /// <param name="mode">The file has this mode from its first moment on (ignored on Windows, where the folder's rights count).</param>
    /// <exception cref="IOException">The disk is full or failed; the message names the path.</exception>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, UnixFileMode mode, CancellationToken cancellationToken)
    {
        var temporary = TemporaryName(path);
        try
        {
            await using (var file = Create(temporary, mode))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            Replace(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FlushFolder(FolderOf(path));
    }

    /// <summary><see cref="WriteAsync"/> for a program's start, before anything else runs.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var temporary = TemporaryName(path);
        try
        {
            using (var file = Create(temporary, mode))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            Replace(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        FlushFolder(FolderOf(path));
    }

    /// <summary>
    /// Gives a flushed file its final name, replacing what has it. Durable only after <see cref="FlushFolder"/>; several
    /// renames may share one flush.
    /// </summary>
    public static void Replace(string from, string to)
    {
        if (OperatingSystem.IsWindows()) WindowsFiles.MoveReplacing(from, to);
        else File.Move(from, to, overwrite: true);
    }

    /// <summary>Makes names made, renamed or removed in this folder last. Windows needs none of it: its moves write through.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows()) UnixFolders.Flush(folder);
    }

    /// <summary>
    /// Makes the folder and those above it that are missing, each flushed into its parent, so that a file flushed in it
    /// can be found after a power cut.
    /// </summary>
    public static void CreateFolder(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (Directory.Exists(full)) return;
        var parent = Path.GetDirectoryName(full);
        if (parent is not null) CreateFolder(parent);
        Directory.CreateDirectory(full);
        if (parent is not null) FlushFolder(parent);
    }

    private static string TemporaryName(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static FileStream Create(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }
}
