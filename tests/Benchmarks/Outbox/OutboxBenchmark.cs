using System.Diagnostics;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Outbox;

/// <summary>
/// Items of 200 bytes from four producers into the outbox, each durable before its producer hears of it; in turns with
/// raw SQLite on the same disk (WAL, <c>synchronous=FULL</c>, one prepared INSERT, one thread that has its rows ready) that
/// commits the same rows in groups as large as the outbox's were on average. Then what waits there is left alone, and the store is opened beside an empty one.
/// </summary>
internal static class OutboxBenchmark
{
    private const int Producers = 4;
    private const int InHandEach = 200;
    private const int Items = 200_000;
    private const int ItemBytes = 200;
    private const int Rounds = 5;

    /// <summary>The compiler's second pass comes after tenths of a second, in which the first rounds are over.</summary>
    private const int WarmRounds = 3;
    private const int Openings = 9;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var item = new Item { Event = new Event { Kind = "benchmark", Details = { ["text"] = new string('x', 174) } } };
        if (item.CalculateSize() != ItemBytes) throw new InvalidOperationException($"the item has {item.CalculateSize()} bytes");
        var options = new OutboxOptions { ReadingMegabytes = 512 };
        var (ours, theirs, groups) = (new List<double>(), new List<double>(), new List<double>());
        await using (var outbox = Open(folder["outbox"], options)) await AppendAsync(folder, outbox, item, ours, theirs, groups);
        yield return new Figure($"outbox: durable items of {ItemBytes} bytes, {Producers} producers", "items/s", ours, "raw SQLite, FULL, same groups", theirs);
        yield return new Figure("outbox: items in a group", "items", groups);

        await Open(folder["empty"], options).DisposeAsync();
        var (full, empty) = (new List<double>(), new List<double>());
        for (var round = 0; round < Openings; round++)
        {
            full.Add(await OpeningAsync(folder["outbox"], options));
            empty.Add(await OpeningAsync(folder["empty"], options));
        }
        var megabytes = Directory.EnumerateFiles(folder["outbox"], "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / 1_000_000;
        yield return new Figure($"outbox: opened with {megabytes} MB waiting", "ms", full, "with nothing", empty);
    }

    private static OutboxStore Open(string folder, OutboxOptions options) =>
        new(folder, options, new OutboxClock("boot", () => true, TimeProvider.System), TimeProvider.System, NullLogger<OutboxStore>.Instance);

    private static async Task<double> OpeningAsync(string folder, OutboxOptions options)
    {
        var clock = Stopwatch.StartNew();
        await using var outbox = Open(folder, options);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task AppendAsync(TemporaryFolder folder, OutboxStore outbox, Item item, List<double> ours, List<double> theirs, List<double> groups)
    {
        for (var round = 0; round < WarmRounds + Rounds; round++)
        {
            var before = outbox.Groups;
            var rate = await AppendAsync(outbox, item);
            var group = (double)Items / (outbox.Groups - before);
            var raw = InsertRaw(folder[$"raw-{round}.db"], item.ToByteArray(), (int)Math.Round(group));
            if (round < WarmRounds) continue;
            ours.Add(rate);
            theirs.Add(raw);
            groups.Add(group);
        }
    }

    private static async Task<double> AppendAsync(OutboxStore outbox, Item item)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(async () =>
        {
            var inHand = new Queue<Task>();
            for (var i = 0; i < Items / Producers; i++)
            {
                if (inHand.Count == InHandEach) await inHand.Dequeue();
                inHand.Enqueue(outbox.AppendAsync(ItemClass.Reading, item, CancellationToken.None));
            }
            await Task.WhenAll(inHand);
        })));
        return Items / clock.Elapsed.TotalSeconds;
    }

    private static double InsertRaw(string path, byte[] body, int group)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        Run(connection, """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE item (
                sequence INTEGER PRIMARY KEY, boot INTEGER NOT NULL, monotonic_ms INTEGER NOT NULL, time_ms INTEGER NOT NULL, refusals INTEGER NOT NULL,
                body BLOB NOT NULL, sum INTEGER NOT NULL) STRICT
            """);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO item VALUES (@sequence, 1, @monotonic, @time, 0, @body, @sum)";
        var sequence = insert.Parameters.Add("@sequence", SqliteType.Integer);
        insert.Parameters.Add("@monotonic", SqliteType.Integer).Value = 1_234_567_890L;
        insert.Parameters.Add("@time", SqliteType.Integer).Value = 1_790_000_000_000L;
        insert.Parameters.Add("@body", SqliteType.Blob).Value = body;
        insert.Parameters.Add("@sum", SqliteType.Integer).Value = 3_123_456_789L;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Items;)
        {
            Run(connection, "BEGIN IMMEDIATE");
            for (var end = Math.Min(Items, i + group); i < end; i++)
            {
                sequence.Value = i;
                insert.ExecuteNonQuery();
            }
            Run(connection, "COMMIT");
        }
        return Items / clock.Elapsed.TotalSeconds;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
