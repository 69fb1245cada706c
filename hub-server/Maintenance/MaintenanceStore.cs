using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Maintenance;

/// <summary>How making a window ended.</summary>
internal enum MaintenanceOutcome
{
    Made,

    /// <summary>All of it is over already, or a change of the clock swallows it.</summary>
    NeverRuns,
    TooMany,
}

/// <summary>What a list of windows is narrowed to; null leaves it open.</summary>
/// <param name="Room">Those that cover this room.</param>
internal sealed record MaintenanceFilter(MaintenanceState? State, string? Room);

/// <summary>Windows in the database, each with the time that runs or is next worked out.</summary>
internal sealed class MaintenanceStore(HubDatabase database, AlarmsSettings settings, TimeProvider time)
{
    /// <summary>Windows that are not over.</summary>
    public const int Most = 2_000;

    private const int Piece = 500;

    private const string Columns = """
        maintenance_window.*, room.id AS room_id, school.id AS school_id, region.id AS region_id, timetable_school.time_zone AS school_zone,
        CASE WHEN room.id IS NOT NULL THEN school.name || ' · ' || room.name ELSE COALESCE(school.name, region.name) END AS place_name,
        (SELECT MAX(ends_ms) FROM maintenance_past WHERE window_id = maintenance_window.id) AS done_ms
        """;

    // Without those of places that are gone; they are deleted when another is made.
    private const string From = """
        FROM maintenance_window LEFT JOIN room ON room.id = maintenance_window.place_id LEFT JOIN school ON school.id = COALESCE(room.school_id, maintenance_window.place_id)
        LEFT JOIN timetable_school ON timetable_school.school_id = school.id
        JOIN region ON region.id = COALESCE(school.region_id, maintenance_window.place_id)
        """;

    private const string CoversRoom = """
        maintenance_window.place_id IN (SELECT one.id FROM room one WHERE one.id = @room UNION ALL SELECT one.school_id FROM room one WHERE one.id = @room
            UNION ALL SELECT its.region_id FROM room one JOIN school its ON its.id = one.school_id WHERE one.id = @room)
        """;

    private const string State = "CASE WHEN maintenance_window.ends_ms <= @now THEN 2 WHEN maintenance_window.starts_ms <= @now THEN 0 ELSE 1 END";

    private const string SelectPlace = """
        SELECT region.id AS region_id, NULL AS school_id, NULL AS room_id, NULL AS zone FROM region WHERE region.id = @placeId
        UNION ALL SELECT school.region_id, school.id, NULL, timetable_school.time_zone FROM school LEFT JOIN timetable_school ON timetable_school.school_id = school.id WHERE school.id = @placeId
        UNION ALL SELECT school.region_id, school.id, room.id, timetable_school.time_zone
            FROM room JOIN school ON school.id = room.school_id LEFT JOIN timetable_school ON timetable_school.school_id = school.id WHERE room.id = @placeId
        """;

    private const string DeleteOrphans = """
        DELETE FROM maintenance_window WHERE place_id NOT IN (SELECT id FROM region UNION ALL SELECT id FROM school UNION ALL SELECT id FROM room)
        """;

    private const string Insert = """
        INSERT INTO maintenance_window (id, place_id, reason, begins, ends, is_weekly, last_day, starts_ms, ends_ms, is_told, is_over, made_by, made_at_ms)
        VALUES (@id, @PlaceId, @Reason, @Begins, @Ends, @weekly, @lastDay, @startsMs, @endsMs, 0, 0, @madeBy, @nowMs)
        """;

    private const string Cut = "UPDATE maintenance_window SET ends_ms = @now WHERE id = @id AND starts_ms <= @now AND ends_ms > @now";

    private const string Remember = """
        INSERT INTO maintenance_past (window_id, place_id, reason, starts_ms, ends_ms)
        SELECT id, place_id, reason, starts_ms, CASE WHEN ends_ms < @now THEN ends_ms ELSE @now END FROM maintenance_window WHERE id = @id AND is_over = 0 AND starts_ms <= @now
        ON CONFLICT DO NOTHING
        """;

    private const string Advance = "UPDATE maintenance_window SET starts_ms = @startsMs, ends_ms = @endsMs, is_told = 0, is_over = @over WHERE id = @id AND ends_ms = @before";

    private const string Trim = """
        DELETE FROM maintenance_past WHERE (window_id, starts_ms) IN (SELECT window_id, starts_ms FROM maintenance_past WHERE ends_ms < @old ORDER BY ends_ms LIMIT @Piece)
        """;

