using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Reports;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Viewing;

/// <summary>The counts in the database. Nothing in them says who watched which part, or on which day but the last.</summary>
internal sealed class ViewingCounts(HubDatabase database, UsageDays days, TimeProvider time)
{
    public const int PartSeconds = 30;

    /// <summary>Fewer are not broken down: one could tell who it was.</summary>
    public const int FewestViewers = 5;

    private const int MostDays = 366;

    private const string SelectLast = "SELECT last_day FROM recording_viewer WHERE recording_id = @id AND viewer = @viewer";

    private const string SaveViewer = """
        INSERT INTO recording_viewer (recording_id, viewer, last_day) VALUES (@id, @viewer, @day)
        ON CONFLICT (recording_id, viewer) DO UPDATE SET last_day = excluded.last_day
        """;

    private const string AddTotal = """
        INSERT INTO recording_viewing (recording_id, plays, viewers, watched_ms) VALUES (@id, @plays, @newViewers, @watchedMs)
        ON CONFLICT (recording_id) DO UPDATE SET plays = recording_viewing.plays + excluded.plays, viewers = recording_viewing.viewers + excluded.viewers,
            watched_ms = recording_viewing.watched_ms + excluded.watched_ms
        """;

    private const string AddDay = """
        INSERT INTO recording_viewing_day (recording_id, day, plays, viewers, watched_ms) VALUES (@id, @day, @plays, @viewersToday, @watchedMs)
        ON CONFLICT (recording_id, day) DO UPDATE SET plays = recording_viewing_day.plays + excluded.plays, viewers = recording_viewing_day.viewers + excluded.viewers,
            watched_ms = recording_viewing_day.watched_ms + excluded.watched_ms
        """;

    private const string AddPart = """
        INSERT INTO recording_viewing_part (recording_id, part, watched_ms) VALUES (@id, @Part, @Ms)
        ON CONFLICT (recording_id, part) DO UPDATE SET watched_ms = recording_viewing_part.watched_ms + excluded.watched_ms
        """;

    private const string SelectTotal = "SELECT plays, viewers, watched_ms FROM recording_viewing WHERE recording_id = @id";

    private const string SelectDays = "SELECT day, plays, viewers, watched_ms FROM recording_viewing_day WHERE recording_id = @id ORDER BY day DESC LIMIT @MostDays";

    private const string SelectParts = "SELECT part, watched_ms AS ms FROM recording_viewing_part WHERE recording_id = @id ORDER BY part";

    /// <summary>Pure: the same person is another one for each recording.</summary>
    public static string ViewerOf(string recordingId, string accountId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{recordingId}/{accountId}")))[..32];

    /// <summary>Pure: how many milliseconds of each part.</summary>
    public static IReadOnlyList<PartCount> PartsOf(IEnumerable<WatchedSpan> spans)
    {
        var parts = new SortedDictionary<long, long>();
        foreach (var (from, to) in spans)
        {
            for (var part = (long)(from / PartSeconds); part * PartSeconds < to; part++)
            {
                var seconds = Math.Min(to, (part + 1) * PartSeconds) - Math.Max(from, part * PartSeconds);
                parts[part] = parts.GetValueOrDefault(part) + (long)Math.Round(seconds * 1000);
            }
        }
        return [.. parts.Select(pair => new PartCount { Part = pair.Key, Ms = pair.Value })];
    }

    public Task AddAsync(string id, string viewer, bool isNewPlay, IReadOnlyList<PartCount> parts, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var day = TimetableReader.Stored(WallClock.DateOf(time.GetUtcNow(), days.Zone));
            var last = await connection.ExecuteScalarAsync<string?>(SelectLast, new { id, viewer });
            var counts = new { id, day, plays = isNewPlay ? 1L : 0L, newViewers = last is null ? 1L : 0L, viewersToday = last == day ? 0L : 1L, watchedMs = parts.Sum(part => part.Ms) };
            if (last != day) await connection.ExecuteAsync(SaveViewer, new { id, viewer, day });
            await connection.ExecuteAsync(AddTotal, counts);
            await connection.ExecuteAsync(AddDay, counts);
            await connection.ExecuteAsync(AddPart, parts.Select(part => new { id, part.Part, part.Ms }));
        },
        cancellationToken);

    public async Task<ViewingStatistics> ReadAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        var total = await connection.QuerySingleOrDefaultAsync<Row>(SelectTotal, new { id }) ?? new Row();
        var statistics = new ViewingStatistics(total.Plays, total.Viewers, total.WatchedMs / 1000.0, PartSeconds, null, null);
        return total.Viewers < FewestViewers ? statistics : statistics with { Parts = await PartsAsync(connection, id), Days = await DaysAsync(connection, id) };
    }

    private static async Task<IReadOnlyList<double>> PartsAsync(DbConnection connection, string id)
    {
        var parts = (await connection.QueryAsync<PartCount>(SelectParts, new { id })).AsList();
        var seconds = new double[parts.Count == 0 ? 0 : parts[^1].Part + 1];
        foreach (var part in parts) seconds[part.Part] = part.Ms / 1000.0;
        return seconds;
    }

    private static async Task<IReadOnlyList<ViewingDay>> DaysAsync(DbConnection connection, string id) =>
        [.. (await connection.QueryAsync<Row>(SelectDays, new { id, MostDays })).Select(row => row.Viewers < FewestViewers
            ? new ViewingDay(TimetableReader.Date(row.Day!), null, null, null)
            : new ViewingDay(TimetableReader.Date(row.Day!), row.Plays, row.Viewers, row.WatchedMs / 1000.0))];

    private sealed record Row
    {
        public string? Day { get; init; }

        public long Plays { get; init; }

        public long Viewers { get; init; }

        public long WatchedMs { get; init; }
    }
}

/// <summary>How long a part of a lesson was watched.</summary>
internal sealed record PartCount
{
    public long Part { get; init; }

    public long Ms { get; init; }
}
