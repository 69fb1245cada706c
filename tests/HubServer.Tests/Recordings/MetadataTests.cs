using System.Net.Http.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.HubServer.Tests.Playback;

namespace Tongtang.HubServer.Tests.Recordings;

/// <summary>What is known about recordings, handed to other platforms.</summary>
public sealed class MetadataTests : IAsyncLifetime
{
    private const string Table = "/api/v1/recording-metadata";

    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;
    private StoredLesson _lesson = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
        _lesson = await StoredLesson.WithARestartAsync(_hub, _place.RoomId);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Table_HasARowForEachThatMatches_AndNoFormula()
    {
        var other = await StoredLesson.WithARestartAsync(_hub, _place.RoomId);
        await (await _client.PatchAsJsonAsync($"/api/v1/recordings/{other.Id}", new { title = "=1+1,\"x\"" })).JsonAsync();
        var lines = (await _client.GetStringAsync(Table)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("编号,课程,教师,", lines[0], StringComparison.Ordinal);
        // Without the mark Excel takes it for something else.
        Assert.Equal([0xEF, 0xBB, 0xBF], (await _client.GetByteArrayAsync(Table))[..3]);
        Assert.Contains(lines, line => line.StartsWith($"{_lesson.Id},二次函数,王老师,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith($"{other.Id},\"'=1+1,\"\"x\"\"\",", StringComparison.Ordinal));
        Assert.StartsWith("Id,Title,", await _client.GetStringAsync($"{Table}?language=en"), StringComparison.Ordinal);
        Assert.Single((await _client.GetStringAsync($"{Table}?visibility=public")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));

        using var book = SpreadsheetDocument.Open(new MemoryStream(await _client.GetByteArrayAsync($"{Table}?format=xlsx")), isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(book).Select(error => error.Description));
        Assert.Equal(3, book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Row>().Count());
        foreach (var (query, code) in new[] { ("format=pdf", "format_invalid"), ("language=de", "language_invalid"), ("visibility=all", "visibility_invalid") })
            Assert.Equal((400, code), await (await _client.GetAsync($"{Table}?{query}")).ProblemAsync());
        Assert.Equal(5, (await _hub.AuditAsync()).Count(row => row.Text("operation") == "exportRecordings"));
    }

    [Fact]
    public async Task Sidecar_SaysWhatTheFileIs()
    {
        await (await _client.PutAsJsonAsync($"/api/v1/recordings/{_lesson.Id}/chapters", new { chapters = new[] { new { atSeconds = 6, title = "例题" } } })).JsonAsync();
        var answer = await _client.GetAsync($"/api/v1/recordings/{_lesson.Id}/metadata");
        var metadata = await answer.JsonAsync();
        Assert.Equal($"recording-{_lesson.Id}.json", answer.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal((1, _lesson.Id, "二次函数", "王老师", "校一", "室一"), (metadata["format"]!.GetValue<int>(), metadata.Text("id"), metadata.Text("title"), metadata.Text("teacher"), metadata.Text("schoolName"), metadata.Text("roomName")));
        Assert.Equal(("例题", 2, null), (metadata["chapters"]![0]!.Text("title"), metadata["views"]!.AsArray().Count, metadata["trim"]));
        Assert.Equal(_lesson.Id, (await _hub.AuditAsync()).First(row => row.Text("operation") == "getRecordingMetadata").Text("thingId"));
    }

    [Fact]
    public async Task Metadata_IsForThoseWhoShareLessonsThere()
    {
        using var teacher = await _hub.ClientAsync(new TreePlace(ScopeKind.School, _place.SchoolId), Role.Teacher);
        using var elsewhere = await _hub.ClientAsync(new TreePlace(ScopeKind.School, (await _hub.CreatePlaceAsync(_client, "二")).SchoolId), Role.SchoolAdministrator);
        foreach (var path in new[] { Table, $"/api/v1/recordings/{_lesson.Id}/metadata" }) Assert.Equal((403, "right_missing"), await (await teacher.GetAsync(path)).ProblemAsync());
        Assert.Single((await elsewhere.GetStringAsync(Table)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((404, "recording_unknown"), await (await elsewhere.GetAsync($"/api/v1/recordings/{_lesson.Id}/metadata")).ProblemAsync());
        await _client.DeleteAsync($"/api/v1/recordings/{_lesson.Id}");
        Assert.Equal((404, "recording_unknown"), await (await _client.GetAsync($"/api/v1/recordings/{_lesson.Id}/metadata")).ProblemAsync());
    }
}
