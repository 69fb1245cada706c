using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Reports;

namespace Tongtang.HubServer.Tests.Reports;

/// <summary>Some schools with recordings and linked lessons at random, many of them near midnight, written as raw rows.</summary>
internal sealed class RandomUsage(RunningHub hub, int seed)
{
    public static readonly DateTimeOffset First = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_teachers = ["", "王老师", "王 老师", "Li Na", "LI NA", "赵·敏", "赵敏"];
    private static readonly string[] s_subjects = ["", "数学", "Math", "MATH", "语文"];
    private static readonly string[] s_states = ["complete", "complete", "complete", "uploading", "recording", "failed"];

    private readonly Random _random = new(seed);

    public List<(string Region, string School, string Room)> Rooms { get; } = [];

    public HubDatabase Database => hub.Services.GetRequiredService<HubDatabase>();

    public async Task MakeAsync(HttpClient client, int recordings, int linked)
    {
        await MakeRoomsAsync(client);
        await Database.WriteAsync(
            async connection =>
            {
                for (var i = 0; i < recordings; i++) await InsertRecordingAsync(connection);
                for (var i = 0; i < linked; i++) await InsertLinkedAsync(connection);
                await connection.ExecuteAsync("INSERT INTO usage_uncounted (room_id) SELECT id FROM room WHERE 1 = 1 ON CONFLICT DO NOTHING");
            },
            CancellationToken.None);
        await hub.Services.GetRequiredService<UsageFilling>().CatchUpAsync(CancellationToken.None);
    }

    private async Task MakeRoomsAsync(HttpClient client)
    {
        for (var r = 0; r < 2; r++)
        {
            var region = await client.PostForIdAsync("/api/v1/regions", new { name = $"区{r}" });
            for (var s = 0; s < 2; s++)
            {
                var school = await client.PostForIdAsync("/api/v1/schools", new { name = $"校{s}", regionId = region });
                for (var c = 0; c < 3; c++) Rooms.Add((region, school, await client.PostForIdAsync("/api/v1/rooms", new { name = $"室{c}", schoolId = school })));
            }
        }
    }

    /// <summary>Any moment of 150 days; every other one within an hour of a midnight somewhere.</summary>
    public long Moment()
    {
        var day = First.AddDays(_random.Next(150));
        return (_random.Next(2) == 0 ? day.AddMinutes(_random.Next(24 * 60)) : day.AddHours(_random.Next(24)).AddMilliseconds(_random.Next(-2, 2))).ToUnixTimeMilliseconds();
    }

    public string Teacher() => s_teachers[_random.Next(s_teachers.Length)];

    public string Subject() => s_subjects[_random.Next(s_subjects.Length)];

    private async Task InsertRecordingAsync(System.Data.Common.DbConnection connection)
    {
        const string sql = """
            INSERT INTO recording (id, room_id, agent_id, title, teacher, subject, revision, started_at_ms, clock_offset_ms, closed, state, last_segment_at_ms, description, created_at_ms, duration_ms)
            VALUES (@id, @room, 'agent', 'lesson', @teacher, @subject, 1, @at, 0, 1, @state, 0, @description, 0, @duration)
            """;
        // The last room stays empty.
        var room = Rooms[_random.Next(Rooms.Count - 1)].Room;
        var state = s_states[_random.Next(s_states.Length)];
        await connection.ExecuteAsync(sql, new { id = NodeId.New(TimeProvider.System), room, teacher = Teacher(), subject = Subject(), at = Moment(), state, description = Array.Empty<byte>(), duration = (long)_random.Next(3_600_000) });
    }

    private async Task InsertLinkedAsync(System.Data.Common.DbConnection connection)
    {
        const string lesson = """
            INSERT INTO linked_lesson (id, pairing_name, mode, title, teacher, state, planned_start_ms, planned_end_ms, started_at_ms, layout, main_source, record, full_duplex, revision, duration_ms, quality_ms, interruptions, requested_by, created_at_ms)
            VALUES (@id, 'p', 'dedicated', '', @teacher, @state, @at, @at + 2400000, @started, '', '', 1, 0, 1, @duration, 0, 0, 'test', 0)
            """;
        const string part = """
            INSERT INTO linked_lesson_room (lesson_id, room_id, role, position, room_name, school_id, school_name, region_id, region_name, muted, wants_help, has_left, receptions_json, in_ms, interruptions)
            VALUES (@id, @Room, 'host', @position, '', @School, '', @Region, '', 0, 0, 0, '[]', 0, 0)
            """;
        var (id, at, state) = (NodeId.New(TimeProvider.System), Moment(), new[] { "ended", "ended", "missed", "planned" }[_random.Next(4)]);
        var started = state == "ended" ? at + _random.Next(10 * 60_000) : (long?)null;
        await connection.ExecuteAsync(lesson, new { id, teacher = Teacher(), state, at, started, duration = (long)_random.Next(3_600_000) });
        var first = _random.Next(Rooms.Count - 1);
        for (var position = 0; position < 2; position++)
        {
            var (region, school, room) = Rooms[first + position];
            await connection.ExecuteAsync(part, new { id, position, Region = region, School = school, Room = room });
        }
    }

    /// <summary>As the product's people compare names, said once more.</summary>
    public static string Key(string name) => name.Normalize(NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal).Replace("·", "", StringComparison.Ordinal).ToLower(CultureInfo.InvariantCulture);
}
