using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Maintenance;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Notices;

/// <summary>Makes one message of all that is due for somebody, and puts it in line in the same transaction.</summary>
internal sealed class NoticeComposer(HubDatabase database, RuleStore rules, NoticeOutbox outbox, NoticesSettings settings, AlarmsSettings alarms, WebSettings web, IServer server, TimeProvider time)
{
    /// <summary>Alarms that a message names; further ones it counts.</summary>
    public const int MostLines = 20;

    private const int LongestName = 80;

    private const string SelectDue = $"""
        SELECT notice_item.alarm_id, notice_item.state, alarm.room_id, alarm.kind, alarm.subject, alarm.severity, alarm.raised_at_ms, alarm.cleared_at_ms, alarm.cleared_received_at_ms,
            alarm.acknowledged_at_ms, alarm.suppressed_until_ms, {MaintenanceCover.Until} AS maintenance_until_ms, room.name AS room_name, school.id AS school_id, school.name AS school_name, school.region_id, timetable_school.time_zone,
            CASE WHEN alarm.origin = 'box' THEN (SELECT COUNT(*) FROM alarm cause WHERE cause.room_id = alarm.room_id AND cause.origin = 'hub' AND cause.cleared_received_at_ms IS NULL) ELSE 0 END AS causes,
            CASE WHEN alarm.origin = 'hub' THEN (SELECT COUNT(*) FROM alarm other WHERE other.room_id = alarm.room_id AND other.origin = 'box' AND other.cleared_received_at_ms IS NULL) ELSE 0 END AS followers
        FROM notice_item JOIN alarm ON alarm.id = notice_item.alarm_id JOIN room ON room.id = alarm.room_id JOIN school ON school.id = room.school_id
        LEFT JOIN timetable_school ON timetable_school.school_id = school.id
        WHERE notice_item.rule_id = @id AND notice_item.due_at_ms <= @untilMs
        ORDER BY alarm.severity DESC, alarm.raised_at_ms, alarm.id LIMIT @most
        """;

    private const string Postpone = "UPDATE notice_item SET due_at_ms = @dueMs WHERE rule_id = @id AND due_at_ms <= @untilMs";

    private const string Wait = "UPDATE notice_item SET due_at_ms = @dueMs WHERE rule_id = @id AND alarm_id = @alarm";

    private const string Told = "UPDATE notice_item SET state = 'told', due_at_ms = NULL, told_at_ms = @nowMs WHERE rule_id = @id AND alarm_id IN @alarms";

    private const string Over = "UPDATE notice_item SET state = 'over', due_at_ms = NULL WHERE rule_id = @id AND alarm_id IN @alarms";

    private const string Drop = "DELETE FROM notice_item WHERE rule_id = @id AND alarm_id IN @alarms";

    private const string Sent = "UPDATE notice_rule SET overflow = 0, sent_at_ms = @nowMs WHERE id = @id";

    public async Task ComposeAsync(string id, CancellationToken cancellationToken)
    {
        if (await database.WriteAsync(connection => ComposeAsync(connection, id), cancellationToken)) outbox.Wake();
    }

