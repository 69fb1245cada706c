using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Backups;

/// <summary>When the database was last brought back from a backup, and when that backup had been made; the hub's clock.</summary>
internal sealed record Restored(DateTimeOffset BackupMadeAt, DateTimeOffset RestoredAt);

/// <summary>
/// The id of this database's life. Boxes that meet another one ask for what the hub holds of each of their recordings and
/// send what it lacks: what it acknowledged after its backup was made is gone.
/// </summary>
internal sealed class StoreGeneration(HubDatabase database)
{
    private const string Select = "SELECT generation AS Generation, backup_made_at_ms AS BackupMadeAtMs, restored_at_ms AS RestoredAtMs FROM store";

    private const string Clear = "DELETE FROM store";

    private const string Insert = "INSERT INTO store (generation, backup_made_at_ms, restored_at_ms) VALUES (@generation, @backupMadeAtMs, @restoredAtMs)";

    private Row? _row;

    public async Task<string> IdAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Generation;

    /// <summary>Null: never.</summary>
    public async Task<Restored?> LastRestoredAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { BackupMadeAtMs: { } made, RestoredAtMs: { } restored }
            ? new Restored(DateTimeOffset.FromUnixTimeMilliseconds(made), DateTimeOffset.FromUnixTimeMilliseconds(restored))
            : null;

    /// <summary>Begins another life, within the transaction that brings the database back.</summary>
    public static async Task RenewAsync(DbConnection connection, Restored restored)
    {
        await connection.ExecuteAsync(Clear);
        await connection.ExecuteAsync(
            Insert,
            new { generation = Guid.NewGuid().ToString("N"), backupMadeAtMs = restored.BackupMadeAt.ToUnixTimeMilliseconds(), restoredAtMs = restored.RestoredAt.ToUnixTimeMilliseconds() });
    }

    private async Task<Row> ReadAsync(CancellationToken cancellationToken) => _row ??= await database.WriteAsync(
        async connection =>
        {
            if (await connection.QuerySingleOrDefaultAsync<Row>(Select) is { } row) return row;
            await connection.ExecuteAsync(Insert, new { generation = Guid.NewGuid().ToString("N"), backupMadeAtMs = (long?)null, restoredAtMs = (long?)null });
            return await connection.QuerySingleAsync<Row>(Select);
        },
        cancellationToken);

    private sealed record Row(string Generation, long? BackupMadeAtMs, long? RestoredAtMs);
}
