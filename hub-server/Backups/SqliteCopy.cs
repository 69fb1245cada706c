using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Backups;

/// <summary>Both files, each as of one moment.</summary>
internal sealed class SqliteCopy(DataFolder data) : IDatabaseCopy
{
    /// <summary>
    /// hub.db comes first: it holds how far events and alarms of readings.db have been worked off, and must not be ahead.
    /// </summary>
    public static readonly IReadOnlyList<string> Files = [SqliteEngine.FileName, SqliteReadings.FileName];

    private string _hub = "";

    public Task RequireSourceAsync()
    {
        if (File.Exists(data[SqliteEngine.FileName])) return Task.CompletedTask;
        throw new CannotStartException($"{data.Path} is no hub's data folder: it has no {SqliteEngine.FileName}. Name it with --data.");
    }

    public async Task<IReadOnlyList<string>> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        List<string> names = [.. Files.Where(name => File.Exists(data[name]))];
        foreach (var name in names) await SnapshotAsync(data[name], Path.Combine(folder, name), cancellationToken);
        _hub = Path.Combine(folder, SqliteEngine.FileName);
        return names;
    }

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = Connection(_hub, SqliteOpenMode.ReadOnly);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>One read transaction: as of one moment, whatever is written meanwhile; and it writes only what is in use.</summary>
    private static async Task SnapshotAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using (var connection = Connection(from, SqliteOpenMode.ReadWrite))
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition("VACUUM INTO @to", new { to }, commandTimeout: 0, cancellationToken: cancellationToken));
        }
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, DurableFile.OwnerOnly);
        await using var copy = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
        copy.Flush(flushToDisk: true);
    }

    private static SqliteConnection Connection(string path, SqliteOpenMode mode) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
}
