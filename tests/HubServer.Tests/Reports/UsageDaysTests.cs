using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Reports;
using Tongtang.HubServer.Tests.Recordings;

namespace Tongtang.HubServer.Tests.Reports;

/// <summary>The days as boxes and people change recordings.</summary>
public sealed class UsageDaysTests
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(SampleLesson.StartedAtMs));

    [Fact]
    public async Task Recording_CountsWhenItHasEnded_AndWithAllThatArrivesLater()
    {
        await using var hub = await IntakeFixture.StartAsync(_time);
        var lesson = new SampleLesson();
        await hub.Box.OpenAsync(lesson.Describe());
        await lesson.SendAsync(hub.Box, 0);
        Assert.Empty(await RowsAsync(hub.Hub));
        await hub.Box.CloseAsync(lesson.Close(3, 0));
        Assert.Equal(["2026-09-01 王老师 1 2000"], await RowsAsync(hub.Hub));
        await lesson.SendAsync(hub.Box, 2);
        await lesson.SendAsync(hub.Box, 1);
        Assert.Equal(["2026-09-01 王老师 1 6000"], await RowsAsync(hub.Hub));
    }

    [Fact]
    public async Task Recording_ThatGetsAnotherTeacherOrTime_CountsThere()
    {
        await using var hub = await IntakeFixture.StartAsync(_time);
        var lesson = new SampleLesson();
        await CompleteAsync(hub, lesson);
        var other = lesson.Describe(revision: 2);
        (other.Teacher, other.Subject) = ("李老师", "数学");
        await hub.Box.OpenAsync(other);
        Assert.Equal(["2026-09-01 李老师 1 2000"], await RowsAsync(hub.Hub));
        other.Revision = 3;
        other.ClockOffsetMs = -2 * 24 * 3600 * 1000L;
        await hub.Box.OpenAsync(other);
        Assert.Equal(["2026-08-30 李老师 1 2000"], await RowsAsync(hub.Hub));
    }

    [Fact]
    public async Task Recording_ThatIsDeleted_CountsNoMore_AndItsNeighbourDoes()
    {
        await using var hub = await IntakeFixture.StartAsync(_time);
        var (one, two) = (new SampleLesson(), new SampleLesson());
        await CompleteAsync(hub, one);
        await CompleteAsync(hub, two);
        Assert.Equal(["2026-09-01 王老师 2 4000"], await RowsAsync(hub.Hub));
        Assert.True((await hub.Client.DeleteAsync($"/api/v1/recordings/{one.Id}")).IsSuccessStatusCode);
        Assert.Equal(["2026-09-01 王老师 1 2000"], await RowsAsync(hub.Hub));
        Assert.True((await hub.Client.DeleteAsync($"/api/v1/recordings/{two.Id}")).IsSuccessStatusCode);
        Assert.Empty(await RowsAsync(hub.Hub));
    }

    [Fact]
    public async Task AnotherTimeZone_CountsAllDaysAnew()
    {
        using var folder = new TemporaryFolder();
        await using (var hub = await RunningHub.StartAsync(folder, _time))
        {
            using var client = await hub.HubClientAsync();
            await new RandomUsage(hub, 3).MakeAsync(client, recordings: 50, linked: 0);
        }
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Lessons:TimeZone"] = "America/New_York" };
        await using var moved = await RunningHub.StartAsync(folder, _time, settings);
        await moved.Services.GetRequiredService<UsageFilling>().CatchUpAsync(CancellationToken.None);
        var counted = await RowsAsync(moved);
        await moved.Services.GetRequiredService<HubDatabase>().WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync("DELETE FROM usage_day");
                await connection.ExecuteAsync("INSERT INTO usage_uncounted (room_id) SELECT id FROM room");
            },
            CancellationToken.None);
        await moved.Services.GetRequiredService<UsageFilling>().CatchUpAsync(CancellationToken.None);
        Assert.Equal(await RowsAsync(moved), counted);
        Assert.NotEmpty(counted);
    }

    private static async Task CompleteAsync(IntakeFixture hub, SampleLesson lesson)
    {
        await hub.Box.OpenAsync(lesson.Describe());
        await lesson.SendAsync(hub.Box, 0);
        await hub.Box.CloseAsync(lesson.Close(1, 0));
    }

    private static async Task<IEnumerable<string>> RowsAsync(RunningHub hub)
    {
        await using var connection = await hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return (await connection.QueryAsync<(string Day, string Teacher, long Lessons, long Duration)>("SELECT day, teacher, lessons, duration_ms FROM usage_day ORDER BY day, room_id, teacher_key, subject_key"))
            .Select(row => $"{row.Day} {row.Teacher} {row.Lessons} {row.Duration}");
    }
}
