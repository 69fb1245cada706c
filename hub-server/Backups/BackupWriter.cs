using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dapper;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>
/// Copies what the hub knows into a folder while the hub may run: its rows (<see cref="IDatabaseCopy"/>), the authority's
/// key, the settings, and the list of the media files. The media themselves are files that never change once they have
/// their name; what of them is lost, the boxes still have and send again.
/// </summary>
internal sealed class BackupWriter(DataFolder data, IDatabaseCopy database, IConfiguration settings, TimeProvider time, TextWriter output)
{
    public const string MediaList = "media.sha256";
    public const string Settings = "settings.json";

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JsonDefaults.Options.Encoder };

    private const string SelectMedia = "SELECT recording_id AS RecordingId, track AS Track, epoch AS Epoch, number AS Number, sha256 AS Sha256 FROM segment ORDER BY recording_id, track, number";

    /// <exception cref="CannotStartException">There is nothing to back up, the folder is in use, or the disk is full.</exception>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(data["ca"])) throw new CannotStartException($"{data.Path} is no hub's data folder: it has no ca. Name it with --data.");
        await database.RequireSourceAsync();
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CannotStartException($"{Path.GetFullPath(folder)} is not empty; name a folder that does not exist yet.");
        try
        {
            var made = time.GetUtcNow();
            CreateFolder(folder);
            List<BackupFile> files = [];
            foreach (var name in await CopyAsync(folder, cancellationToken)) files.Add(await BackupManifest.DescribeAsync(folder, name, cancellationToken));
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, made, HubVersion.Text, files);
            await DurableFile.WriteAsync(Path.Combine(folder, BackupManifest.FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, JsonDefaults.Options), DurableFile.OwnerOnly, cancellationToken);
            await output.WriteLineAsync($"Backup {Path.GetFullPath(folder)} is whole: {files.Count} files, {files.Sum(file => file.Bytes) / 1e6:0.0} MB. It holds the authority's key: keep it where nobody else reads.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DbException)
        {
            throw new CannotStartException($"The backup {Path.GetFullPath(folder)} was not finished and has no {BackupManifest.FileName}: {error.Message}", error);
        }
    }

    private async Task<IReadOnlyList<string>> CopyAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> names = [.. await database.WriteAsync(folder, cancellationToken)];
        foreach (var name in names)
        {
            await output.WriteLineAsync($"{name}: {new FileInfo(Path.Combine(folder, name)).Length / 1e6:0.0} MB");
        }
        CreateFolder(Path.Combine(folder, "ca"));
        foreach (var path in Directory.EnumerateFiles(data["ca"]))
        {
            var name = $"ca/{Path.GetFileName(path)}";
            await DurableFile.WriteAsync(Path.Combine(folder, name), await File.ReadAllBytesAsync(path, cancellationToken), DurableFile.OwnerOnly, cancellationToken);
            names.Add(name);
        }
        await DurableFile.WriteAsync(Path.Combine(folder, Settings), SettingsText(), DurableFile.OwnerOnly, cancellationToken);
        names.Add(Settings);
        await output.WriteLineAsync($"{MediaList}: {await ListMediaAsync(folder, cancellationToken)} files");
        names.Add(MediaList);
        return names;
    }

    /// <summary>As <c>sha256sum --check</c> reads it, from the folder of the recordings.</summary>
    private async Task<long> ListMediaAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, MediaList);
        await using var list = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, DurableFile.OwnerOnly);
        await using var connection = await database.OpenAsync(cancellationToken);
        var count = 0L;
        await foreach (var row in connection.QueryUnbufferedAsync<MediaRow>(SelectMedia).WithCancellation(cancellationToken))
        {
            var file = MediaFolder.SegmentName(row.RecordingId, row.Track, row.Epoch, row.Number).Replace('\\', '/');
            await list.WriteAsync($"{Convert.ToHexStringLower(row.Sha256)}  {file}\n");
            count++;
        }
        return count;
    }

    /// <summary>What the hub was running with, as <c>--settings</c> takes it.</summary>
    private byte[] SettingsText()
    {
        var sections = settings.GetChildren().Where(section => section.GetChildren().Any()).ToDictionary(section => section.Key, Tree, StringComparer.Ordinal);
        return JsonSerializer.SerializeToUtf8Bytes(sections, s_readable);
    }

    private static object? Tree(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0) return section.Value;
        if (children.All(child => int.TryParse(child.Key, out _))) return children.Select(Tree).ToList();
        return children.ToDictionary(child => child.Key, Tree, StringComparer.Ordinal);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private sealed record MediaRow(string RecordingId, string Track, long Epoch, long Number, byte[] Sha256);
}
