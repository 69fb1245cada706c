using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tongtang.Harness;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>
/// The database that belongs to a data folder: SQLite inside it or, when the tests run with
/// TESTS_DATABASE=postgres, one of a PostgreSQL server that runs as long as they do.
/// </summary>
internal static class TestDatabase
{
    private const string Template = "template_hub";

    private static readonly Lazy<Task<PostgresServer>> s_server = new(StartServerAsync);

    private static readonly Lazy<Task<byte[]>> s_migrated = new(MigrateAsync);

    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("TESTS_DATABASE") switch
    {
        null or "" or "sqlite" => false,
        "postgres" => true,
        var other => throw new InvalidOperationException($"TESTS_DATABASE is {other}; allowed: sqlite, postgres."),
    };

    /// <summary>The settings of a hub on this folder; an empty one gets a database that is migrated already.</summary>
    public static async Task<DatabaseSettings> SettingsAsync(string folder)
    {
        if (IsPostgres) return await PostgresAsync(folder);
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) await File.WriteAllBytesAsync(Path.Combine(folder, SqliteEngine.FileName), await s_migrated.Value);
        return new DatabaseSettings();
    }

    /// <summary>The same on PostgreSQL in any case. The database is made at the first question, a copy of one that is migrated already.</summary>
    public static async Task<DatabaseSettings> PostgresAsync(string folder)
    {
        var (server, name) = (await s_server.Value, NameOf(folder));
        await using var connection = new NpgsqlConnection(server.Connection);
        if (await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM pg_database WHERE datname = @name", new { name }) == 0)
            await connection.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        return Settings(server, name);
    }

    public static Dictionary<string, string?> Pairs(DatabaseSettings settings) => new(StringComparer.Ordinal)
    {
        ["Database:Provider"] = settings.Provider.Word(),
        ["Database:Connection"] = settings.Connection,
    };

    /// <summary>The same for a command line.</summary>
    public static async Task<IReadOnlyList<string>> ArgumentsAsync(string folder) =>
        IsPostgres ? [.. Pairs(await SettingsAsync(folder)).SelectMany(pair => new[] { "--set", $"{pair.Key}={pair.Value}" })] : [];

    public static async Task<IEngine> EngineAsync(string folder) =>
        IsPostgres ? new PostgresEngine(await SettingsAsync(folder)) : new SqliteEngine(new DataFolder(folder), TimeProvider.System);

    /// <summary>A connection beside the hub's own, which may write what no hub would.</summary>
    /// <param name="folder">The hub's data folder.</param>
    /// <param name="part">hub or readings.</param>
    public static async Task<DbConnection> OpenAsync(string folder, string part)
    {
        DbConnection connection = IsPostgres
            ? new NpgsqlConnection($"{(await SettingsAsync(folder)).Connection};Search Path={part};Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(folder, part)}.db;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>What a lost disk leaves of a part.</summary>
    public static async Task LoseAsync(string folder, string part)
    {
        if (IsPostgres) await DropAsync(await SettingsAsync(folder), part);
        else foreach (var file in Directory.GetFiles(folder, $"{part}.db*")) File.Delete(file);
    }

    /// <summary>A database in which no hub has ever been.</summary>
    public static async Task EmptyAsync(string folder)
    {
        if (!IsPostgres) return;
        foreach (var part in new[] { "hub", "readings" }) await DropAsync(await SettingsAsync(folder), part);
    }

    public static async Task DropAsync(DatabaseSettings settings, string part)
    {
        await using var connection = new NpgsqlConnection(settings.Connection + ";Pooling=false");
        await connection.ExecuteAsync($"DROP SCHEMA {part} CASCADE");
    }

    /// <summary>Nothing of the folder's hub is open any more.</summary>
    public static async Task RemoveAsync(string folder)
    {
        if (!IsPostgres) return;
        await using var connection = new NpgsqlConnection((await s_server.Value).Connection);
        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS {NameOf(folder)} WITH (FORCE)");
    }

    private static async Task<PostgresServer> StartServerAsync()
    {
        var server = await PostgresServer.StartAsync();
        await using (var connection = new NpgsqlConnection(server.Connection)) await connection.ExecuteAsync($"CREATE DATABASE {Template}");
        var settings = Settings(server, Template);
        await using var engine = new PostgresEngine(settings);
        await MigrateAsync(engine);
        await using var readings = new PostgresReadings(settings);
        await readings.OpenWriter().DisposeAsync();
        return server;
    }

    private static async Task<byte[]> MigrateAsync()
    {
        using var folder = new TemporaryFolder();
        await using (var engine = new SqliteEngine(new DataFolder(folder.Path), TimeProvider.System)) await MigrateAsync(engine);
        SqliteConnection.ClearAllPools();
        return await File.ReadAllBytesAsync(Path.Combine(folder.Path, SqliteEngine.FileName));
    }

    private static async Task MigrateAsync(IEngine engine)
    {
        await using var database = new HubDatabase(engine);
        await new Migrations(database, engine, TimeProvider.System, NullLogger<Migrations>.Instance).RunAsync(CancellationToken.None);
    }

    private static DatabaseSettings Settings(PostgresServer server, string database) => new()
    {
        Provider = DatabaseProvider.Postgres,
        Connection = new NpgsqlConnectionStringBuilder(server.Connection) { Database = database }.ConnectionString,
    };

    private static string NameOf(string folder) => "hub_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..24];
}
