using System.CommandLine;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Database;

/// <summary><c>hub-server database copy --to-postgres CONNECTION</c>: a hub on SQLite moves to PostgreSQL; it must not run.</summary>
internal sealed class DatabaseCommands(SettingOptions settings)
{
    private readonly Option<string> _target = new("--to-postgres") { Description = "The empty database, as Database:Connection takes it.", Required = true };

    public Command Create()
    {
        var copy = new Command("copy", "Copies the rows of a hub on SQLite into an empty PostgreSQL database; the hub must not run.") { _target };
        copy.SetAction(async (parsed, cancellationToken) =>
        {
            var target = new DatabaseSettings { Provider = DatabaseProvider.Postgres, Connection = parsed.GetValue(_target)! };
            if (PostgresSchema.Fault(target.Connection) is { } fault) throw new CannotStartException($"--to-postgres cannot be used: {fault}.");
            var data = new DataFolder(SettingsReader.Read<WebSettings>(settings.Read(parsed), "Hub").DataFolder);
            await new DatabaseMove(data, target, TimeProvider.System, parsed.InvocationConfiguration.Output).RunAsync(cancellationToken);
        });
        return new Command("database", "The hub's database.") { copy };
    }
}
