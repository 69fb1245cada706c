using System.Security.Cryptography;
using System.Text.Json;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>One file of a backup.</summary>
/// <param name="Name">Relative to the backup's folder.</param>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record BackupFile(string Name, long Bytes, string Sha256);

/// <summary><c>backup.json</c>, written last: a folder that has it is a whole backup.</summary>
internal sealed record BackupManifest(int Format, DateTimeOffset MadeAt, string HubVersion, IReadOnlyList<BackupFile> Files)
{
    public const int CurrentFormat = 1;
    public const string FileName = "backup.json";

    public static async Task<BackupFile> DescribeAsync(string folder, string name, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(Path.Combine(folder, name));
        return new BackupFile(name, stream.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)));
    }

    /// <exception cref="CannotStartException">The folder holds no whole backup that this program can read.</exception>
    public static async Task<BackupManifest> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new CannotStartException($"{Path.GetFullPath(folder)} is no whole backup: it has no {FileName}. Name the folder that \"hub-server backup\" has made.");
        BackupManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllBytesAsync(path, cancellationToken), JsonDefaults.Options)!;
        }
        catch (JsonException error)
        {
            throw new CannotStartException($"{path} cannot be read: {error.Message} Take another backup.", error);
        }
        if (manifest is not { Format: CurrentFormat, Files: not null })
            throw new CannotStartException($"{path} has format {manifest?.Format}; this hub-server reads {CurrentFormat}. Use the program that made it ({manifest?.HubVersion}), or a newer one.");
        await CheckAsync(manifest, folder, cancellationToken);
        return manifest;
    }

    private static async Task CheckAsync(BackupManifest manifest, string folder, CancellationToken cancellationToken)
    {
        foreach (var file in manifest.Files)
        {
            if (file.Name.Length == 0 || Path.IsPathRooted(file.Name) || file.Name.Split('/', '\\').Contains(".."))
                throw new CannotStartException($"{FileName} names the file \"{file.Name}\"; allowed are names inside the backup.");
            if (!File.Exists(Path.Combine(folder, file.Name)))
                throw new CannotStartException($"The backup lacks {file.Name}, which it had when it was made. Take another one.");
            if (await DescribeAsync(folder, file.Name, cancellationToken) != file)
                throw new CannotStartException($"{file.Name} is not as it was when the backup was made (its length or hash differs). Take another one.");
        }
    }
}