    /// <summary>A message that only shows that it arrives.</summary>
    public NoticeContent Trial(NoticeLanguage language, string channel)
    {
        var words = NoticeWords.Of(language);
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), Zone(name: null));
        return new NoticeContent(language, words.Trial, [new NoticeLine(AlarmSeverity.Notice, words.TrialText, PlainText.Line(channel, LongestName), Clock(now, words), IsOver: false, 0, "", Page)], 0, Page);
    }

    /// <returns>Whether a message stands in line.</returns>
    private async Task<bool> ComposeAsync(DbConnection connection, string id)
    {
        var now = time.GetUtcNow();
        var nowMs = now.ToUnixTimeMilliseconds();
        // Of those that belong together some may not be due yet.
        var untilMs = (now + settings.GroupWindow).ToUnixTimeMilliseconds();
        if (await rules.ActiveAsync(connection, id) is not [var rule])
        {
            await connection.ExecuteAsync("DELETE FROM notice_item WHERE rule_id = @id", new { id });
            return false;
        }
        if (rule.SentAt + settings.Pause > now) return await PostponeAsync(rule.SentAt + settings.Pause);
        var due = (await connection.QueryAsync<Row>(SelectDue, new { id, untilMs, now = nowMs, most = NoticePlanner.MostWaiting + MostLines })).AsList();
        var raised = due.Where(row => row.State == "waiting" && row.Calls(now) && rule.Wants((AlarmSeverity)row.Severity, row.Kind, row.Path)).ToList();
        var later = due.Where(row => row.State == "waiting" && row.QuietUntilMs > nowMs).ToList();
        var over = due.Where(row => row.State == "clearing" && row.ClearedReceivedAtMs is not null && rule.Sight.Covers(row.Path)).ToList();
        var isUrgent = raised.Any(row => row.Severity == (int)AlarmSeverity.Critical);
        if (raised.Count + over.Count > 0 && !(rule.UrgentAlways && isUrgent) && rule.Quiet?.EndAfter(now) is { } end) return await PostponeAsync(end);

        await ChangeAsync(Told, raised);
        await ChangeAsync(Over, over);
        await ChangeAsync(Drop, due.Except(raised).Except(over).Except(later));
        foreach (var row in later) await connection.ExecuteAsync(Wait, new { id, alarm = row.AlarmId, dueMs = row.QuietUntilMs });
        if (raised.Count + over.Count == 0) return false;
        await connection.ExecuteAsync(Sent, new { id, nowMs });
        await outbox.AddAsync(connection, rule, Content(rule, raised, over), (int)(raised.Count + over.Count + rule.Overflow));
        return true;

        async Task<bool> PostponeAsync(DateTimeOffset until)
        {
            await connection.ExecuteAsync(Postpone, new { id, untilMs, dueMs = Math.Max(until.ToUnixTimeMilliseconds(), nowMs + 1) });
            return false;
        }

        async Task ChangeAsync(string sql, IEnumerable<Row> rows)
        {
            foreach (var piece in rows.Select(row => row.AlarmId).Chunk(100)) await connection.ExecuteAsync(sql, new { id, nowMs, alarms = piece });
        }
    }

    private NoticeContent Content(NoticeRule rule, List<Row> raised, List<Row> over)
    {
        var (words, link) = (NoticeWords.Of(rule.Language), Page);
        var all = raised.Concat(over).ToList();
        var lines = all.Take(MostLines).Select(row => row.Line(row.State == "clearing", words, Zone(row.TimeZone), link)).ToList();
        var count = all.Count + rule.Overflow;
        var schools = all.Select(row => row.SchoolId).Distinct(StringComparer.Ordinal).Count();
        var place = schools == 1 ? PlainText.Line(all[0].SchoolName, LongestName) : words.Places(schools);
        var title = count == 1 ? words.One(lines[0].What, lines[0].Where) : words.Alarms(count, place);
        return new NoticeContent(rule.Language, raised.Count == 0 ? words.Over + title : title, lines, count - lines.Count, link);
    }

    private string Page => $"{PublicAddress.Of(web, server.Features.Get<IServerAddressesFeature>())}/alarms";

    // English, and the same on every machine.
    private static string Clock(DateTimeOffset at, NoticeWords words) => at.ToString(words.TimeFormat, CultureInfo.InvariantCulture);

    private TimeZoneInfo Zone(string? name) => TimeZoneInfo.FindSystemTimeZoneById(name ?? alarms.TimeZone);

    private sealed record Row
    {
        public required string AlarmId { get; init; }

        public required string State { get; init; }

        public required string RoomId { get; init; }

        public required string Kind { get; init; }

        public required string Subject { get; init; }

        public int Severity { get; init; }

        public long RaisedAtMs { get; init; }

        public long? ClearedAtMs { get; init; }

        public long? ClearedReceivedAtMs { get; init; }

        public long? AcknowledgedAtMs { get; init; }

        public long? SuppressedUntilMs { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolId { get; init; }

        public required string SchoolName { get; init; }

        public required string RegionId { get; init; }

        public string? TimeZone { get; init; }

        public int Causes { get; init; }

        public int Followers { get; init; }

        public long? MaintenanceUntilMs { get; init; }

        /// <summary>By a person, or because the room is worked on.</summary>
        public long QuietUntilMs => Math.Max(SuppressedUntilMs ?? 0, MaintenanceUntilMs ?? 0);

        public ScopePath Path => new(RegionId, SchoolId, RoomId);

        /// <summary>It waits for somebody now, as the list's filter has it.</summary>
        public bool Calls(DateTimeOffset now) => ClearedReceivedAtMs is null && AcknowledgedAtMs is null && Causes == 0 && QuietUntilMs <= now.ToUnixTimeMilliseconds();

        public NoticeLine Line(bool isOver, NoticeWords words, TimeZoneInfo zone, string link)
        {
            var at = TimeZoneInfo.ConvertTime(AlarmRow.Time(isOver && ClearedAtMs is { } cleared ? cleared : RaisedAtMs), zone);
            return new NoticeLine(
                (AlarmSeverity)Severity,
                words.What(PlainText.Line(Kind, LongestName), PlainText.Line(Subject, LongestName)),
                $"{PlainText.Line(SchoolName, LongestName)} {PlainText.Line(RoomName, LongestName)}",
                Clock(at, words),
                isOver,
                isOver ? 0 : Followers,
                isOver ? "" : words.Advice(Kind),
                $"{link}?alarm={AlarmId}");
        }
    }
}
