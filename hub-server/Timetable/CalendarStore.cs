using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Timetable;

/// <summary>Terms and days that differ, in the database.</summary>
internal sealed class CalendarStore(HubDatabase database, TimeProvider time)
{
    private const string SelectTerms = "SELECT id AS Id, place_id AS PlaceId, name AS Name, first_day AS FirstDay, weeks AS Weeks FROM timetable_term";

    private const string InsertTerm = "INSERT INTO timetable_term (id, place_id, name, first_day, weeks) VALUES (@id, @PlaceId, @Name, @firstDay, @Weeks)";

    private const string UpdateTerm = "UPDATE timetable_term SET name = @Name, first_day = @firstDay, weeks = @Weeks WHERE id = @id";

    private const string DeleteTermSql = "DELETE FROM timetable_term WHERE id = @id AND NOT EXISTS (SELECT 1 FROM timetable_lesson WHERE term_id = @id)";

    private const string SelectDays = "SELECT place_id AS PlaceId, date AS Date, taught_as AS TaughtAs, note AS Note FROM timetable_day WHERE place_id = @placeId ORDER BY date";

    private const string SetDaySql = """
        INSERT INTO timetable_day (place_id, date, taught_as, note) VALUES (@PlaceId, @date, @taughtAs, @Note)
        ON CONFLICT (place_id, date) DO UPDATE SET taught_as = excluded.taught_as, note = excluded.note
        """;

    private const string ScopeOfPlace = """
        SELECT region.id AS RegionId, NULL AS SchoolId FROM region WHERE region.id = @placeId
        UNION ALL SELECT school.region_id, school.id FROM school WHERE school.id = @placeId
        """;

    /// <summary>Where the region or school stands; null when there is none of that id.</summary>
    public async Task<ScopePath?> PathOfAsync(string placeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PathRow>(ScopeOfPlace, new { placeId }) is { } row ? new ScopePath(row.RegionId, row.SchoolId) : null;
    }

    /// <summary>Those of the place, and with a school those of its region too.</summary>
    public async Task<List<TermTime>> TermsAsync(string placeId, CancellationToken cancellationToken)
    {
        const string where = " WHERE place_id = @placeId OR place_id = (SELECT region_id FROM school WHERE id = @placeId) ORDER BY first_day DESC";
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<TimetableReader.TermRow>(SelectTerms + where, new { placeId })).Select(row => row.View())];
    }

    public async Task<TermTime?> FindTermAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<TimetableReader.TermRow>(SelectTerms + " WHERE id = @id", new { id }))?.View();
    }

    /// <param name="id">Null: a new one.</param>
    /// <returns>Its id; or the term of the same place that is in its way.</returns>
    public Task<(string Id, TermTime? Overlaps)> SaveTermAsync(string? id, TermWish wish, CancellationToken cancellationToken)
    {
        var made = new TermTime(id ?? NodeId.New(time), wish.PlaceId, wish.Name, wish.FirstDay, wish.Weeks);
        var values = new { id = made.Id, wish.PlaceId, wish.Name, firstDay = TimetableReader.Stored(wish.FirstDay), wish.Weeks };
        return database.WriteAsync(
            async connection =>
            {
                var others = await connection.QueryAsync<TimetableReader.TermRow>(SelectTerms + " WHERE place_id = @PlaceId AND id <> @id", values);
                if (others.Select(row => row.View()).FirstOrDefault(other => other.FirstDay <= made.LastDay && made.FirstDay <= other.LastDay) is { } overlaps) return (made.Id, overlaps);
                await connection.ExecuteAsync(id is null ? InsertTerm : UpdateTerm, values);
                return (made.Id, (TermTime?)null);
            },
            cancellationToken);
    }

    /// <returns>False: lessons are planned in it.</returns>
    public Task<bool> DeleteTermAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(async connection => await connection.ExecuteAsync(DeleteTermSql, new { id }) == 1, cancellationToken);

    public async Task<List<SpecialDay>> DaysAsync(string placeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. (await connection.QueryAsync<TimetableReader.DayRow>(SelectDays, new { placeId })).Select(row => row.View())];
    }

    public Task SetDayAsync(DayWish wish, CancellationToken cancellationToken)
    {
        var values = new { wish.PlaceId, date = TimetableReader.Stored(wish.Date), taughtAs = wish.TaughtAs is { } day ? TimetableReader.Stored(day) : null, wish.Note };
        return database.WriteAsync(connection => connection.ExecuteAsync(SetDaySql, values), cancellationToken);
    }

    public Task DeleteDayAsync(string placeId, DateOnly date, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM timetable_day WHERE place_id = @placeId AND date = @date", new { placeId, date = TimetableReader.Stored(date) }), cancellationToken);

    private sealed record PathRow
    {
        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }
    }
}
