namespace Tongtang.HubServer.Database;

/// <summary>
/// A database that turns out to be damaged while the hub runs ends the hub with a clear word: the next start saves what can
/// be read of it, and goes on. To run on would give every page another truth.
/// </summary>
internal sealed class DatabaseWatch(HubDatabase database) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failure = await database.Damaged.WaitAsync(stoppingToken);
        throw new InvalidDataException($"the hub's database is damaged ({failure.Message}); the next start mends it", failure);
    }
}
