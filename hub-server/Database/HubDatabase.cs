using System.Data;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Tongtang.HubServer.Database;

/// <summary>
/// The hub's database, on either engine. Many connections read; one writes. Writers wait in line here instead of fighting
/// for the engine's locks, and those that wait together share one commit and its fsync.
/// </summary>
internal sealed partial class HubDatabase : IAsyncDisposable
{
    /// <summary>Writers in line. When it is full, further ones wait for a place (until their request is cancelled).</summary>
    private const int QueueLength = 1024;

    /// <summary>How often a group is begun again that was in another transaction's way.</summary>
    private const int MostTries = 5;

    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly IEngine _engine;
    private readonly Task _loop;
    private readonly TaskCompletionSource<Exception> _damaged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static HubDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public HubDatabase(IEngine engine)
    {
        _engine = engine;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Completes with the failure that showed the database to be damaged, to a reader or the writer.</summary>
    public Task<Exception> Damaged => _damaged.Task;

    /// <summary>Whoever meets a failure of the database asks whether it is damage; then the program ends, and its next start mends it.</summary>
    public void Judge(Exception failure)
    {
        if (_engine.Suspect(failure)) _damaged.TrySetResult(failure);
    }

    /// <summary>A connection for reading. It refuses to write: that is what <see cref="WriteAsync{T}"/> is for.</summary>
    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => _engine.OpenReaderAsync(cancellationToken);

    /// <summary>From now until it is disposed of, all reads of this connection see one moment, however busy the writer is.</summary>
    public static DbTransaction BeginSnapshot(DbConnection reader) =>
        reader is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: true) : reader.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction and returns when it is on disk. The work sees all earlier writes, is
    /// undone as a whole when it throws (and the exception is thrown here), and must do nothing but SQL: everyone who
    /// writes waits for it, and on PostgreSQL it may be run again from its beginning.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var witness = WriteWitness.Current;
        var write = new Write<T>(witness is null ? work : connection => witness.RunAsync(connection, work), cancellationToken);
        await _queue.Writer.WriteAsync(write, cancellationToken);
        var result = await JudgedAsync(write.Done);
        witness?.Stored();
        return result;
    }

    public Task WriteAsync(Func<DbConnection, Task> work, CancellationToken cancellationToken) => WriteAsync(
        async connection =>
        {
            await work(connection);
            return true;
        },
        cancellationToken);

    /// <summary>For what has happened and must be told, however late: while the database is away it tries again.</summary>
    public async Task WriteAtLastAsync(Func<DbConnection, Task> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await WriteAsync(work, cancellationToken);
                return;
            }
            catch (DbException failure) when (DatabaseFailure.IsUnavailable(failure))
            {
                // Of the machine: a server takes as long as it takes to come back, whatever the program's own clock is.
                await Task.Delay(DatabaseFailure.Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Refuses further writes, finishes those in line, and closes the writer's connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task<T> JudgedAsync<T>(Task<T> done)
    {
        try
        {
            return await done;
        }
        catch (DbException failure)
        {
            Judge(failure);
            throw;
        }
    }

    private async Task RunAsync()
    {
        DbConnection? connection = null;
        var group = new List<Write>(_engine.GroupLength);
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            try
            {
                connection ??= _engine.OpenWriter();
                await RunGroupAsync(connection, group);
            }
            catch (Exception error)
            {
                // The commit failed (disk full, disk or server gone): nothing of the group is stored, everybody is told.
                if (group.Count == 0 && _queue.Reader.TryRead(out var first)) group.Add(first);
                foreach (var write in group) write.Fail(error);
                if (connection is not null) await connection.DisposeAsync();
                connection = null;
            }
        }
        if (connection is not null) _engine.CloseWriter(connection);
    }

    private async Task RunGroupAsync(DbConnection connection, List<Write> group)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await connection.ExecuteAsync(_engine.Begin);
                foreach (var write in group) await write.RunAsync(connection);
                while (group.Count < _engine.GroupLength && _queue.Reader.TryRead(out var write))
                {
                    group.Add(write);
                    await write.RunAsync(connection);
                }
                await connection.ExecuteAsync("COMMIT");
                break;
            }
            catch (DbException error) when (DatabaseFailure.IsConflict(error) && tries < MostTries)
            {
                await connection.ExecuteAsync("ROLLBACK");
            }
        }
        foreach (var write in group) write.Finish();
    }
}
