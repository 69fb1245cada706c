using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.HubServer.Tests.Web;
using Tongtang.HubServer.Viewing;

namespace Tongtang.HubServer.Tests.Viewing;

/// <summary>How much a recording was watched is counted; who watched what of it is nowhere.</summary>
public sealed class ViewingTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2027, 3, 10, 2, 0, 0, TimeSpan.Zero));
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;
    private string _recording = "";

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(time: _time);
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
        _recording = await ApiRoutes.AddRecordingAsync(_hub, _place.RoomId);
        await WriteAsync("UPDATE recording SET teacher_key = '王老师'");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Counts_AreOfPlaysPeopleAndParts_BrokenDownFromFiveViewersOn()
    {
        for (var i = 1; i <= 4; i++) await WatchAsync(await PersonAsync($"看{i}"), (0, 20), (40, 70));
        var few = await StatisticsAsync(_client);
        Assert.Equal((4, 4, 200.0), (few["plays"]!.GetValue<int>(), few["viewers"]!.GetValue<int>(), few["watchedSeconds"]!.GetValue<double>()));
        Assert.Equal((null, null), (few["parts"], few["days"]));

        var fifth = await PersonAsync("看5");
        await WatchAsync(fifth, (25, 35));
        _time.Advance(TimeSpan.FromMinutes(20));
        await WatchAsync(fifth, (35, 40));
        _time.Advance(TimeSpan.FromMinutes(31));
        await WatchAsync(fifth, (90, 95));
        var many = await StatisticsAsync(_client);
        Assert.Equal((6, 5), (many["plays"]!.GetValue<int>(), many["viewers"]!.GetValue<int>()));
        // 4 × 0–20 and 25–30; 4 × 40–60 and 30–40; 4 × 60–70; 90–95.
        Assert.Equal([85, 90, 40, 5], Parts(many));
        Assert.Equal(("2027-03-10", 6, 5), Day(many, 0));
        // The next day one comes alone.
        _time.Advance(TimeSpan.FromDays(1));
        await WatchAsync(await PersonAsync("看6"), (0, 30));
        var next = await StatisticsAsync(_client);
        Assert.Equal(6, next["viewers"]!.GetValue<int>());
        Assert.Equal(("2027-03-11", null, null), Day(next, 0));
        Assert.Equal(("2027-03-10", 6, 5), Day(next, 1));
    }

    [Fact]
    public async Task Statistics_AreForItsTeacherAndThoseWhoManageThere()
    {
        using var teacher = await PersonAsync("王老师");
        using var colleague = await PersonAsync("李老师");
        using var administrator = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _place.SchoolId), Role.SchoolAdministrator);
        using var elsewhere = await _hub.ClientAsync(new TreePlace(ScopeKind.School, (await _hub.CreatePlaceAsync(_client, "二")).SchoolId), Role.SchoolAdministrator);
        await StatisticsAsync(teacher);
        await StatisticsAsync(administrator);
        Assert.Equal((403, "recording_of_others"), await (await colleague.GetAsync(Address)).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await elsewhere.GetAsync(Address)).ProblemAsync());
        Assert.Equal((404, "recording_unknown"), await (await ReportAsync(elsewhere, (0, 10))).ProblemAsync());
    }

    /// <summary>All that the hub keeps: no account, no minute of anybody's, no row of the audit for it.</summary>
    [Fact]
    public async Task NothingThatIsKept_SaysWhoWatchedWhat()
    {
        var (id, person) = await _hub.SignedInAsync("看课人", new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, _place.SchoolId)));
        await WatchAsync(person, (0, 10));
        await using var connection = await _hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        var columns = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["recording_viewing"] = "recording_id plays viewers watched_ms",
            ["recording_viewing_day"] = "recording_id day plays viewers watched_ms",
            ["recording_viewing_part"] = "recording_id part watched_ms",
            ["recording_viewer"] = "recording_id viewer last_day",
        };
        foreach (var (table, wanted) in columns)
        {
            var row = (IDictionary<string, object?>)(await connection.QueryAsync($"SELECT * FROM {table}")).Single();
            Assert.Equal(wanted, string.Join(' ', row.Keys));
            Assert.DoesNotContain(row.Values, value => Convert.ToString(value, CultureInfo.InvariantCulture) is { } text && (text.Contains(id, StringComparison.Ordinal) || text.Contains("看课人", StringComparison.Ordinal)));
        }
        Assert.DoesNotContain(await _hub.AuditAsync(), row => row.Text("operation") == "countViewing");
        // The same person is another one for another recording.
        Assert.NotEqual(ViewingCounts.ViewerOf(_recording, id), ViewingCounts.ViewerOf("other", id));
    }

    [Fact]
    public async Task Report_OfMoreThanCanHaveBeenWatched_OrOfNonsense_IsRefused()
    {
        using var person = await PersonAsync("看课人");
        foreach (var spans in new (double, double)[][] { [], [(-1, 5)], [(5, 5)], [(9, 3)], [(0, 90_000)], [(0, 200), (0, 200)], [.. Enumerable.Range(0, 101).Select(i => ((double)i, i + 0.1))] })
            Assert.Equal((400, "spans_invalid"), await (await ReportAsync(person, spans)).ProblemAsync());
        await WatchAsync(person, (0, 60));
        Assert.Equal((400, "spans_invalid"), await (await ReportAsync(person, (60, 90))).ProblemAsync());
        _time.Advance(TimeSpan.FromSeconds(20));
        // At twice the speed.
        await WatchAsync(person, (60, 100));
        // A program watches nothing, however much it says.
        await WatchAsync(_client, (0, 30));
        var counted = await StatisticsAsync(_client);
        Assert.Equal((1, 1, 100.0), (counted["plays"]!.GetValue<int>(), counted["viewers"]!.GetValue<int>(), counted["watchedSeconds"]!.GetValue<double>()));
        await WriteAsync("DELETE FROM recording");
        await using var connection = await _hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT (SELECT COUNT(*) FROM recording_viewer) + (SELECT COUNT(*) FROM recording_viewing_part)"));
    }

    [Fact]
    public void PartsOf_DividesSpansAtTheirEdges()
    {
        var parts = ViewingCounts.PartsOf([new WatchedSpan(25, 65.5), new WatchedSpan(29, 31)]);
        Assert.Equal([(0L, 6_000L), (1L, 31_000L), (2L, 5_500L)], parts.Select(part => (part.Part, part.Ms)));
    }

    private string Address => $"/api/v1/recordings/{_recording}/viewing";

    private async Task<HttpClient> PersonAsync(string name) => (await _hub.SignedInAsync(name, new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, _place.SchoolId)))).Client;

    private Task<HttpResponseMessage> ReportAsync(HttpClient client, params (double From, double To)[] spans) =>
        client.PostAsJsonAsync(Address, new { spans = spans.Select(span => new { fromSeconds = span.From, toSeconds = span.To }) });

    private async Task WatchAsync(HttpClient client, params (double From, double To)[] spans) => Assert.Equal(HttpStatusCode.NoContent, (await ReportAsync(client, spans)).StatusCode);

    private Task<JsonNode> StatisticsAsync(HttpClient client) => client.GetJsonAsync(Address);

    private Task WriteAsync(string sql) => _hub.Services.GetRequiredService<HubDatabase>().WriteAsync(connection => connection.ExecuteAsync(sql), CancellationToken.None);

    private static IEnumerable<double> Parts(JsonNode statistics) => statistics["parts"]!.AsArray().Select(part => part!.GetValue<double>());

    private static (string, int?, int?) Day(JsonNode statistics, int index) =>
        statistics["days"]![index]! is var day ? (day["day"]!.GetValue<string>(), day["plays"]?.GetValue<int>(), day["viewers"]?.GetValue<int>()) : default;
}
