using System.Data.Common;
using Dapper;
using Npgsql;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>
/// Both schemas in one file of <c>pg_dump</c>, all of it as of one moment, at which the media are listed, too. The whole
/// server with its log, for which PostgreSQL has means of its own, is not the hub's to copy.
/// </summary>
internal sealed class PostgresCopy(DatabaseSettings settings) : IDatabaseCopy
{
    public const string FileName = "postgres.dump";

    private const string Schemas = "SELECT COUNT(*) FROM pg_namespace WHERE nspname IN ('hub', 'readings')";

    private readonly PostgresEngine _engine = new(settings);
    private readonly PostgresTools _tools = new(settings);
    private DbConnection? _moment;

    public async Task RequireSourceAsync()
    {
        RequireTools();
        if (!await IsOccupiedAsync()) throw new CannotStartException($"{_engine.Place} holds no hub: nothing can be backed up. See Database:Connection.");
    }

    /// <exception cref="CannotStartException">What copies the rows is not installed.</exception>
    public void RequireTools() => _tools.RequireInstalled();

    public async Task<IReadOnlyList<string>> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        _moment = await _engine.OpenReaderAsync(cancellationToken);
        // Ends with the connection.
        HubDatabase.BeginSnapshot(_moment);
        var snapshot = await _moment.ExecuteScalarAsync<string>("SELECT pg_export_snapshot()");
        var path = Path.Combine(folder, FileName);
        await _tools.DumpAsync(path, snapshot!, cancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, DurableFile.OwnerOnly);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
        return [FileName];
    }

    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(_moment!);

    /// <summary>Whether a hub's rows are here already.</summary>
    public async Task<bool> IsOccupiedAsync()
    {
        await using var connection = await OpenAsync();
        return await connection.ExecuteScalarAsync<int>(Schemas) > 0;
    }

    /// <summary>What is here gets other names; nothing is deleted.</summary>
    /// <returns>Where it is now; null: there was nothing.</returns>
    public async Task<string?> MoveAsideAsync(string mark)
    {
        await using var connection = await OpenAsync();
        var schemas = (await connection.QueryAsync<string>("SELECT nspname FROM pg_namespace WHERE nspname IN ('hub', 'readings')")).AsList();
        if (schemas.Count == 0) return null;
        await connection.ExecuteAsync(string.Join("; ", schemas.Select(schema => $"ALTER SCHEMA {schema} RENAME TO {schema}_{mark}")));
        return string.Join(" and ", schemas.Select(schema => $"the schema {schema}_{mark}"));
    }

    /// <summary>All of the file or nothing.</summary>
    public Task ReadAsync(string path, CancellationToken cancellationToken) => _tools.RestoreAsync(path, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_moment is not null) await _moment.DisposeAsync();
        await _engine.DisposeAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.Connection) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (NpgsqlException error)
        {
            await connection.DisposeAsync();
            throw new CannotStartException($"{_engine.Place} cannot be reached: {error.Message} See Database:Connection.", error);
        }
    }
}
