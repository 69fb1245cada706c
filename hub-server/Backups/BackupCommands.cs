using System.CommandLine;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Backups;

/// <summary><c>hub-server backup FOLDER</c>, while the hub may run, and <c>hub-server restore FOLDER</c>, while it does not.</summary>
internal sealed class BackupCommands(SettingOptions settings)
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The backup's folder." };
    private readonly Option<bool> _replace = new("--replace") { Description = "Moves aside what the data folder holds." };

    public IEnumerable<Command> All()
    {
        var backup = new Command("backup", "Copies database, keys, settings and the list of media into a new folder; the hub may run meanwhile.") { _folder };
        backup.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = settings.Read(parsed);
            var (data, database) = (Data(configuration), SettingsReader.Read<DatabaseSettings>(configuration, "Database"));
            await using IDatabaseCopy copy = database.Provider == DatabaseProvider.Postgres ? new PostgresCopy(database) : new SqliteCopy(data);
            await new BackupWriter(data, copy, configuration, TimeProvider.System, parsed.InvocationConfiguration.Output).WriteAsync(parsed.GetValue(_folder)!, cancellationToken);
        });
        var restore = new Command("restore", "Brings a backup back into the data folder; the hub must not run.") { _folder, _replace };
        restore.SetAction((parsed, cancellationToken) =>
        {
            var configuration = settings.Read(parsed);
            var media = SettingsReader.Read<MediaStoreSettings>(configuration, "MediaStore");
            var database = SettingsReader.Read<DatabaseSettings>(configuration, "Database");
            return new Restoration(Data(configuration), database, media, TimeProvider.System, parsed.InvocationConfiguration.Output).RunAsync(parsed.GetValue(_folder)!, parsed.GetValue(_replace), cancellationToken);
        });
        return [backup, restore];
    }

    private static DataFolder Data(IConfiguration configuration) => new(SettingsReader.Read<WebSettings>(configuration, "Hub").DataFolder);
}
