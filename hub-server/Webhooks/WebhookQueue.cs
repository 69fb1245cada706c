using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Lessons;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Webhooks;

/// <summary>What a program elsewhere is sent.</summary>
/// <param name="Id">Of the delivery: the same when it is tried again.</param>
/// <param name="Event">lesson.planned, lesson.started, lesson.disturbed, lesson.recovered, lesson.ended, lesson.missed, lesson.room, or ping.</param>
/// <param name="Lesson">As it is at that time; null for ping.</param>
internal sealed record WebhookBody(string Id, string Event, DateTimeOffset At, LinkedLessonItem? Lesson);

/// <summary>
/// Puts in line what programs elsewhere are to be told, in the transaction of what happened: nothing that is on disk is
/// forgotten, and nothing is told that was not stored.
/// </summary>
internal sealed class WebhookQueue(TimeProvider time)
{
    /// <summary>Deliveries that one webhook may have in line; when there are more, the oldest fail with <c>queue_full</c>.</summary>
    public const int MostWaiting = 1000;

    private const string Select = "SELECT id, scope_kind, scope_id FROM webhook WHERE paused = 0 ORDER BY id";

    private const string Insert = """
        INSERT INTO webhook_delivery (id, webhook_id, event, lesson_id, body, state, attempts, created_at_ms, next_at_ms)
        VALUES (@id, @webhookId, @name, @lessonId, @body, 'waiting', 0, @nowMs, @nowMs)
        """;

    private const string Drop = """
        UPDATE webhook_delivery SET state = 'failed', error_code = 'queue_full', next_at_ms = NULL, finished_at_ms = @nowMs
        WHERE webhook_id = @webhookId AND state = 'waiting' AND id <= (
            SELECT id FROM webhook_delivery WHERE webhook_id = @webhookId AND state = 'waiting' ORDER BY id DESC LIMIT 1 OFFSET @most)
        """;

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that something may be due.</summary>
    public ChannelReader<bool> Signal => _signal.Reader;

    /// <summary>Tells of what is different between the two, if anything is.</summary>
    /// <param name="before">Null for a lesson that is new.</param>
    public async Task AddAsync(DbConnection connection, LinkedLesson lesson, LinkedLesson? before)
    {
        var events = Events(lesson, before).ToList();
        if (events.Count == 0) return;
        foreach (var hook in (await connection.QueryAsync<Row>(Select)).AsList().Where(hook => lesson.Rooms.Any(hook.Covers)))
        {
            foreach (var name in events) await AddAsync(connection, hook.Id, name, lesson);
        }
    }

    /// <summary>One delivery to one webhook.</summary>
    /// <returns>The delivery's id.</returns>
    public async Task<string> AddAsync(DbConnection connection, string webhookId, string name, LinkedLesson? lesson)
    {
        var (id, now) = (NodeId.New(time), time.GetUtcNow());
        var body = JsonSerializer.Serialize(new WebhookBody(id, name, now, lesson?.Item(now)), JsonDefaults.Options);
        var row = new { id, webhookId, name, lessonId = lesson?.Id, body, nowMs = now.ToUnixTimeMilliseconds(), most = MostWaiting };
        await connection.ExecuteAsync(Insert, row);
        await connection.ExecuteAsync(Drop, row);
        return id;
    }

    /// <summary>What was put in line is on disk: send it.</summary>
    public void Wake() => _signal.Writer.TryWrite(true);

    private static IEnumerable<string> Events(LinkedLesson lesson, LinkedLesson? before)
    {
        if (lesson.State != before?.State)
        {
            yield return lesson.State switch
            {
                LessonState.Planned => "lesson.planned",
                LessonState.Running when before?.State == LessonState.Disturbed => "lesson.recovered",
                // One that begins without all of its rooms.
                LessonState.Disturbed when before is not { IsRunning: true } => "lesson.started",
                LessonState.Running => "lesson.started",
                LessonState.Disturbed => "lesson.disturbed",
                LessonState.Ended => "lesson.ended",
                _ => "lesson.missed",
            };
        }
        else if (lesson.Rooms.Any(room => Kind(room) != Kind(before.RoomOf(room.RoomId))))
        {
            yield return "lesson.room";
        }
    }

    private static SpanKind? Kind(LessonRoom? room) => room?.Spans is [.., var last] ? last.Kind : null;

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string ScopeKind { get; init; }

        public string? ScopeId { get; init; }

        public bool Covers(LessonRoom room) => new Scope(Words.Enum<ScopeKind>(ScopeKind), ScopeId).Covers(new ScopePath(room.RegionId, room.SchoolId, room.RoomId));
    }
}
