namespace Tongtang.HubServer.Database;

/// <summary>
/// Where this hub keeps everything it must not lose: database, media, keys, logs. Only its owner may look inside.
/// </summary>
internal sealed class DataFolder
{
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Taken by the running hub, so that a second one cannot write into the same folder.</summary>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(this["hub.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new CannotStartException($"Another hub-server runs on {Path}; end it first, or give this one another --data folder.", error);
        }
    }
}
