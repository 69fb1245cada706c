using Tongtang.Protocol.Durability;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>What captures need beside the recordings: addresses with their passwords, sockets. Only the owner may look inside.</summary>
internal sealed class CaptureFiles
{
    public CaptureFiles(string dataFolder)
    {
        Folder = Path.Combine(dataFolder, "run");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Folder);
        else Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var left in Directory.GetFiles(Folder)) File.Delete(left);
    }

    public string Folder { get; }

    public string Playlist(SourceOptions source) => Path.Combine(Folder, $"{source.Name}.ffconcat");

    public Task WritePlaylistAsync(SourceOptions source, string playlist, CancellationToken cancellationToken) =>
        DurableFile.WriteAsync(Playlist(source), System.Text.Encoding.UTF8.GetBytes(playlist), DurableFile.OwnerOnly, cancellationToken);
}
