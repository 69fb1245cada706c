using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Timetable;

/// <summary>Bell plans and what a school and its rooms want of the timetable, in the database.</summary>
internal sealed class BellStore(HubDatabase database, TimeProvider time)
{
    private const string Select = """
        SELECT bells.id AS BellsId, bells.name AS BellsName, bells.first_day AS FirstDay, period.number AS Number, period.name AS Name, period.starts_minute AS StartsMinute, period.ends_minute AS EndsMinute
        FROM timetable_bells bells JOIN timetable_period period ON period.bells_id = bells.id
        """;

    private const string Insert = "INSERT INTO timetable_bells (id, school_id, name, first_day) VALUES (@id, @SchoolId, @Name, @firstDay)";

    private const string Update = "UPDATE timetable_bells SET name = @Name, first_day = @firstDay WHERE id = @id";

    private const string InsertPeriod = "INSERT INTO timetable_period (bells_id, number, name, starts_minute, ends_minute) VALUES (@id, @Number, @Name, @StartsMinute, @EndsMinute)";

    private const string SaveSchool = """
        INSERT INTO timetable_school (school_id, time_zone, record, start_scene, end_scene) VALUES (@schoolId, @TimeZone, @record, @StartScene, @EndScene)
        ON CONFLICT (school_id) DO UPDATE SET time_zone = excluded.time_zone, record = excluded.record, start_scene = excluded.start_scene, end_scene = excluded.end_scene
        """;

    private const string SaveRoom = "INSERT INTO timetable_room (room_id, record) VALUES (@roomId, @record) ON CONFLICT (room_id) DO UPDATE SET record = excluded.record";

    public async Task<List<BellTimes>> ListAsync(string schoolId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return TimetableReader.Bells(await connection.QueryAsync<TimetableReader.PeriodRow>(Select + " WHERE bells.school_id = @schoolId ORDER BY bells.first_day, period.number", new { schoolId }));
    }

    public async Task<string?> SchoolOfAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>("SELECT school_id FROM timetable_bells WHERE id = @id", new { id });
    }

    /// <param name="id">Null: a new one.</param>
    /// <returns>Its id; null when the school has a plan from that day on already.</returns>
    public Task<string?> SaveAsync(string? id, BellPlanWish wish, IReadOnlyList<BellPeriod> periods, CancellationToken cancellationToken)
    {
        var values = new { id = id ?? NodeId.New(time), wish.SchoolId, wish.Name, firstDay = TimetableReader.Stored(wish.FirstDay) };
        return database.WriteAsync(
            async connection =>
            {
                if (await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM timetable_bells WHERE school_id = @SchoolId AND first_day = @firstDay AND id <> @id", values) > 0) return null;
                await connection.ExecuteAsync(id is null ? Insert : Update, values);
                await connection.ExecuteAsync("DELETE FROM timetable_period WHERE bells_id = @id", values);
                await connection.ExecuteAsync(InsertPeriod, periods.Select(period => new { values.id, period.Number, period.Name, period.StartsMinute, period.EndsMinute }));
                return values.id;
            },
            cancellationToken);
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM timetable_bells WHERE id = @id", new { id }), cancellationToken);

    public async Task<SchoolTimetableRules> SettingsOfAsync(string schoolId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<SettingsRow>("SELECT * FROM timetable_school WHERE school_id = @schoolId", new { schoolId }) is { } row
            ? new SchoolTimetableRules(row.TimeZone, row.Record != 0, row.StartScene, row.EndScene)
            : new SchoolTimetableRules(TimetableReader.DefaultZone, Record: false, "", "");
    }

    public Task SaveSettingsAsync(string schoolId, SchoolTimetableRules wish, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync(SaveSchool, new { schoolId, wish.TimeZone, record = wish.Record ? 1 : 0, wish.StartScene, wish.EndScene }), cancellationToken);

    /// <returns>Null: as the school says.</returns>
    public async Task<bool?> RecordsAsync(string roomId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<int?>("SELECT record FROM timetable_room WHERE room_id = @roomId", new { roomId }) is { } record ? record != 0 : null;
    }

    public Task SaveRecordsAsync(string roomId, bool? record, CancellationToken cancellationToken) => database.WriteAsync(
        connection => record is null
            ? connection.ExecuteAsync("DELETE FROM timetable_room WHERE room_id = @roomId", new { roomId })
            : connection.ExecuteAsync(SaveRoom, new { roomId, record = record.Value ? 1 : 0 }),
        cancellationToken);

    private sealed record SettingsRow
    {
        public required string TimeZone { get; init; }

        public int Record { get; init; }

        public required string StartScene { get; init; }

        public required string EndScene { get; init; }
    }
}