    private const string TrimWindows = "DELETE FROM maintenance_window WHERE is_over = 1 AND ends_ms < @old";

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["state"] = State,
        ["from"] = "maintenance_window.starts_ms",
        ["placeName"] = "place_name",
        ["madeAt"] = "maintenance_window.made_at_ms",
    };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Where the place stands; null when there is none of that id.</summary>
    public async Task<(ScopePath Path, TimeZoneInfo Zone)?> PlaceAsync(string placeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await connection.QuerySingleOrDefaultAsync<PlaceRow>(SelectPlace, new { placeId }) is not { } row) return null;
        return (new ScopePath(row.RegionId, row.SchoolId, row.RoomId), MaintenanceRow.ZoneOf(row.SchoolId, row.Zone, settings.TimeZone));
    }

    /// <summary>Those of the places that the caller sees, and those that hold there because they are said for a region.</summary>
    public async Task<Page<MaintenanceWindow>> ListAsync(Scope scope, MaintenanceFilter filter, PagePlan plan, CancellationToken cancellationToken)
    {
        var above = $"maintenance_window.place_id IN (SELECT one.region_id FROM school AS one WHERE {scope.Filter("one.region_id", "one.id")})";
        var where = $"""
            WHERE ({scope.Filter("region.id", "school.id")} OR {above})
              AND (@state IS NULL OR {State} = @state) {(filter.Room is null ? "" : $"AND {CoversRoom}")}
            """;
        var now = time.GetUtcNow();
        var values = new { scopeId = scope.Id, state = (int?)filter.State, room = filter.Room, now = now.ToUnixTimeMilliseconds() };
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {From} {where}", values);
        var rows = await connection.QueryAsync<MaintenanceRow>($"SELECT {Columns} {From} {where} {plan.Sql}", values);
        return plan.Of([.. rows.Select(row => row.View(settings.TimeZone, now))], total);
    }

    public async Task<MaintenanceRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<MaintenanceRow>($"SELECT {Columns} {From} WHERE maintenance_window.id = @id", new { id });
    }

    public async Task<MaintenanceWindow?> ViewAsync(string id, CancellationToken cancellationToken) => (await FindAsync(id, cancellationToken))?.View(settings.TimeZone, time.GetUtcNow());

    public Task<(MaintenanceOutcome Outcome, string Id)> CreateAsync(MaintenanceWish wish, MaintenancePlan plan, TimeZoneInfo zone, string madeBy, CancellationToken cancellationToken)
    {
        var (id, now) = (NodeId.New(time), time.GetUtcNow());
        if (plan.RunningOrNext(now, zone) is not { } next) return Task.FromResult((MaintenanceOutcome.NeverRuns, id));
        var row = new
        {
            id,
            wish.PlaceId,
            wish.Reason,
            wish.Begins,
            wish.Ends,
            weekly = plan.IsWeekly ? 1 : 0,
            lastDay = plan.LastDay is { } day ? TimetableReader.Stored(day) : null,
            startsMs = next.From.ToUnixTimeMilliseconds(),
            endsMs = next.Until.ToUnixTimeMilliseconds(),
            madeBy,
            nowMs = now.ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(DeleteOrphans);
                if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM maintenance_window WHERE is_over = 0") >= Most) return (MaintenanceOutcome.TooMany, id);
                await connection.ExecuteAsync(Insert, row);
                return (MaintenanceOutcome.Made, id);
            },
            cancellationToken);
    }

    /// <summary>Ends the time that runs; a weekly one goes on next week.</summary>
    /// <returns>False when none runs.</returns>
    public Task<bool> EndAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(async connection => await connection.ExecuteAsync(Cut, new { id, now = Now }) == 1, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(Remember, new { id, now = Now });
            await connection.ExecuteAsync("DELETE FROM maintenance_window WHERE id = @id", new { id });
        },
        cancellationToken);

    public Task ToldAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("UPDATE maintenance_window SET is_told = 1 WHERE id = @id", new { id }), cancellationToken);

    /// <summary>Its time is over: the next one's is worked out, if there is one. What is older than cleared alarms may be is forgotten.</summary>
    public Task FinishAsync(MaintenanceRow window, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var values = new { id = window.Id, now = now.ToUnixTimeMilliseconds(), old = (now - settings.Life).ToUnixTimeMilliseconds(), Piece };
        return database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(Remember, values);
                await AdvanceAsync(connection, window, Next(window, window.EndsAt, now));
                await connection.ExecuteAsync(Trim, values);
                await connection.ExecuteAsync(TrimWindows, values);
            },
            cancellationToken);
    }

    /// <summary>Works out anew when those are that do not run yet: the place's clock may be another by now.</summary>
    /// <param name="schoolId">Null: of all places.</param>
    /// <returns>All that are not over.</returns>
    public async Task<IReadOnlyList<string>> ReplanAsync(string? schoolId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<MaintenanceRow> rows;
        await using (var connection = await database.OpenAsync(cancellationToken))
            rows = (await connection.QueryAsync<MaintenanceRow>($"SELECT {Columns} {From} WHERE is_over = 0 AND (@schoolId IS NULL OR school.id = @schoolId)", new { schoolId })).AsList();
        foreach (var row in rows.Where(row => row.StartsAt > now))
        {
            var next = row.DoneMs is { } done ? Next(row, DateTimeOffset.FromUnixTimeMilliseconds(done), now) : row.Plan.RunningOrNext(now, row.Zone(settings.TimeZone));
            if (next?.From != row.StartsAt || next?.Until != row.EndsAt) await database.WriteAsync(connection => AdvanceAsync(connection, row, next), cancellationToken);
        }
        return rows.ConvertAll(row => row.Id);
    }

    private (DateTimeOffset From, DateTimeOffset Until)? Next(MaintenanceRow window, DateTimeOffset after, DateTimeOffset now)
    {
        if (!window.IsWeekly) return null;
        foreach (var span in window.Plan.StartingFrom(after, window.Zone(settings.TimeZone)))
        {
            if (span.Until > now) return span;
        }
        return null;
    }

    private static Task AdvanceAsync(DbConnection connection, MaintenanceRow window, (DateTimeOffset From, DateTimeOffset Until)? next) => connection.ExecuteAsync(Advance, new
    {
        id = window.Id,
        before = window.EndsMs,
        startsMs = next?.From.ToUnixTimeMilliseconds() ?? window.StartsMs,
        endsMs = next?.Until.ToUnixTimeMilliseconds() ?? window.EndsMs,
        over = next is null ? 1 : 0,
    });

    private sealed record PlaceRow
    {
        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }

        public string? RoomId { get; init; }

        public string? Zone { get; init; }
    }
}
