using Dapper;
using Microsoft.Extensions.Hosting;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Brings every account's key up to this program's <see cref="LookKey"/> before anybody signs in. Accounts that look alike
/// from before this was asked for keep their names; each further one's key has its id in it.
/// </summary>
internal sealed class LookKeys(HubDatabase database) : IHostedLifecycleService
{
    private const string Select = "SELECT id, name, look_key FROM account ORDER BY created_at_ms, id";

    public Task StartingAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var taken = new HashSet<string>(StringComparer.Ordinal);
            var keys = new List<object>();
            var isStale = false;
            foreach (var row in await connection.QueryAsync<NamedRow>(Select))
            {
                var key = LookKey.Of(row.Name);
                if (!taken.Add(key)) key = $"{key} {row.Id}";
                isStale |= key != row.LookKey;
                keys.Add(new { row.Id, key });
            }
            if (!isStale) return;
            await connection.ExecuteAsync("UPDATE account SET look_key = NULL");
            await connection.ExecuteAsync("UPDATE account SET look_key = @key WHERE id = @Id", keys);
        },
        cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed record NamedRow
    {
        public required string Id { get; init; }

        public required string Name { get; init; }

        public string? LookKey { get; init; }
    }
}
