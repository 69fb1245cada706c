using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Database;

/// <summary>
/// Brings the database to this program's shape before anything else starts: the numbered SQL files built into the
/// program, in order, each in its own transaction. Files are never edited once landed.
/// </summary>
internal sealed partial class Migrations(HubDatabase database, IEngine engine, TimeProvider time, ILogger<Migrations> logger) : IHostedLifecycleService
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            applied_at_ms BIGINT NOT NULL
        )
        """;

    private const string Applied = "SELECT number FROM schema_migration";

    private const string Record = "INSERT INTO schema_migration (number, name, applied_at_ms) VALUES (@Number, @Name, @now)";

    /// <summary>The numbers that this program knows.</summary>
    public static IReadOnlySet<int> Known { get; } = Files("Database").Select(file => file.Number).ToHashSet();

    public Task StartingAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        engine.RequireSound();
        await database.WriteAsync(connection => connection.ExecuteAsync(engine.Adapt(Table)), cancellationToken);
        var applied = await database.WriteAsync(connection => connection.QueryAsync<int>(Applied), cancellationToken);
        foreach (var file in Missing(applied.ToHashSet(), "Database", engine.Place))
        {
            await database.WriteAsync(
                async connection =>
                {
                    await connection.ExecuteAsync(engine.Adapt(file.Sql));
                    await connection.ExecuteAsync(Record, new { file.Number, file.Name, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                },
                cancellationToken);
            LogApplied(file.Name);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes the shape that a database has which knows these migrations, with nothing in it but what they put there.</summary>
    /// <param name="numbers">Null: all that there are.</param>
    public static void Make(SqliteConnection connection, IReadOnlySet<int>? numbers, DateTimeOffset now)
    {
        connection.Execute(Table);
        foreach (var file in Files("Database").Where(file => numbers is null || numbers.Contains(file.Number)))
        {
            connection.Execute(file.Sql);
            connection.Execute(Record, new { file.Number, file.Name, now = now.ToUnixTimeMilliseconds() });
        }
    }

    /// <summary>
    /// The numbered files of a feature's folder <c>Migrations</c> that the database does not have yet, in order: also one
    /// that came into the program later than others with higher numbers.
    /// </summary>
    /// <exception cref="CannotStartException">A newer program has migrated it further.</exception>
    public static IReadOnlyList<(int Number, string Name, string Sql)> Missing(IReadOnlySet<int> applied, string feature, string place)
    {
        var files = Files(feature);
        var unknown = applied.Except(files.Select(file => file.Number)).Order().ToList();
        if (unknown.Count > 0)
            throw new CannotStartException($"The database {place} is of a newer hub-server (migration {unknown[^1]}; this one knows {files[^1].Number}). Start the newer program.");
        return files.FindAll(file => !applied.Contains(file.Number));
    }

    private static List<(int Number, string Name, string Sql)> Files(string feature)
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
