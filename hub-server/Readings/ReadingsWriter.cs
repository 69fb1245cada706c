using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Readings;

/// <summary>
/// The one writer of the readings: takes what stands in line, all of it in one transaction, and answers when that is on
/// disk. While it waits for an fsync the next group forms behind it. It has a thread of its own, because what it calls blocks.
/// </summary>
internal sealed partial class ReadingsWriter(
    IReadingsDatabase database, ReadingsLine line, Func<DbConnection, BatchStore> open, ILogger<ReadingsWriter> logger) : BackgroundService
{
    private const string SelectWaiting = """
        SELECT number FROM boot WHERE started_at_ms IS NOT NULL
          AND (EXISTS (SELECT 1 FROM unplaced_reading WHERE boot = boot.number) OR EXISTS (SELECT 1 FROM item WHERE boot = boot.number AND time_ms IS NULL))
        """;

    private BatchStore? _store;

    /// <summary>Runs the work in a transaction of its own, when nothing more urgent is to do; returns when it is on disk.</summary>
    public Task<int> RunAsync(Func<BatchStore, int> work)
    {
        var piece = new BackgroundPiece(work);
        line.Enter(piece);
        return piece.Done;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // What is wrong with the file must stop the start.
        _store = open(database.OpenWriter());
        foreach (var boot in _store.Connection.Query<long>(SelectWaiting)) Place(boot);
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        line.Close();
        return base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run()
    {
        while (line.Take() is { } group)
        {
            if (group.Deliveries.Count > 0) Write(group.Deliveries);
            if (group.Piece is { } piece) Write(piece);
        }
        if (_store is null) return;
        _store.Dispose();
        database.CloseWriter(_store.Connection);
    }

    private void Write(List<Delivery> deliveries)
    {
        try
        {
            Commit(store =>
            {
                foreach (var delivery in deliveries) delivery.Answer = store.Store(delivery);
            });
            foreach (var delivery in deliveries) delivery.Finish();
        }
        catch (Exception error)
        {
            // One batch that breaks must not break its neighbours; a disk that breaks, breaks all.
            if (deliveries.Count > 1 && error is not CannotStartException && !DatabaseFailure.IsOfTheDisk(error)) foreach (var delivery in deliveries) Write([delivery]);
            else Fail(deliveries, error);
        }
    }

    private void Write(BackgroundPiece piece)
    {
        try
        {
            var result = 0;
            Commit(store => result = piece.Run(store));
            piece.Finish(result);
        }
        catch (Exception error)
        {
            LogPieceFailed(error);
            piece.Fail(error);
        }
    }

    private void Commit(Action<BatchStore> work)
    {
        var store = _store ??= open(database.OpenWriter());
        try
        {
            store.Connection.Execute(database.Begin);
            work(store);
            store.Flush();
            store.Connection.Execute("COMMIT");
        }
        catch (Exception)
        {
            // Closing the connection undoes what is open, in whatever state the failure left it.
            store.Forget();
            Close();
            throw;
        }
        store.Committed();
        foreach (var boot in store.Started) Place(boot);
        store.Started.Clear();
    }

    /// <summary>Piece by piece until nothing of this boot waits any more.</summary>
    private void Place(long boot) => line.Enter(new BackgroundPiece(store =>
    {
        var placed = store.Place(boot);
        if (placed > 0) Place(boot);
        return placed;
    }));

    private void Fail(List<Delivery> deliveries, Exception error)
    {
        LogFailed(error, deliveries.Count);
        foreach (var delivery in deliveries) delivery.Fail(error);
    }

    private void Close()
    {
        _store?.Dispose();
        _store?.Connection.Dispose();
        _store = null;
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "{Batches} batches of readings could not be stored; their boxes keep them")]
    private partial void LogFailed(Exception error, int batches);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error, Message = "Work on the readings' database failed")]
    private partial void LogPieceFailed(Exception error);
}
