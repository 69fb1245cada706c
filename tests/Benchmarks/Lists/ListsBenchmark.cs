using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tongtang.Harness.Processes;

namespace Tongtang.Benchmarks.Lists;

/// <summary>
/// What the console's pages ask for first, of a hub with a whole city in it: each beside the route that does nothing and the
/// plainest statement that reads as many rows, in turns. BENCHMARK_RECORDINGS says how many recordings (default: 2,000,000).
/// </summary>
internal static class ListsBenchmark
{
    private const int Rounds = 40;

    private static readonly (string What, string Path, string Bare)[] s_questions =
    [
        ("home", "home", "SELECT COUNT(*) FROM alarm WHERE cleared_received_at_ms IS NULL"),
        ("fleet: regions", "regions?pageSize=50", "SELECT school_id, COUNT(*) FROM room GROUP BY school_id"),
        ("fleet: schools, worst first", "schools?pageSize=50&sort=-alarms", "SELECT school_id, COUNT(*) FROM room GROUP BY school_id"),
        ("fleet: rooms", "rooms?pageSize=50", "SELECT * FROM room ORDER BY name_key LIMIT 50"),
        ("fleet: rooms by a word", "rooms?pageSize=50&q=3年级", "SELECT COUNT(*) FROM room WHERE name LIKE '%3年级%'"),
        ("alarms that wait", "alarms?pageSize=50&state=raised", "SELECT * FROM alarm WHERE cleared_received_at_ms IS NULL ORDER BY raised_at_ms DESC LIMIT 50"),
        ("alarms, all", "alarms?pageSize=50", "SELECT * FROM alarm ORDER BY raised_at_ms DESC LIMIT 50"),
        ("devices", "devices?pageSize=50", "SELECT * FROM device LIMIT 50"),
        ("recordings, newest", "recordings?pageSize=50", "SELECT * FROM recording ORDER BY started_at_ms DESC, id LIMIT 50"),
        ("recordings of a school", "recordings?pageSize=50&school=s00042", "SELECT * FROM recording WHERE room_id = 'r000420' ORDER BY started_at_ms DESC LIMIT 50"),
        ("recordings by a common word", "recordings?pageSize=50&q=背影", "SELECT recording_id FROM recording_gram WHERE gram = '背影' ORDER BY started_at_ms DESC LIMIT 50"),
        ("recordings by two words", "recordings?pageSize=50&q=王芳 春晓", "SELECT recording_id FROM recording_gram WHERE gram = '王芳' ORDER BY started_at_ms DESC LIMIT 50"),
        ("recordings by title", "recordings?pageSize=50&sort=title", "SELECT id FROM recording ORDER BY started_at_ms DESC LIMIT 10000"),
    ];

    public static async IAsyncEnumerable<Figure> RunAsync()
    {
        var size = new CitySize(10_000, int.Parse(Environment.GetEnvironmentVariable("BENCHMARK_RECORDINGS") ?? "2000000", CultureInfo.InvariantCulture), 100_000, 840_000);
        await using var hub = await Hub.StartAsync();
        await hub.KillAsync();
        var filling = Stopwatch.GetTimestamp();
        new CityFill(hub.DataFolder, size).Run();
        Console.WriteLine($"   filled in {Stopwatch.GetElapsedTime(filling).TotalSeconds:0} s: {size}");
        await hub.StartAgainAsync();
        await using var bare = new SqliteConnection($"Data Source={Path.Combine(hub.DataFolder, "hub.db")};Mode=ReadOnly");
        await bare.OpenAsync();
        var empty = new List<double>();
        foreach (var (what, path, sql) in s_questions)
        {
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var round = -3; round < Rounds; round++)
            {
                var asked = await TimeAsync(() => hub.Http.GetStringAsync(new Uri($"/api/v1/{path}", UriKind.Relative)));
                var read = await TimeAsync(() => ReadAsync(bare, sql));
                var nothing = await TimeAsync(() => hub.Http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
                // The first ones compile the code.
                if (round < 0) continue;
                ours.Add(asked);
                theirs.Add(read);
                empty.Add(nothing);
            }
            yield return new Figure($"{what}, SQLite", "ms", ours, "bare statement", theirs);
        }
        yield return new Figure("the route that does nothing", "ms", empty);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var begun = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static async Task ReadAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new object[reader.FieldCount];
        while (await reader.ReadAsync()) reader.GetValues(values);
    }
}
