using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Devices;

/// <summary>What devices can do, by the hash of it: many rooms share one, and each is sent to the hub once.</summary>
internal sealed partial class DescriptionStore(HubDatabase database, TimeProvider time, ILogger<DescriptionStore> logger)
{
    public const int LongestJson = 256 * 1024;

    /// <summary>Drivers times models times versions of boxes; more than that is a box that makes them up.</summary>
    private const int Most = 5000;

    private const string Select = "SELECT json FROM device_description WHERE hash = @hash";

    private const string SelectKnown = "SELECT hash FROM device_description WHERE hash IN @hashes";

    private const string SelectNewest = """
        SELECT hash FROM device_description AS newest
        WHERE NOT EXISTS (SELECT 1 FROM device_description AS later WHERE later.driver = newest.driver
                          AND (later.received_at_ms > newest.received_at_ms OR (later.received_at_ms = newest.received_at_ms AND later.hash > newest.hash)))
        ORDER BY driver
        """;

    private const string Insert = """
        INSERT INTO device_description (hash, driver, json, received_at_ms)
        SELECT @hash, @driver, @json, @nowMs WHERE (SELECT COUNT(*) FROM device_description) < @most
        ON CONFLICT DO NOTHING
        """;

    // Bounded by the rows, and those by Most.
    private readonly ConcurrentDictionary<string, DriverDescription> _known = new(StringComparer.Ordinal);

    public async ValueTask<DriverDescription?> FindAsync(string? hash, CancellationToken cancellationToken)
    {
        if (hash is null) return null;
        if (_known.TryGetValue(hash, out var known)) return known;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>(Select, new { hash }) is { } json ? _known.GetOrAdd(hash, DriverDescription.Parse(json)) : null;
    }

    public async Task<Dictionary<string, DriverDescription>> FindAsync(IEnumerable<string?> hashes, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DriverDescription>(StringComparer.Ordinal);
        foreach (var hash in hashes.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync(hash, cancellationToken) is { } description) found[hash] = description;
        }
        return found;
    }

    /// <summary>The newest description of each driver that any box has told of.</summary>
    public async Task<IReadOnlyList<DriverDescription>> NewestAsync(CancellationToken cancellationToken)
    {
        List<string> hashes;
        await using (var connection = await database.OpenAsync(cancellationToken)) hashes = (await connection.QueryAsync<string>(SelectNewest)).AsList();
        return [.. (await FindAsync(hashes, cancellationToken)).Values];
    }

    /// <summary>Those that the hub does not have.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(IEnumerable<string> hashes, CancellationToken cancellationToken)
    {
        var missing = hashes.Where(hash => !_known.ContainsKey(hash)).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return missing;
        await using var connection = await database.OpenAsync(cancellationToken);
        var stored = (await connection.QueryAsync<string>(SelectKnown, new { hashes = missing })).ToHashSet(StringComparer.Ordinal);
        missing.RemoveAll(stored.Contains);
        return missing;
    }

    /// <summary>Keeps it if it is what its hash says.</summary>
    public async Task AddAsync(string agentId, DeviceDescription told, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(told.Json);
        if (bytes.Length > LongestJson || Convert.ToHexStringLower(SHA256.HashData(bytes)) != told.Hash)
        {
            LogRefused(agentId, told.Hash.Length > 64 ? told.Hash[..64] : told.Hash, "it is too long or another than its hash says");
            return;
        }
        try
        {
            var description = DriverDescription.Parse(told.Json);
            var row = new { hash = told.Hash, driver = description.Driver, json = told.Json, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(), most = Most };
            if (await database.WriteAsync(connection => connection.ExecuteAsync(Insert, row), cancellationToken) == 1) _known[told.Hash] = description;
        }
        catch (JsonException error)
        {
            LogRefused(agentId, told.Hash, error.Message);
        }
    }

    [LoggerMessage(EventId = 7002, Level = LogLevel.Warning, Message = "Description {Hash} of box {AgentId} is not taken: {Reason}")]
    private partial void LogRefused(string agentId, string hash, string reason);
}
