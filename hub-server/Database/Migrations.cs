using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Extensions.Hosting;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Database;

/// <summary>
/// Brings the database to this program's shape before anything else starts: the numbered SQL files built into the
/// program, in order, each in its own transaction. Files are never edited once landed.
/// </summary>
internal sealed partial class Migrations(HubDatabase database, TimeProvider time, ILogger<Migrations> logger) : IHostedLifecycleService
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at_ms BIGINT NOT NULL
        )
        """;

    /// <summary>A database of some gigabytes is read through in this time.</summary>
    private static readonly TimeSpan s_checkLimit = TimeSpan.FromSeconds(10);

    private const string Applied = "SELECT COALESCE(MAX(number), 0) FROM schema_migration";

    private const string Record = "INSERT INTO schema_migration (number, name, applied_at_ms) VALUES (@Number, @Name, @now)";

    public Task StartingAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CreateTableAsync(cancellationToken);
        var files = Files("Database");
        var applied = await database.WriteAsync(connection => connection.ExecuteScalarAsync<int>(Applied), cancellationToken);
        if (applied > files[^1].Number)
            throw new CannotStartException($"The database is of a newer hub-server (migration {applied}; this one knows {files[^1].Number}). Start the newer program.");
        foreach (var file in files.Where(file => file.Number > applied))
        {
            await database.WriteAsync(
                async connection =>
                {
                    await connection.ExecuteAsync(file.Sql);
                    await connection.ExecuteAsync(Record, new { file.Number, file.Name, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                },
                cancellationToken);
            LogApplied(file.Name);
        }
    }

    /// <summary>The first touch of the file: damage shows here.</summary>
    private async Task CreateTableAsync(CancellationToken cancellationToken)
    {
        if (new FileInfo(database.Path) is { Exists: true, Length: > 0 } && SqliteCheck.FindDamage(database.Path, s_checkLimit, time) is { } damage)
            throw new CannotStartException(Unusable(damage + "."));
        try
        {
            await database.WriteAsync(connection => connection.ExecuteAsync(Table), cancellationToken);
        }
        catch (DbException error)
        {
            throw new CannotStartException(Unusable(error.Message), error);
        }
    }

    /// <summary>A hub does not mend its database by itself: what it would leave out, boxes have deleted.</summary>
    private string Unusable(string damage)
    {
        var saved = SqliteSalvage.Save(database.Path) is var (path, rows)
            ? string.Create(CultureInfo.InvariantCulture, $"Without a backup: {path} has the {rows} rows that could be read; under the name {Path.GetFileName(database.Path)} the hub takes it.")
            : "Not even its tables could be read.";
        return $"The database {database.Path} cannot be used: {damage} It was left as it is. Put a backup of the whole data folder in its place and start again; the boxes then send what they still have. {saved}";
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The numbered files of a feature's folder <c>Migrations</c>, in order.</summary>
    public static List<(int Number, string Name, string Sql)> Files(string feature)
    {
        var folder = $".{feature}.Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.Contains(folder, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var file = name[(name.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..];
                return (int.Parse(file.AsSpan(0, 4)), file, reader.ReadToEnd());
            })
            .OrderBy(file => file.Item1)
            .ToList();
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "Database migrated by {Migration}")]
    private partial void LogApplied(string migration);
}
