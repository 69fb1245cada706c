using System.Net;
using System.Net.Http.Json;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Recordings;
using Tongtang.HubServer.Visits;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Visits;

/// <summary>Notes with the picture that the box took at their moment.</summary>
public sealed class VisitNoteTests() : HubWithBox(KeyValuePair.Create<string, string?>("Visits:NotesPerRoom", "3"))
{
    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3, 0xFF, 0xD9];

    [Fact]
    public async Task Note_HasThePictureOfItsMoment_AndItsPlaceInTheRecording()
    {
        var lesson = new SampleLesson();
        await Box.OpenAsync(lesson.Describe());
        await using var link = await TeachAsync(lesson.Id);
        var creating = PostAsync(new { roomId = Place.RoomId, source = "teacher" });
        await SendPictureAsync(link);
        var answer = await creating;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var note = await answer.JsonAsync();
        var id = note["id"]!.GetValue<string>();
        Assert.Equal(s_jpeg, await Client.GetByteArrayAsync($"/api/v1/visit-notes/{id}/picture"));
        Assert.Equal(("分数的意义", "王老师", lesson.Id), (note["title"]!.GetValue<string>(), note["teacher"]!.GetValue<string>(), note["recordingId"]!.GetValue<string>()));
        Assert.Equal(Math.Max(0, (Time.GetUtcNow().ToUnixTimeMilliseconds() - SampleLesson.StartedAtMs) / 1000.0), note["atSeconds"]!.GetValue<double>(), 0.01);

        (await Client.PatchAsJsonAsync($"/api/v1/visit-notes/{id}", new { text = " 板书清楚\r\n<b>提问</b>少 " })).EnsureSuccessStatusCode();
        var listed = (await Client.GetJsonAsync($"/api/v1/visit-notes?recording={lesson.Id}&mine=true"))["items"]!.AsArray().Single()!;
        Assert.Equal("板书清楚\n<b>提问</b>少", listed["text"]!.GetValue<string>());
        Assert.Equal("test Hub", (await Client.GetJsonAsync("/api/v1/watches"))["items"]![0]!["watcher"]!.GetValue<string>());

        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync($"/api/v1/visit-notes/{id}")).StatusCode);
        Assert.Equal((404, "picture_none"), await (await Client.GetAsync($"/api/v1/visit-notes/{id}/picture")).ProblemAsync());
    }

    [Fact]
    public async Task Note_WithoutAPicture_SaysWhyThereIsNone_AndCanBeWrittenWithout()
    {
        Assert.Equal((409, "agent_offline"), await (await PostAsync(new { roomId = Place.RoomId, source = "teacher" })).ProblemAsync());
        await using var link = await TeachAsync("");
        Assert.Equal((404, "live_source_unknown"), await (await PostAsync(new { roomId = Place.RoomId, source = "nobody" })).ProblemAsync());
        var waiting = PostAsync(new { roomId = Place.RoomId, source = "teacher" });
        await Eventually.TrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return waiting.IsCompleted;
            },
            TimeSpan.FromSeconds(20),
            () => "it waits no longer");
        Assert.Equal((409, "picture_none"), await (await waiting).ProblemAsync());
        var note = await (await PostAsync(new { roomId = Place.RoomId, text = "黑板反光" })).JsonAsync();
        Assert.Equal((null, "黑板反光"), (note["source"]?.GetValue<string>(), note["text"]!.GetValue<string>()));
        Assert.Equal((404, "picture_none"), await (await Client.GetAsync($"/api/v1/visit-notes/{note["id"]}/picture")).ProblemAsync());
    }

    [Theory]
    [InlineData("long", 400, "text_invalid")]
    [InlineData("control", 400, "text_invalid")]
    [InlineData("half", 400, "body_invalid")]
    [InlineData("reversed", 400, "text_invalid")]
    [InlineData("direction", 400, "text_invalid")]
    [InlineData("room", 404, "room_unknown")]
    public async Task Note_ThatCannotBe_IsRefused(string fault, int status, string code)
    {
        var text = fault switch
        {
            "long" => new string('课', NoteText.Longest + 1),
            "control" => "a\u0000b",
            "reversed" => "a\uFFFEb",
            "direction" => "a\u202Eb",
            _ => "好",
        };
        var body = fault == "half" ? $$"""{"roomId":"{{Place.RoomId}}","text":"\ud83d"}""" : System.Text.Json.JsonSerializer.Serialize(new { roomId = fault == "room" ? Place.SchoolId : Place.RoomId, text });
        var answer = await Client.PostAsync("/api/v1/visit-notes", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((status, code), await answer.ProblemAsync());
        Assert.Equal(0, (await Client.GetJsonAsync("/api/v1/visit-notes"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Note_OfAMegabyte_IsRefusedBeforeItIsRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/visit-notes") { Content = JsonContent.Create(new { roomId = Place.RoomId, text = new string('x', 1024 * 1024) }) };
        request.Headers.ExpectContinue = true;
        using var client = await Hub.HubClientAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Notes_OfAnotherSchool_AreNotThere_AndOfAnotherAuthorAreOnlyRead()
    {
        var id = await Client.PostForIdAsync("/api/v1/visit-notes", new { roomId = Place.RoomId, text = "一" });
        using var stranger = await Hub.ClientAsync(new Scope(ScopeKind.School, (await Hub.CreatePlaceAsync(Client, "二")).SchoolId));
        Assert.Equal((404, "room_unknown"), await (await stranger.PostAsJsonAsync("/api/v1/visit-notes", new { roomId = Place.RoomId })).ProblemAsync());
        Assert.Equal((404, "note_unknown"), await (await stranger.GetAsync($"/api/v1/visit-notes/{id}")).ProblemAsync());
        Assert.Equal((404, "note_unknown"), await (await stranger.DeleteAsync($"/api/v1/visit-notes/{id}")).ProblemAsync());
        Assert.Equal(0, (await stranger.GetJsonAsync("/api/v1/visit-notes"))["total"]!.GetValue<int>());
        using var colleague = await Hub.ClientAsync(new Scope(ScopeKind.School, Place.SchoolId));
        var seen = (await colleague.GetJsonAsync("/api/v1/visit-notes"))["items"]!.AsArray().Single()!;
        Assert.Equal((false, "一"), (seen["mine"]!.GetValue<bool>(), seen["text"]!.GetValue<string>()));
        Assert.Equal(0, (await colleague.GetJsonAsync("/api/v1/visit-notes?mine=true"))["total"]!.GetValue<int>());
        Assert.Equal((403, "note_foreign"), await (await colleague.PatchAsJsonAsync($"/api/v1/visit-notes/{id}", new { text = "二" })).ProblemAsync());
        Assert.Equal((403, "note_foreign"), await (await colleague.DeleteAsync($"/api/v1/visit-notes/{id}")).ProblemAsync());
    }

    [Fact]
    public async Task Notes_OfARoom_AreBounded_AndOldOnesGo()
    {
        for (var number = 0; number < 3; number++) await Client.PostForIdAsync("/api/v1/visit-notes", new { roomId = Place.RoomId, text = $"{number}" });
        Assert.Equal((409, "notes_full"), await (await PostAsync(new { roomId = Place.RoomId })).ProblemAsync());
        await Hub.Services.GetRequiredService<NoteStore>().CleanAsync(Time.GetUtcNow() + TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Equal(0, (await Client.GetJsonAsync("/api/v1/visit-notes"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Table_OpensInOfficePrograms_AndHoldsNoFormula()
    {
        await Client.PostForIdAsync("/api/v1/visit-notes", new { roomId = Place.RoomId, text = "=1+1,\n\"好\"" });
        var answer = await Client.GetAsync("/api/v1/visit-notes.csv?q=%E5%A5%BD");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var text = Encoding.UTF8.GetString(bytes[3..]);
        Assert.Equal("at,school,room,title,teacher,author,text,recording,atSeconds", text.Split("\r\n")[0]);
        Assert.EndsWith(",校一,室一,,,test Hub,\"'=1+1,\n\"\"好\"\"\",,\r\n", text, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> PostAsync(object body) => Client.PostAsJsonAsync("/api/v1/visit-notes", body);

    /// <summary>A box that records, once the hub knows it.</summary>
    private async Task<TestLink> TeachAsync(string recordingId)
    {
        var link = await Box.ConnectAsync();
        var state = new ReportedState { Recorder = RecorderState.Recording, RecordingId = recordingId, Title = "分数的意义", Teacher = "王老师" };
        state.Sources.Add(new SourceState { Name = "teacher", Role = SourceRole.Teacher });
        await link.SayAsync(new AgentMessage { State = state });
        await Eventually.TrueAsync(
            async () => (await Client.GetJsonAsync($"/api/v1/rooms/{Place.RoomId}"))["state"]?["teacher"]?.GetValue<string>() == "王老师", TimeSpan.FromSeconds(20), () => "the hub knows what the box does");
        return link;
    }

    /// <summary>As a box does when it is asked: one that the box sent unasked is none of this moment.</summary>
    private static async Task SendPictureAsync(TestLink link)
    {
        while ((await link.HearAsync()).LiveRequest?.Watchers is null)
        {
        }
        await link.SayAsync(new AgentMessage { Picture = new SourcePicture { Source = "teacher", Jpeg = ByteString.CopyFrom(s_jpeg) } });
    }
}
