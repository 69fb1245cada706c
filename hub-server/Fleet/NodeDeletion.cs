using System.Text.Json.Serialization;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Fleet;

/// <summary>What a node of the tree still holds, so that it cannot be deleted.</summary>
internal sealed record Holdings
{
    public int Schools { get; init; }

    public int Rooms { get; init; }

    public int Recordings { get; init; }

    public int Accounts { get; init; }

    public int Tokens { get; init; }

    /// <summary>In which the room, or a room below, takes part.</summary>
    public int Pairings { get; init; }

    /// <summary>That stand there, or in the office of the school or region itself; also those that are scrapped.</summary>
    public int Assets { get; init; }

    [JsonIgnore]
    public bool Any => Schools + Rooms + Recordings + Accounts + Tokens + Pairings + Assets > 0;

    public override string ToString() => string.Join(", ", Parts());

    private IEnumerable<string> Parts()
    {
        foreach (var (count, one, many) in new[]
        {
            (Schools, "school", "schools"), (Rooms, "room", "rooms"), (Recordings, "recording", "recordings"),
            (Accounts, "account", "accounts"), (Tokens, "token", "tokens"),
            (Pairings, "pairing", "pairings"), (Assets, "asset", "assets"),
        })
        {
            if (count > 0) yield return $"{count} {(count == 1 ? one : many)}";
        }
    }
}

/// <summary>Deletes a node of the tree unless it holds something; both in one transaction, so that nothing slips in between.</summary>
internal static class NodeDeletion
{
    public static Task<Holdings> RunAsync(HubDatabase database, string heldSql, string deleteSql, string id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                var held = await connection.QuerySingleAsync<Holdings>(heldSql, new { id });
                if (!held.Any) await connection.ExecuteAsync(deleteSql, new { id });
                return held;
            },
            cancellationToken);
}
