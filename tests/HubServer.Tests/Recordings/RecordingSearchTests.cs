using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Recordings;

public sealed class RecordingSearchTests
{
    [Theory]
    [InlineData("分数", 2)]
    [InlineData("分数的意义", 1)]
    [InlineData("数的", 1)]
    [InlineData("意义 王", 1)]
    [InlineData("王老师", 2)]
    [InlineData("王", 2)]
    [InlineData("数学 王老师", 1)]
    [InlineData("ＭＡＴＨ", 1)]
    [InlineData("三年级(2)班", 1)]
    [InlineData("三年级（２）班", 1)]
    [InlineData("室一", 3)]
    [InlineData("校一 math", 1)]
    [InlineData("义分", 0)]
    [InlineData("分%", 0)]
    [InlineData("_", 0)]
    public async Task Words_FindWhatHoldsThemAll(string words, int expected)
    {
        await using var fixture = await IntakeFixture.StartAsync();
        await OpenAsync(fixture, "分数的意义", "王老师", "数学", "三年级(2)班");
        await OpenAsync(fixture, "分数再认识", "王老师", "科学", "");
        await OpenAsync(fixture, "Math in English", "李娜", "英语", "");

        var found = await ListAsync(fixture.Client, $"q={Uri.EscapeDataString(words)}");

        Assert.Equal(expected, found["total"]!.GetValue<int>());
        Assert.False(found["more"]!.GetValue<bool>());
    }

    [Fact]
    public async Task TeacherAndSubject_AreExact()
    {
        await using var fixture = await IntakeFixture.StartAsync();
        var own = await OpenAsync(fixture, "一", "王 老师", "数学", "");
        await OpenAsync(fixture, "二", "王老师二", "数学竞赛", "");

        Assert.Equal([own], Ids(await ListAsync(fixture.Client, $"teacher={Uri.EscapeDataString("王老师")}")));
        Assert.Equal([own], Ids(await ListAsync(fixture.Client, $"subject={Uri.EscapeDataString("数学")}")));
        Assert.Empty(Ids(await ListAsync(fixture.Client, $"subject={Uri.EscapeDataString("数学")}&teacher={Uri.EscapeDataString("王老师二")}")));
    }

