using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.Harness;
using Tongtang.HubServer.Commands;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Recordings;
using Tongtang.Protocol.Programs;
using static Tongtang.HubServer.Tests.Readings.ReadingsFixture;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>A hub on SQLite moves to PostgreSQL with all it knows.</summary>
public sealed class DatabaseMoveTests : IAsyncLifetime
{
    private readonly SampleLesson _lesson = new();
    private TemporaryFolder _folder = null!;
    private DatabaseSettings _target = null!;

    public async Task InitializeAsync()
    {
        var folder = new TemporaryFolder();
        (_folder, _target) = (folder, await TestDatabase.PostgresAsync(folder.Path));
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Copy_OfAFilledHub_AnswersTheSameOnPostgres()
    {
        string[] questions = ["/api/v1/regions", "/api/v1/schools", "/api/v1/rooms", "/api/v1/recordings", $"/api/v1/recordings/{_lesson.Id}", "/api/v1/alarms", "/api/v1/tokens"];
        Place place;
        List<string> before;
        await using (var hub = await StartAsync(new DatabaseSettings()))
        {
            using var client = await hub.HubClientAsync();
            place = await hub.CreatePlaceAsync(client);
            await using var box = await TestBox.EnrolAsync(hub, place.RoomId);
            await box.OpenAsync(_lesson.Describe());
            for (var number = 0u; number < 4; number++) await _lesson.SendAsync(box, number);
            await using var call = new Readings.DeliverCall(box.Channel);
            await call.SendAsync(Batch(1, 500));
            await call.HearAsync();
            before = await AnswersAsync(client, [.. questions, Series(place)]);
        }

        var (code, output, error) = await CopyAsync();

        Assert.True(code == 0, error);
        Assert.Contains("readings.reading: 500 rows", output, StringComparison.Ordinal);
        await using var moved = await StartAsync(_target);
        using var reader = await moved.HubClientAsync();
        var after = await AnswersAsync(reader, [.. questions, Series(place)]);
        // The second client's token is new.
        foreach (var (one, other) in before.Zip(after).Where(pair => !pair.First.Contains("\"test Hub\"", StringComparison.Ordinal))) Assert.Equal(one, other);
    }

    [Fact]
    public async Task Copy_IntoADatabaseThatHoldsSomething_IsRefused()
    {
        await (await StartAsync(new DatabaseSettings())).DisposeAsync();
        await using (var there = await StartAsync(_target))
        {
            using var client = await there.HubClientAsync();
            await there.CreatePlaceAsync(client);
        }

        var (code, _, error) = await CopyAsync();

        Assert.Equal(Serving.CannotStart, code);
        Assert.Contains("is not empty", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_BrokenOff_LeavesNothing_AndGoesTheNextTime()
    {
        await using (var hub = await StartAsync(new DatabaseSettings()))
        {
            using var client = await hub.HubClientAsync();
            await hub.CreatePlaceAsync(client);
        }
        // A value that its column cannot hold, in a table that comes late.
        await using (var connection = new SqliteConnection($"Data Source={_folder["hub.db"]};Pooling=false"))
            await connection.ExecuteAsync("UPDATE room SET since_ms = 'a while ago'");
        Assert.NotEqual(0, (await CopyAsync()).Code);
        await using (var engine = new PostgresEngine(_target))
        {
            await using var rows = await engine.OpenReaderAsync(CancellationToken.None);
            Assert.Equal(0, await rows.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM region"));
        }
        await using (var connection = new SqliteConnection($"Data Source={_folder["hub.db"]};Pooling=false"))
            await connection.ExecuteAsync("UPDATE room SET since_ms = 1");

        var (code, _, error) = await CopyAsync();

        Assert.True(code == 0, error);
    }

    [Fact]
    public async Task Copy_WhereAHubRunsOrNoneIs_IsRefused()
    {
        Assert.Contains("nothing to copy", (await CopyAsync()).Error, StringComparison.Ordinal);
        await using var hub = await StartAsync(new DatabaseSettings());
        using var held = new DataFolder(_folder.Path).Lock();
        Assert.Contains("Another process", (await CopyAsync()).Error, StringComparison.Ordinal);
    }

    private static string Series(Place place) => $"/api/v1/rooms/{place.RoomId}/readings?device=agent&name=cpu_percent&from=2026-09-01T00:00:00Z&to=2026-09-01T01:00:00Z";

    private static async Task<List<string>> AnswersAsync(HttpClient client, IEnumerable<string> questions)
    {
        var answers = new List<string>();
        foreach (var question in questions) answers.Add((await client.GetJsonAsync(question)).ToJsonString());
        return answers;
    }

    private Task<RunningHub> StartAsync(DatabaseSettings database) =>
        RunningHub.StartAsync(_folder, new ManualTimeProvider(), TestBox.HubSettings.Concat(TestDatabase.Pairs(database)));

    private async Task<(int Code, string Output, string Error)> CopyAsync()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await HubCommands.RunAsync(["database", "copy", "--to-postgres", _target.Connection, "--data", _folder.Path], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
