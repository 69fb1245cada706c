using System.Diagnostics;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Outbox;

/// <summary>
/// Items of 200 bytes from four producers into the outbox, each durable before its producer hears of it; in turns with
/// raw SQLite on the same disk (WAL, <c>synchronous=FULL</c>, one prepared INSERT, one thread that has its rows ready) that
/// commits the same rows in groups as large as the outbox's were on average; and with the same SQLite behind a channel, into
/// which the same four producers put the same items and hear of each when it is durable. Then what waits in the outbox is left
/// alone, and the store is opened beside an empty one.
/// </summary>
internal static class OutboxBenchmark
{
    private const int Producers = 4;
    private const int InHandEach = 200;
    private const int Items = 100_000;
    private const int ItemBytes = 200;
    private const int Rounds = 21;

    /// <summary>The compiler's second pass comes after tenths of a second, in which the first rounds are over.</summary>
    private const int WarmRounds = 5;
    private const int Openings = 9;

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        using var folder = new TemporaryFolder();
        var item = new Item { Event = new Event { Kind = "benchmark", Details = { ["text"] = new string('x', 174) } } };
        if (item.CalculateSize() != ItemBytes) throw new InvalidOperationException($"the item has {item.CalculateSize()} bytes");
        var options = new OutboxOptions { ReadingMegabytes = 512 };
        var rates = new Rates([], [], [], []);
        await using (var outbox = Open(folder["outbox"], options)) await AppendAsync(folder, outbox, item, rates);
        yield return new Figure($"outbox: durable items of {ItemBytes} bytes, {Producers} producers", "items/s", rates.Ours, $"raw SQLite, FULL, same groups, the same {Producers} producers by a channel", rates.Fed);
        yield return new Figure("the same", "items/s", rates.Ours, "raw SQLite, FULL, same groups, one thread with its rows ready", rates.Raw);
        yield return new Figure("outbox: items in a group", "items", rates.Groups);

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
        new(folder, options, new OutboxClock("boot", () => true, TimeProvider.System), new StoreRepairs(new DataFolder(folder), TimeProvider.System, NullLogger<StoreRepairs>.Instance), TimeProvider.System, NullLogger<OutboxStore>.Instance);

    private static async Task<double> OpeningAsync(string folder, OutboxOptions options)
    {
        var clock = Stopwatch.StartNew();
        await using var outbox = Open(folder, options);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task AppendAsync(TemporaryFolder folder, OutboxStore outbox, Item item, Rates rates)
    {
        for (var round = 0; round < WarmRounds + Rounds; round++)
        {
            var before = outbox.Groups;
            var rate = await AppendAsync(outbox, item);
            var group = (double)Items / (outbox.Groups - before);
            var raw = InsertRaw(folder[$"raw-{round}.db"], item.ToByteArray(), (int)Math.Round(group));
            var fed = await InsertFedAsync(folder[$"fed-{round}.db"], item, (int)Math.Round(group));
            if (round < WarmRounds) continue;
            rates.Ours.Add(rate);
            rates.Raw.Add(raw);
            rates.Fed.Add(fed);
            rates.Groups.Add(group);
        }
    }

    private static async Task<double> AppendAsync(OutboxStore outbox, Item item)
    {
        var clock = Stopwatch.StartNew();
        await ProduceAsync(() => new ValueTask<Task>(outbox.AppendAsync(ItemClass.Reading, item, CancellationToken.None)));
        return Items / clock.Elapsed.TotalSeconds;
    }

    /// <summary>The producers: each goes on while at most so many of its items are not durable yet.</summary>
    /// <param name="append">Gives one item away; the inner task ends when it is durable.</param>
    private static Task ProduceAsync(Func<ValueTask<Task>> append) => Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(async () =>
    {
        var inHand = new Queue<Task>();
        for (var i = 0; i < Items / Producers; i++)
        {
            if (inHand.Count == InHandEach) await inHand.Dequeue();
            inHand.Enqueue(await append());
        }
        await Task.WhenAll(inHand);
    })));

    private static async Task<double> InsertFedAsync(string path, Item item, int group)
    {
        var line = Channel.CreateBounded<(byte[] Body, TaskCompletionSource Stored)>(new BoundedChannelOptions(1024) { SingleReader = true });
        using var raw = new RawStore(path);
        var clock = Stopwatch.StartNew();
        var writing = Task.Run(async () =>
        {
            var taken = new List<(byte[] Body, TaskCompletionSource Stored)>(group);
            for (var done = 0; done < Items; done += taken.Count)
            {
                taken.Clear();
                while (taken.Count < Math.Min(group, Items - done)) taken.Add(await line.Reader.ReadAsync());
                raw.Insert(done, taken.ConvertAll(row => row.Body));
                foreach (var (_, stored) in taken) stored.SetResult();
            }
        });
        await ProduceAsync(async () =>
        {
            var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await line.Writer.WriteAsync((item.ToByteArray(), stored));
            return stored.Task;
        });
        await writing;
        return Items / clock.Elapsed.TotalSeconds;
    }

    private static double InsertRaw(string path, byte[] body, int group)
    {
        using var raw = new RawStore(path);
        var bodies = Enumerable.Repeat(body, group).ToList();
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < Items; done += group) raw.Insert(done, done + group <= Items ? bodies : bodies[..(Items - done)]);
        return Items / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Items a second of each round, and how many a group had.</summary>
    private sealed record Rates(List<double> Ours, List<double> Raw, List<double> Fed, List<double> Groups);

    /// <summary>What anybody would write: one table of the outbox's columns, one prepared INSERT, a commit for each group.</summary>
    private sealed class RawStore : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;
        private readonly SqliteParameter _sequence;
        private readonly SqliteParameter _body;

        public RawStore(string path)
        {
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
            _connection.Open();
            Run("""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                CREATE TABLE item (
                    sequence INTEGER PRIMARY KEY, boot INTEGER NOT NULL, monotonic_ms INTEGER NOT NULL, time_ms INTEGER NOT NULL, refusals INTEGER NOT NULL,
                    body BLOB NOT NULL, sum INTEGER NOT NULL) STRICT
                """);
            _insert = _connection.CreateCommand();
            _insert.CommandText = "INSERT INTO item VALUES (@sequence, 1, @monotonic, @time, 0, @body, @sum)";
            _sequence = _insert.Parameters.Add("@sequence", SqliteType.Integer);
            _body = _insert.Parameters.Add("@body", SqliteType.Blob);
            _insert.Parameters.Add("@monotonic", SqliteType.Integer).Value = 1_234_567_890L;
            _insert.Parameters.Add("@time", SqliteType.Integer).Value = 1_790_000_000_000L;
            _insert.Parameters.Add("@sum", SqliteType.Integer).Value = 3_123_456_789L;
        }

        public void Insert(int first, List<byte[]> bodies)
        {
            Run("BEGIN IMMEDIATE");
            for (var i = 0; i < bodies.Count; i++)
            {
                (_sequence.Value, _body.Value) = (first + i, bodies[i]);
                _insert.ExecuteNonQuery();
            }
            Run("COMMIT");
        }

        public void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
        }

        private void Run(string sql)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