    [Fact]
    public async Task NewTitle_IsFoundAtOnce_AndTheOldOneNoMore()
    {
        await using var fixture = await IntakeFixture.StartAsync();
        var id = await OpenAsync(fixture, "旧的题目", "王老师", "", "");

        await (await fixture.Client.PatchAsJsonAsync($"/api/v1/recordings/{id}", new { title = "新的标题" })).JsonAsync();

        Assert.Equal([id], Ids(await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("标题")}")));
        Assert.Empty(Ids(await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("旧的")}")));
        Assert.Equal(await fixture.CountAsync("recording_gram"), await GramsOfAsync(fixture, id));
    }

    [Fact]
    public async Task DeletedRecording_LeavesNoGrams()
    {
        await using var fixture = await IntakeFixture.StartAsync();
        var id = await OpenAsync(fixture, "要删除的课", "王老师", "数学", "");
        Assert.NotEqual(0, await fixture.CountAsync("recording_gram"));

        var bin = fixture.Hub.Services.GetRequiredService<RecycleBin>();
        await bin.PutAsync(id, "test", CancellationToken.None);
        await bin.DiscardAsync(id, CancellationToken.None);

        Assert.Equal((0, 0), (await fixture.CountAsync("recording_gram"), await fixture.CountAsync("recording_text")));
    }

    [Fact]
    public async Task RenamedSchoolAndRoom_AreFoundByTheirNewNames()
    {
        await using var fixture = await IntakeFixture.StartAsync();
        var id = await OpenAsync(fixture, "课", "", "", "");
        await (await fixture.Client.PatchAsJsonAsync($"/api/v1/rooms/{fixture.Place.RoomId}", new { name = "录播室" })).JsonAsync();
        await (await fixture.Client.PatchAsJsonAsync($"/api/v1/schools/{fixture.Place.SchoolId}", new { name = "青山小学" })).JsonAsync();

        await fixture.Hub.Services.GetRequiredService<SearchIndexing>().CatchUpAsync(CancellationToken.None);

        Assert.Equal([id], Ids(await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("青山 录播室")}")));
        Assert.Empty(Ids(await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("室一")}")));
    }

    [Fact]
    public async Task RecordingsFromBefore_AreIndexedInTheBackground_AndCounted()
    {
        await using var fixture = await IntakeFixture.StartAsync();
        var id = await OpenAsync(fixture, "从前的课", "", "", "");
        await fixture.Hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            connection => connection.ExecuteAsync("DELETE FROM recording_gram; DELETE FROM recording_text; INSERT INTO recording_to_index (recording_id) SELECT id FROM recording"), CancellationToken.None);
        Assert.Equal(1, (await ListAsync(fixture.Client, ""))["unindexed"]!.GetValue<int>());

        await fixture.Hub.Services.GetRequiredService<SearchIndexing>().CatchUpAsync(CancellationToken.None);

        var found = await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("从前")}");
        Assert.Equal([id], Ids(found));
        Assert.Equal(0, found["unindexed"]!.GetValue<int>());
    }

    [Fact]
    public async Task OtherSchoolsRecordings_AreNotFound()
    {
        await using var fixture = await IntakeFixture.StartAsync();
        await OpenAsync(fixture, "分数的意义", "王老师", "数学", "");
        var other = await fixture.Hub.CreatePlaceAsync(fixture.Client, "二");
        using var stranger = await fixture.Hub.ClientAsync(new TreePlace(ScopeKind.School, other.SchoolId), Role.SchoolAdministrator);
        using var own = await fixture.Hub.ClientAsync(new TreePlace(ScopeKind.School, fixture.Place.SchoolId), Role.Teacher);
        var asked = $"q={Uri.EscapeDataString("分数")}";

        Assert.Empty(Ids(await ListAsync(stranger, asked)));
        Assert.Empty(Ids(await ListAsync(stranger, $"subject={Uri.EscapeDataString("数学")}")));
        Assert.Empty(Ids(await ListAsync(stranger, "")));
        Assert.Single(Ids(await ListAsync(own, asked)));
    }

    [Fact]
    public async Task MoreThanIsLookedThrough_SaysSo_AndIsReachedByDate()
    {
        await using var fixture = await IntakeFixture.StartAsync();
        var first = await OpenAsync(fixture, "数学 第一节", "", "", "");
        await fixture.Hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            async connection =>
            {
                // As many newer ones as are compared.
                for (var i = 1; i <= RecordingSearch.Candidates; i++)
                {
                    await connection.ExecuteAsync(
                        "INSERT INTO recording_gram (gram, started_at_ms, recording_id) VALUES ('数学', @at, @id)", new { at = SampleLesson.StartedAtMs + i, id = $"{i:x32}" });
                }
                return true;
            },
            CancellationToken.None);

        var all = await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("数学")}");
        var early = await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("数学")}&to={DateTimeOffset.FromUnixTimeMilliseconds(SampleLesson.StartedAtMs + 1):yyyy-MM-ddTHH:mm:ss.fffZ}");
        var rarer = await ListAsync(fixture.Client, $"q={Uri.EscapeDataString("数学 第一")}");

        Assert.Equal((0, true), (all["total"]!.GetValue<int>(), all["more"]!.GetValue<bool>()));
        Assert.Equal([first], Ids(early));
        Assert.Equal([first], Ids(rarer));
        Assert.False(rarer["more"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("state=complete", 0)]
    [InlineData("state=recording", 1)]
    [InlineData("state=recording&q=分数&sort=title&teacher=王老师", 1)]
    [InlineData("page=2&q=分数", 1)]
    [InlineData("sort=-state", 1)]
    [InlineData("sort=subject", 1)]
    [InlineData("sort=schoolName&from=2020-01-01T00:00:00Z", 1)]
    public async Task Filters_GoTogether(string query, int expected)
    {
        await using var fixture = await IntakeFixture.StartAsync();
        await OpenAsync(fixture, "分数的意义", "王老师", "数学", "");
        Assert.Equal(expected, (await ListAsync(fixture.Client, query))["total"]!.GetValue<int>());
    }

    /// <returns>The recording's id.</returns>
    internal static async Task<string> OpenAsync(IntakeFixture fixture, string title, string teacher, string subject, string className)
    {
        var lesson = new SampleLesson();
        var description = lesson.Describe(title: title);
        (description.Teacher, description.Subject, description.ClassName) = (teacher, subject, className);
        await fixture.Box.OpenAsync(description);
        return lesson.Id;
    }

    private static Task<JsonNode> ListAsync(HttpClient client, string query) => client.GetJsonAsync($"/api/v1/recordings?{query}");

    private static IEnumerable<string> Ids(JsonNode list) => list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>());

    private static async Task<long> GramsOfAsync(IntakeFixture fixture, string id)
    {
        await using var connection = await fixture.Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        var text = await connection.QuerySingleAsync<string>("SELECT text FROM recording_text WHERE recording_id = @id", new { id });
        return SearchText.AllGrams(text, "王老师", "").Count;
    }
}
