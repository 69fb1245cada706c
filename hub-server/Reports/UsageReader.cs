using System.Data.Common;
using System.Globalization;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Timetable;

namespace Tongtang.HubServer.Reports;

/// <summary>Reads what reports say, from the days that <see cref="UsageDays"/> counts and from the linked lessons.</summary>
internal sealed class UsageReader(HubDatabase database, UsageDays days, LessonsSettings settings, TimeProvider time)
{
    private const string SelectTerms = "SELECT id, place_id, name, first_day, weeks FROM timetable_term";

    private const string PerSchool = "FROM usage_day JOIN room ON room.id = usage_day.room_id";

    /// <summary>Rooms whose older recordings are not counted yet.</summary>
    public async Task<int> UncountedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await UsageFilling.LeftAsync(connection);
    }

    public DateOnly Today => WallClock.DateOf(time.GetUtcNow(), days.Zone);

    /// <summary>What the wish is of; null: there is no such place or term.</summary>
    public async Task<ReportSubject?> FindAsync(Scope scope, ReportWish wish, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindAsync(connection, scope, wish);
    }

    public async Task<ReportSubject?> FindAsync(DbConnection connection, Scope scope, ReportWish wish)
    {
        if (await ReportPlaces.FindAsync(connection, scope, wish) is not { } place) return null;
        if (await ReportPlaces.PeriodsAsync(connection, wish, Today) is not { } periods) return null;
        return new ReportSubject(new UsageFilter(scope, place, wish.Teacher), periods.Period, periods.Before);
    }

    public async Task<UsageReport> ReportAsync(ReportSubject subject, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = HubDatabase.BeginSnapshot(connection);
        return await ReportAsync(connection, subject);
    }

    /// <summary>As everything stands in the caller's snapshot.</summary>
    public async Task<UsageReport> ReportAsync(DbConnection connection, ReportSubject subject)
    {
        var now = await CountAsync(connection, subject.Filter, subject.Period);
        var before = await CountAsync(connection, subject.Filter, subject.Before);
        var targets = subject.Filter.IsOfTeacher ? new Dictionary<FigureKey, double>() : await UsageTargets.HoldingAsync(connection, subject.Filter.Place, subject.Period.To);
        var figures = Enum.GetValues<FigureKey>().Select(key => new ReportFigure(key, FigureUnits.Of(key), now.Value(key), before.Value(key), targets.TryGetValue(key, out var target) ? target : null));
        return new UsageReport(subject.Filter.Place, subject.Period, subject.Before, days.Zone.Id, [.. figures], await UsageFilling.LeftAsync(connection));
    }

    public async Task<UsageSeries> SeriesAsync(ReportSubject subject, PeriodKind? grain, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await SeriesAsync(connection, subject, grain ?? subject.Period.Grain);
    }

    public static async Task<UsageSeries> SeriesAsync(DbConnection connection, ReportSubject subject, PeriodKind grain)
    {
        var pieces = subject.Period.Pieces(grain).ToList();
        var values = subject.Filter.Values(subject.Period);
        for (var i = 0; i < pieces.Count; i++)
        {
            values.Add($"from{i}", TimetableReader.Stored(pieces[i].From));
            values.Add($"to{i}", TimetableReader.Stored(pieces[i].To));
        }
        var spans = string.Join(", ", pieces.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"({i}, @from{i}, @to{i})")));
        var sql = $"""
            WITH piece (number, first_day, last_day) AS (VALUES {spans})
            SELECT piece.number, SUM(usage_day.lessons) AS lessons, CAST(SUM(usage_day.duration_ms) AS BIGINT) AS duration_ms,
                COUNT(DISTINCT usage_day.room_id) AS rooms_used, COUNT(DISTINCT CASE WHEN usage_day.teacher_key <> '' THEN room.school_id || ' ' || usage_day.teacher_key END) AS teachers_recorded
            FROM piece JOIN usage_day ON usage_day.day >= piece.first_day AND usage_day.day <= piece.last_day JOIN room ON room.id = usage_day.room_id
            WHERE {subject.Filter.Days} GROUP BY piece.number
            """;
        var found = (await connection.QueryAsync<PieceRow>(sql, values)).ToDictionary(row => row.Number);
        return new UsageSeries(grain, [.. pieces.Select((piece, i) => found.GetValueOrDefault(i, new PieceRow()).Point(piece))]);
    }

    public async Task<UsageCounts> CountAsync(DbConnection connection, UsageFilter filter, ReportPeriod period)
    {
        var values = filter.Values(period);
        var used = await connection.QuerySingleAsync<UsedRow>(
            $"""
            SELECT COUNT(DISTINCT room_id) AS rooms_used, CAST(COALESCE(SUM(lessons), 0) AS BIGINT) AS lessons, CAST(COALESCE(SUM(duration_ms), 0) AS BIGINT) AS duration_ms,
                COUNT(DISTINCT CASE WHEN subject_key <> '' THEN subject_key END) AS subjects
            FROM usage_day WHERE {filter.Days}
            """,
            values);
        var linked = await CountLinkedAsync(connection, filter, period);
        return new UsageCounts
        {
            Rooms = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM room JOIN school ON school.id = room.school_id WHERE {filter.Rooms}", values),
            RoomsUsed = used.RoomsUsed,
            Lessons = used.Lessons,
            DurationMs = used.DurationMs,
            TeachersRecorded = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM ({TeachersRecorded(filter)}) AS recorded", values),
            Teachers = await CountTeachersAsync(connection, filter, period),
            Subjects = used.Subjects,
            LinkedPlanned = linked.Planned,
            LinkedHeld = linked.Held,
            LinkedOnTime = linked.OnTime,
            LinkedDurationMs = linked.DurationMs,
            Days = period.DaysUntil(Today),
            IsOfTeacher = filter.IsOfTeacher,
        };
    }

    private static string TeachersRecorded(UsageFilter filter) =>
        $"SELECT DISTINCT room.school_id, usage_day.teacher_key {PerSchool} WHERE {filter.Days} AND usage_day.teacher_key <> ''";

    /// <summary>Who stands in the timetable of a term that shares a day with the period, and who recorded.</summary>
    private static async Task<int> CountTeachersAsync(DbConnection connection, UsageFilter filter, ReportPeriod period)
    {
        var terms = (await connection.QueryAsync<TimetableReader.TermRow>(SelectTerms)).Select(row => row.View())
            .Where(term => term.FirstDay <= period.To && term.LastDay >= period.From).Select(term => term.Id).ToList();
        var values = filter.Values(period);
        values.Add("terms", terms);
        var sql = $"""
            SELECT COUNT(*) FROM (
                SELECT lesson.school_id, lesson.teacher_key FROM timetable_lesson lesson JOIN room ON room.id = lesson.room_id JOIN school ON school.id = lesson.school_id
                WHERE lesson.term_id IN @terms AND lesson.teacher_key <> '' AND {filter.Rooms}
                UNION {TeachersRecorded(filter)}
            ) AS teacher
            """;
        return await connection.ExecuteScalarAsync<int>(sql, values);
    }

    /// <summary>The condition on <c>linked_lesson</c>: what was to be by now; so counts <see cref="StatisticsReader"/>, too.</summary>
    public (string Where, object Values) Linked(UsageFilter filter, ReportPeriod period)
    {
        var (from, to) = period.Moments(days.Zone);
        var now = time.GetUtcNow();
        var place = filter.Place;
        return LessonLists.Where(filter.Scope, new LessonFilter
        {
            Region = place.Kind == ReportPlaceKind.Region ? place.Id : null,
            School = place.Kind == ReportPlaceKind.School ? place.Id : null,
            Room = place.Kind == ReportPlaceKind.Room ? place.Id : null,
            Teacher = place.Teacher,
            From = from,
            To = to < now ? to : now,
        }, settings);
    }

    private async Task<LinkedRow> CountLinkedAsync(DbConnection connection, UsageFilter filter, ReportPeriod period)
    {
        var (where, values) = Linked(filter, period);
        return await connection.QuerySingleAsync<LinkedRow>(
            $"""
            SELECT COUNT(*) AS planned,
                COALESCE(SUM(CASE WHEN state = 'ended' THEN 1 ELSE 0 END), 0) AS held,
                COALESCE(SUM(CASE WHEN {LessonLists.BeganOnTime} THEN 1 ELSE 0 END), 0) AS on_time,
                CAST(COALESCE(SUM(CASE WHEN state = 'ended' THEN duration_ms ELSE 0 END), 0) AS BIGINT) AS duration_ms
            FROM linked_lesson WHERE {where}
            """,
            values);
    }

    private sealed record UsedRow
    {
        public int RoomsUsed { get; init; }

        public long Lessons { get; init; }

        public long DurationMs { get; init; }

        public int Subjects { get; init; }
    }

    private sealed record LinkedRow
    {
        public int Planned { get; init; }

        public int Held { get; init; }

        public int OnTime { get; init; }

        public long DurationMs { get; init; }
    }

    private sealed record PieceRow
    {
        public int Number { get; init; }

        public long Lessons { get; init; }

        public long DurationMs { get; init; }

        public int RoomsUsed { get; init; }

        public int TeachersRecorded { get; init; }

        public UsagePoint Point(ReportPeriod piece) => new(piece.From, piece.To, Lessons, DurationMs / 3_600_000.0, RoomsUsed, TeachersRecorded);
    }
}

/// <summary>What a report is of, found: its rooms and teacher, its days, and those it is held against.</summary>
internal sealed record ReportSubject(UsageFilter Filter, ReportPeriod Period, ReportPeriod Before);
