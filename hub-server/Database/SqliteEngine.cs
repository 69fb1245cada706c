using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Database;

/// <summary>
/// <c>hub.db</c> in the data folder: SQLite in WAL mode with <c>synchronous=FULL</c>, so that what was committed survives a
/// power cut (with NORMAL, 38 of 40 simulated cuts lost acknowledged rows).
/// </summary>
internal sealed class SqliteEngine : IEngine
{
    public const string FileName = "hub.db";

    /// <summary>A database of some gigabytes is read through in this time.</summary>
    private static readonly TimeSpan s_checkLimit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private bool _isSound;
    private readonly string _readers;
    private readonly string _writer;

    public SqliteEngine(DataFolder folder, TimeProvider time)
    {
        _time = time;
        Place = folder[FileName];
        var connection = new SqliteConnectionStringBuilder { DataSource = Place, ForeignKeys = true, DefaultTimeout = 30 };
        _readers = connection.ConnectionString;
        connection.Pooling = false;
        _writer = connection.ConnectionString;
    }

    public string Place { get; }

    /// <summary>At 100 the fsync no longer counts and the first has waited long enough.</summary>
    public int GroupLength => 100;

    public string Begin => "BEGIN IMMEDIATE";

    /// <summary>What is wrong with the file; null: nothing, or there is none. Looked for once.</summary>
    public string? FindDamage()
    {
        if (_isSound || new FileInfo(Place) is not { Exists: true } file) return null;
        // A new one is empty for a moment, but then the readings' database, which is made after it, is not there either.
        if (file.Length == 0) return File.Exists(Path.Combine(file.DirectoryName!, SqliteReadings.FileName)) ? "the file is empty" : null;
        var damage = SqliteCheck.FindDamage(Place, s_checkLimit, _time);
        _isSound = damage is null;
        return damage;
    }

    public bool Suspect(Exception failure)
    {
        if (failure is not SqliteException error || !SqliteCheck.IsDamage(error)) return false;
        SqliteCheck.Suspect(Place);
        return true;
    }

    public void RequireSound()
    {
        if (FindDamage() is { } damage) throw new CannotStartException(Unusable(damage + "."));
        try
        {
            OpenWriter().Dispose();
        }
        catch (SqliteException error)
        {
            throw new CannotStartException(Unusable(error.Message), error);
        }
    }

    public async Task<DbConnection> OpenReaderAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_readers);
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA query_only = ON");
        return connection;
    }

    public DbConnection OpenWriter() => OpenWriter(Place);

    /// <param name="path">Of the database, or of one that is made to take its place.</param>
    public SqliteConnection OpenWriter(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_writer) { DataSource = path }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes the WAL back into the file.</summary>
    public void CloseWriter(DbConnection writer)
    {
        writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        writer.Dispose();
    }

    public string Adapt(string migration) => migration;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whoever is not the running hub leaves it alone: the hub mends it when it starts.</summary>
    private string Unusable(string damage) => $"The database {Place} cannot be used: {damage} It was left as it is. Start the hub, which saves what can be read of it; or restore a backup.";
}
