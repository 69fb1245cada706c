using Microsoft.Extensions.DependencyInjection;

namespace Tongtang.Protocol.Programs;

/// <summary>Where a program keeps everything it must not lose. Only its owner may look inside.</summary>
public sealed class DataFolder
{
    /// <summary>Makes the folder when it is not there yet.</summary>
    public DataFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The data folder {Path} cannot be made: {error.Message} Name another one with --data, or make it for this account.", error);
        }
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Taken by the running program, so that a second one cannot write into the same folder.</summary>
    /// <exception cref="CannotStartException">Another one has it, or this account may not write there.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(this["running.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new CannotStartException($"Another process runs on {Path}; end it first, or give this one another --data folder.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new CannotStartException($"This account may not write in the data folder {Path}; give it to this account, or name another one with --data.", error);
        }
    }
}

/// <summary>How programs add the folder to their services.</summary>
public static class DataFolderServices
{
    /// <summary>The folder is made when something first asks for it: a command that keeps nothing leaves nothing behind.</summary>
    public static IServiceCollection AddDataFolder(this IServiceCollection services, string path) => services.AddSingleton(_ => new DataFolder(path));
}
