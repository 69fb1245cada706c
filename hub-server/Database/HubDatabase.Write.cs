using System.Data;
using System.Data.Common;
using Dapper;

namespace Tongtang.HubServer.Database;

internal sealed partial class HubDatabase
{
    /// <summary>One piece of work in line: run under a savepoint, answered once the group's commit is on disk.</summary>
    private abstract class Write
    {
        public abstract Task RunAsync(DbConnection connection);

        public abstract void Finish();

        public abstract void Fail(Exception error);
    }

    private sealed class Write<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? _error;
        private T? _result;

        public Task<T> Done => _done.Task;

        public override async Task RunAsync(DbConnection connection)
        {
            // Past this point it runs to its end: a caller who leaves cannot know whether it was stored.
            if (cancellationToken.IsCancellationRequested)
            {
                _error = new OperationCanceledException(cancellationToken);
                return;
            }
            _error = null;
            await connection.ExecuteAsync("SAVEPOINT one_write");
            try
            {
                _result = await work(connection);
            }
            catch (Exception error)
            {
                // Without the connection, or in another's way, the whole group is undone, not this write alone.
                if (connection.State != ConnectionState.Open || DatabaseFailure.IsConflict(error)) throw;
                _error = error;
                await connection.ExecuteAsync("ROLLBACK TO one_write");
            }
            await connection.ExecuteAsync("RELEASE one_write");
        }

        public override void Finish()
        {
            if (_error is null) _done.TrySetResult(_result!);
            else _done.TrySetException(_error);
        }

        public override void Fail(Exception error) => _done.TrySetException(_error ?? error);
    }
}
