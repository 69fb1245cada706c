using Tongtang.HubServer.Database;
using Tongtang.HubServer.MediaStore;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>
/// Brings a backup back into a data folder on which no hub runs. Everything is made ready beside what is there and takes
/// its place by renames; until the last of them the folder is marked, and no hub starts on half of it.
/// </summary>
internal sealed class Restoration(DataFolder data, MediaStoreSettings mediaSettings, TimeProvider time, TextWriter output)
{
    private const string Staging = "restoring";
    private const string UnfinishedMark = "restore-unfinished";

    /// <exception cref="CannotStartException">A restore into this folder was broken off.</exception>
    public static void RequireFinished(string dataFolder)
    {
        if (File.Exists(Path.Combine(dataFolder, UnfinishedMark)))
            throw new CannotStartException($"A restore into {Path.GetFullPath(dataFolder)} was broken off. Run \"hub-server restore\" again with the same backup and --replace.");
    }

    /// <param name="replace">What the folder holds is moved aside; without it, a folder that holds a hub is refused.</param>
    /// <exception cref="CannotStartException">The backup is not whole, a hub runs here, or the folder is not empty.</exception>
    public async Task RunAsync(string backup, bool replace, CancellationToken cancellationToken)
    {
        var manifest = await BackupManifest.ReadAsync(backup, cancellationToken);
        using var only = data.Lock();
        List<string> occupied = [.. BackupWriter.Databases.Append("ca").Where(name => Path.Exists(data[name]))];
        if (occupied.Count > 0 && !replace)
            throw new CannotStartException($"{data.Path} holds a hub already ({string.Join(", ", occupied)}). With --replace it is moved aside, not deleted.");
        await MakeReadyAsync(backup, manifest, cancellationToken);
        await TakeEffectAsync(manifest, cancellationToken);
        await output.WriteLineAsync($"Restored as of {manifest.MadeAt:u}. Start the hub; boxes send what it lacks by themselves. Deletions and new passwords since then are forgotten; boxes enrolled since then need a new join code. The settings of that time are in {data[$"restored-{BackupWriter.Settings}"]}.");
    }

    private async Task MakeReadyAsync(string backup, BackupManifest manifest, CancellationToken cancellationToken)
    {
        if (Directory.Exists(data[Staging])) Directory.Delete(data[Staging], recursive: true);
        var staging = new DataFolder(data[Staging]);
        DurableFile.CreateFolder(staging["ca"]);
        foreach (var file in manifest.Files.Where(file => file.Name != BackupWriter.MediaList))
        {
            await CopyAsync(Path.Combine(backup, file.Name), staging[file.Name], cancellationToken);
            await output.WriteLineAsync($"{file.Name}: {file.Bytes / 1e6:0.0} MB");
        }
        await ReviveAsync(staging, manifest, cancellationToken);
    }

    /// <summary>Migrates the database to this program, begins another life of it, and strikes out the media that are not here.</summary>
    private async Task ReviveAsync(DataFolder staging, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time);
        services.AddSingleton(staging);
        services.AddDatabase();
        services.AddSingleton(new MediaFolder(mediaSettings.Folder.Length > 0 ? mediaSettings.Folder : data["media"], reserveBytes: 0, time));
        services.AddSingleton<MediaCensus>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Migrations>().RunAsync(cancellationToken);
        var database = provider.GetRequiredService<HubDatabase>();
        await database.WriteAsync(connection => StoreGeneration.RenewAsync(connection, new Restored(manifest.MadeAt, time.GetUtcNow())), cancellationToken);
        var progress = new Progress<CensusResult>(found => output.WriteLine($"{found.Recordings} recordings looked through"));
        var census = await provider.GetRequiredService<MediaCensus>().TakeAsync(progress, cancellationToken);
        await output.WriteLineAsync($"{census.Recordings} recordings: {census.Present} segments are on the disk, {census.Absent} are not and are asked of the boxes");
    }

    private async Task TakeEffectAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        await DurableFile.WriteAsync(data[UnfinishedMark], Array.Empty<byte>(), DurableFile.OwnerOnly, cancellationToken);
        await MoveAsideAsync();
        foreach (var name in BackupWriter.Databases.Where(name => File.Exists(Path.Combine(data[Staging], name)))) File.Move(Path.Combine(data[Staging], name), data[name]);
        Directory.Move(Path.Combine(data[Staging], "ca"), data["ca"]);
        File.Move(Path.Combine(data[Staging], BackupWriter.Settings), data[$"restored-{BackupWriter.Settings}"], overwrite: true);
        DurableFile.FlushFolder(data.Path);
        Directory.Delete(data[Staging], recursive: true);
        File.Delete(data[UnfinishedMark]);
        DurableFile.FlushFolder(data.Path);
    }

    private async Task MoveAsideAsync()
    {
        List<string> names = [.. BackupWriter.Databases.SelectMany(name => new[] { name, $"{name}-wal", $"{name}-shm" }).Append("ca").Where(name => Path.Exists(data[name]))];
        if (names.Count == 0) return;
        var aside = data[$"replaced-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}"];
        DurableFile.CreateFolder(aside);
        foreach (var name in names) Directory.Move(data[name], Path.Combine(aside, name));
        await output.WriteLineAsync($"What was here is in {aside}");
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = DurableFile.OwnerOnly;
        await using var source = File.OpenRead(from);
        await using var copy = new FileStream(to, options);
        await source.CopyToAsync(copy, cancellationToken);
        copy.Flush(flushToDisk: true);
    }
}
