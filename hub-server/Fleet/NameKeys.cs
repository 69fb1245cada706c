using Dapper;
using Microsoft.Extensions.Hosting;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Fleet;

/// <summary>Brings every stored key up to this program's <see cref="NameOrder"/> before anybody asks for a list.</summary>
internal sealed class NameKeys(HubDatabase database) : IHostedLifecycleService
{
    private static readonly string[] s_tables = ["region", "school", "room", "asset"];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var table in s_tables)
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            var rows = await connection.QueryAsync<NamedRow>($"SELECT id, name, name_key FROM {table}");
            var stale = rows.Select(row => new { row.Id, row.NameKey, key = NameOrder.KeyOf(row.Name) }).Where(row => row.NameKey != row.key).ToList();
            if (stale.Count > 0) await database.WriteAsync(c => c.ExecuteAsync($"UPDATE {table} SET name_key = @key WHERE id = @Id", stale), cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed record NamedRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public required string NameKey { get; init; }
    }
}
