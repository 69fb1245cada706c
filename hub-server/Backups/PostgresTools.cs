using System.ComponentModel;
using System.Diagnostics;
using Npgsql;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>PostgreSQL's own <c>pg_dump</c> and <c>pg_restore</c>, as old as the server or newer.</summary>
internal sealed class PostgresTools(DatabaseSettings settings)
{
    private const string Dump = "pg_dump";

    private const string Restore = "pg_restore";

    /// <summary>Where Debian puts them, one folder for each version.</summary>
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <exception cref="CannotStartException">They are not installed: a backup without the rows would be none.</exception>
    public void RequireInstalled()
    {
        foreach (var name in new[] { Dump, Restore })
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(Find(name), ["--version"]) { RedirectStandardOutput = true })!;
                process.WaitForExit();
            }
            catch (Win32Exception error)
            {
                throw new CannotStartException($"{name} is not installed here; a hub on PostgreSQL is backed up by it. Install PostgreSQL's programs (Debian: postgresql-client).", error);
            }
        }
    }

    public Task DumpAsync(string path, string snapshot, CancellationToken cancellationToken) => RunAsync(
        Dump, ["--format=custom", "--no-owner", "--no-privileges", $"--schema={PostgresEngine.SchemaName}", $"--schema={PostgresReadings.SchemaName}", $"--snapshot={snapshot}", $"--file={path}"], cancellationToken);

    public Task RestoreAsync(string path, CancellationToken cancellationToken) => RunAsync(
        Restore, ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", $"--dbname={Target.Database ?? Target.Username}", path], cancellationToken);

    private NpgsqlConnectionStringBuilder Target => new(settings.Connection);

    private static string Find(string name)
    {
        var versions = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        return versions.OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin", name))
            .FirstOrDefault(File.Exists, name);
    }

    private async Task RunAsync(string name, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(name), arguments) { RedirectStandardError = true };
        // By environment: what is on the command line everybody on the machine can read.
        start.Environment["PGHOST"] = Target.Host;
        start.Environment["PGPORT"] = Target.Port.ToString();
        start.Environment["PGDATABASE"] = Target.Database ?? Target.Username;
        start.Environment["PGUSER"] = Target.Username;
        if (Target.Password is { } password) start.Environment["PGPASSWORD"] = password;
        if (Target.Passfile is { } passfile) start.Environment["PGPASSFILE"] = passfile;
        using var process = Process.Start(start)!;
        try
        {
            var words = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0) throw new IOException($"{name} ended with {process.ExitCode}: {words.Trim()}");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
