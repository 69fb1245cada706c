using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Readings;

namespace Tongtang.Benchmarks.Readings;

/// <summary>
/// Readings from many boxes over TLS with certificates into the hub, each acknowledged after the fsync; loaders and hub
/// share the machine. In turns with bare SQLite in one process on the same disk: the same table, the same rows to a
/// commit, synchronous=FULL; no network, no roll-ups, no marks.
/// </summary>
internal static class ReadingsBenchmark
{
    // Not TONGTANG_…: the hub, which inherits them, would take them for settings.
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(Setting("BENCH_ROUND_SECONDS", 6));
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(5);

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await Hub.StartAsync();
        using var bare = new BareTable(folder["bare.db"]);
        var full = await EnrolAsync(hub, 8);
        await RateAsync(full, 1000, 4, TimeSpan.FromSeconds(2));
        var memory = await MemoryAsync(hub);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Setting("BENCH_ROUNDS", 3); round++)
        {
            ours.Add(await RateAsync(full, 1000, 4, s_round));
            theirs.Add(bare.Rate(s_short));
        }
        yield return new Figure("durable readings, 8 boxes, batches of 1,000", "/s", ours, $"bare SQLite FULL, {ReadingsLine.GroupItems} rows to a commit", theirs);
        foreach (var agent in full) agent.Dispose();
        yield return new Figure("what that adds to the hub's resident memory after its first two seconds", "MB", [await MemoryAsync(hub) - memory]);

        var live = await EnrolAsync(hub, 100);
        yield return new Figure("durable readings, 100 boxes, batches of 20", "/s", [await RateAsync(live, DeliveringAgent.Series, 1, s_short), await RateAsync(live, DeliveringAgent.Series, 1, s_short)]);
        foreach (var agent in live) agent.Dispose();

        // What was counted was stored, and once.
        var (acknowledged, stored) = (full.Concat(live).Sum(agent => agent.Acknowledged), await MetricAsync(hub, "items_stored_total"));
        if (acknowledged != stored) throw new InvalidOperationException($"{acknowledged} readings were acknowledged and {stored} stored.");
    }

    private static int Setting(string name, int usual) => Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value) : usual;

    private static async Task<double> MemoryAsync(Hub hub) => await MetricAsync(hub, "process_resident_memory_bytes") / 1e6;

    private static async Task<double> MetricAsync(Hub hub, string name)
    {
        var begin = $"tongtang_hub_{name} ";
        var line = (await hub.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').Single(line => line.StartsWith(begin, StringComparison.Ordinal));
        return double.Parse(line[begin.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<List<DeliveringAgent>> EnrolAsync(Hub hub, int count)
    {
        var agents = new List<DeliveringAgent>();
        for (var i = 0; i < count; i++) agents.Add(await DeliveringAgent.EnrolAsync(hub));
        return agents;
    }

    /// <summary>Acknowledged readings a second, from the first batch to the last acknowledgement.</summary>
    private static async Task<double> RateAsync(List<DeliveringAgent> agents, int batch, int underWay, TimeSpan length)
    {
        using var stop = new CancellationTokenSource(length);
        var before = agents.Sum(agent => agent.Acknowledged);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(agents.Select(agent => Task.Run(() => agent.RunAsync(batch, underWay, stop.Token))));
        return (agents.Sum(agent => agent.Acknowledged) - before) / clock.Elapsed.TotalSeconds;
    }

    private sealed class BareTable : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteRows _insert;
        private long _next;

        public BareTable(string path)
        {
            _connection = new SqliteConnection($"Data Source={path};Pooling=false");
            _connection.Open();
            _connection.Execute("""
                PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768;
                CREATE TABLE reading (room BIGINT NOT NULL, time_ms BIGINT NOT NULL, series BIGINT NOT NULL, value DOUBLE PRECISION NOT NULL, PRIMARY KEY (room, time_ms, series)) WITHOUT ROWID
                """);
            _insert = new SqliteRows(_connection, "INSERT INTO reading (room, time_ms, series, value) VALUES (?, ?, ?, ?)");
        }

        public double Rate(TimeSpan length)
        {
            var (clock, before) = (Stopwatch.StartNew(), _next);
            while (clock.Elapsed < length)
            {
                _connection.Execute("BEGIN IMMEDIATE");
                for (var i = 0; i < ReadingsLine.GroupItems; i++, _next++)
                {
                    // As the hub gets them: a thousand of one room, then a thousand of the next.
                    var (room, row) = (_next / 1000 % 8, _next / 8000 * 1000 + _next % 1000);
                    _insert.Bind(1, room);
                    _insert.Bind(2, row / DeliveringAgent.Series * 1000);
                    _insert.Bind(3, room * DeliveringAgent.Series + row % DeliveringAgent.Series);
                    _insert.Bind(4, row % 1000 / 10.0);
                    _insert.Run();
                }
                _connection.Execute("COMMIT");
            }
            return (_next - before) / clock.Elapsed.TotalSeconds;
        }

        public void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
        }
    }
}
