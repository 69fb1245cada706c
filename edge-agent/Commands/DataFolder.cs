using System.ComponentModel.DataAnnotations;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>The section "Agent".</summary>
internal sealed record AgentOptions
{
    [Required]
    public string DataFolder { get; init; } = "data";

    /// <summary>What the pages speak until a person chooses otherwise.</summary>
    [RegularExpression("zh|en", ErrorMessage = "zh or en")]
    public string Language { get; init; } = "zh";
}

/// <summary>Another process of this program has the folder.</summary>
internal sealed class DataFolderInUseException(string path, Exception cause)
    : Exception($"Another edge-agent runs on {path}; end it first, or give this one another --data folder.", cause);

/// <summary>Where the box keeps everything it must not lose. Only its owner may look inside.</summary>
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

    /// <summary>Taken by the running agent, so that a second one cannot write into the same folder.</summary>
    /// <exception cref="DataFolderInUseException">Another one has it.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(this["agent.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new DataFolderInUseException(Path, error);
        }
    }
}

internal static class DataFolderFeature
{
    public static IServiceCollection AddDataFolder(this IServiceCollection services, IConfiguration settings)
    {
        var options = services.AddSettings<AgentOptions>(settings, "Agent");
        return services.AddSingleton(new DataFolder(options.DataFolder));
    }
}
