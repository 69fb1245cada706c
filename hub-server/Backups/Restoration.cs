using Tongtang.HubServer.Database;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>
/// Brings a backup back into a data folder on which no hub runs. Everything is made ready beside what is there and takes
/// its place by renames; until the last of them the folder is marked, and no hub starts on half of it.
/// </summary>
internal sealed class Restoration(DataFolder data, DatabaseSettings database, MediaStoreSettings mediaSettings, TimeProvider time, TextWriter output)
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
        await using var postgres = database.Provider == DatabaseProvider.Postgres ? new PostgresCopy(database) : null;
        RequireSameEngine(manifest);
        postgres?.RequireTools();
        List<string> occupied = [.. SqliteCopy.Files.Append("ca").Where(name => Path.Exists(data[name]))];
        if (postgres is not null && await postgres.IsOccupiedAsync()) occupied.Add("rows in PostgreSQL");
        if (occupied.Count > 0 && !replace)
            throw new CannotStartException($"{data.Path} holds a hub already ({string.Join(", ", occupied)}). With --replace it is moved aside, not deleted.");
        await MakeReadyAsync(backup, manifest, postgres, cancellationToken);
        await TakeEffectAsync(cancellationToken);
        await output.WriteLineAsync($"Restored as of {manifest.MadeAt:u}. Start the hub; boxes send what it lacks by themselves. Deletions and new passwords since then are forgotten; boxes enrolled since then need a new join code. The settings of that time are in {data[$"restored-{BackupWriter.Settings}"]}.");
    }

    private void RequireSameEngine(BackupManifest manifest)
    {
        var made = manifest.Files.Any(file => file.Name == PostgresCopy.FileName) ? DatabaseProvider.Postgres : DatabaseProvider.Sqlite;
        if (made == database.Provider) return;
        throw new CannotStartException($"The backup is of Database:Provider {made.Word()}, and here it is {database.Provider.Word()}. Restore it with the provider it was made with; \"hub-server database copy\" brings it from sqlite to postgres afterwards.");
    }

    private async Task MakeReadyAsync(string backup, BackupManifest manifest, PostgresCopy? postgres, CancellationToken cancellationToken)
    {
        if (Directory.Exists(data[Staging])) Directory.Delete(data[Staging], recursive: true);
        var staging = new DataFolder(data[Staging]);
        DurableFile.CreateFolder(staging["ca"]);
        foreach (var file in manifest.Files.Where(file => file.Name != BackupWriter.MediaList))
        {
            await CopyAsync(Path.Combine(backup, file.Name), staging[file.Name], cancellationToken);
            await output.WriteLineAsync($"{file.Name}: {file.Bytes / 1e6:0.0} MB");
        }
        if (postgres is not null) await FillAsync(postgres, staging, cancellationToken);
        await ReviveAsync(staging, manifest, cancellationToken);
    }

    /// <summary>A server has no folder beside the one in use: from here on no hub starts until all is done.</summary>
    private async Task FillAsync(PostgresCopy postgres, DataFolder staging, CancellationToken cancellationToken)
    {
        await MarkUnfinishedAsync(cancellationToken);
        if (await postgres.MoveAsideAsync($"replaced_{time.GetUtcNow():yyyyMMdd_HHmmss}") is { } aside) await output.WriteLineAsync($"What was in the database is in {aside}");
        try
        {
            await postgres.ReadAsync(staging[PostgresCopy.FileName], cancellationToken);
        }
        catch (IOException error)
        {
            throw new CannotStartException($"The rows were not restored: {error.Message} Mend that and restore again with --replace.", error);
        }
    }

    /// <summary>Migrates the database to this program, begins another life of it, and strikes out the media that are not here.</summary>
    private async Task ReviveAsync(DataFolder staging, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time);
        services.AddSingleton(staging);
        services.AddDatabase(database);
        services.AddSingleton(new MediaFolder(mediaSettings.Folder.Length > 0 ? mediaSettings.Folder : data["media"], reserveBytes: 0, time));
        services.AddSingleton<MediaCensus>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Migrations>().RunAsync(cancellationToken);
        await provider.GetRequiredService<HubDatabase>().WriteAsync(
            async connection =>
            {
                await StoreGeneration.RenewAsync(connection, new Restored(manifest.MadeAt, time.GetUtcNow()));
                await RecycleBin.BeginAnewAsync(connection, time.GetUtcNow());
            },
            cancellationToken);
        var progress = new Progress<CensusResult>(found => output.WriteLine($"{found.Recordings} recordings looked through"));
        var census = await provider.GetRequiredService<MediaCensus>().TakeAsync(progress, cancellationToken);
        await output.WriteLineAsync($"{census.Recordings} recordings: {census.Present} segments are on the disk, {census.Absent} are not and are asked of the boxes");
    }

    private Task MarkUnfinishedAsync(CancellationToken cancellationToken) =>
        DurableFile.WriteAsync(data[UnfinishedMark], Array.Empty<byte>(), DurableFile.OwnerOnly, cancellationToken);

    private async Task TakeEffectAsync(CancellationToken cancellationToken)
    {
        await MarkUnfinishedAsync(cancellationToken);
        await MoveAsideAsync();
        foreach (var name in SqliteCopy.Files.Where(name => File.Exists(Path.Combine(data[Staging], name)))) File.Move(Path.Combine(data[Staging], name), data[name]);
        Directory.Move(Path.Combine(data[Staging], "ca"), data["ca"]);
        File.Move(Path.Combine(data[Staging], BackupWriter.Settings), data[$"restored-{BackupWriter.Settings}"], overwrite: true);
        DurableFile.FlushFolder(data.Path);
        Directory.Delete(data[Staging], recursive: true);
        File.Delete(data[UnfinishedMark]);
        DurableFile.FlushFolder(data.Path);
    }

    private async Task MoveAsideAsync()
    {
        List<string> names = [.. SqliteCopy.Files.SelectMany(name => new[] { name, $"{name}-wal", $"{name}-shm" }).Append("ca").Where(name => Path.Exists(data[name]))];
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
