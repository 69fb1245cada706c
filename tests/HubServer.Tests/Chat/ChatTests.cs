using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Chat;
using Tongtang.HubServer.Visits;

namespace Tongtang.HubServer.Tests.Chat;

/// <summary>Those who watch a room write to each other, where its school wants that.</summary>
public sealed class ChatTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;

    private string Address => $"/api/v1/rooms/{_place.RoomId}/chat";

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(time: _time);
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Chat_UntilTheSchoolWantsIt_IsOff()
    {
        Assert.Equal((403, "chat_off"), await (await SayAsync("你好")).ProblemAsync());
        Assert.False((bool)(await _client.GetJsonAsync(Address))["allowed"]!);
        Assert.False((bool)(await _client.GetJsonAsync($"/api/v1/rooms/{_place.RoomId}/live"))["chat"]!);
        Assert.False((bool)(await _client.GetJsonAsync($"/api/v1/schools/{_place.SchoolId}"))["liveChat"]!);
    }

    [Fact]
    public async Task Message_IsReadByTheOthersOfTheSchool_AsTheirs_AndTakenBack()
    {
        await AllowAsync(true);
        Assert.True((bool)(await _client.GetJsonAsync($"/api/v1/rooms/{_place.RoomId}/live"))["chat"]!);
        using var other = await _hub.ClientAsync(new Scope(ScopeKind.School, _place.SchoolId));
        var said = await SaidAsync(_client, "  看得清黑板吗？<b> ");
        await SaidAsync(other, "清楚");
        Assert.Equal([("看得清黑板吗？<b>", true), ("清楚", false)], await MessagesAsync(_client));
        Assert.Equal([("看得清黑板吗？<b>", false), ("清楚", true)], await MessagesAsync(other));
        Assert.Equal(204, (int)(await _client.DeleteAsync($"{Address}/{said}")).StatusCode);
        Assert.Equal((404, "message_unknown"), await (await _client.DeleteAsync($"{Address}/{said}")).ProblemAsync());
        Assert.Equal([("清楚", true)], await MessagesAsync(other));
        // A school that wants it no more has none from then on, and finds nothing of before when it wants it again.
        await AllowAsync(false);
        await AllowAsync(true);
        Assert.Empty(await MessagesAsync(_client));
    }

    [Fact]
    public async Task Message_IsToldToPagesThatNamedTheRoom()
    {
        await AllowAsync(true);
        using var asking = await _client.GetStreamAsync($"/api/v1/events?kinds=chat&readings={_place.RoomId}");
        using var reader = new StreamReader(asking);
        Assert.Equal(": open", await reader.ReadLineAsync());
        await reader.ReadLineAsync();
        await SaidAsync(_client, "开始了");
        Assert.Equal("event: chat", await reader.ReadLineAsync());
        var news = JsonNode.Parse((await reader.ReadLineAsync())!["data: ".Length..])!;
        Assert.Equal((_place.RoomId, "开始了", false), ((string)news["roomId"]!, (string)news["messages"]![0]!["text"]!, (bool)news["messages"]![0]!["mine"]!));
    }

    [Fact]
    public async Task Author_WhoHurries_IsAskedToWait_AndTheOthersAreNot()
    {
        await AllowAsync(true);
        using var other = await _hub.ClientAsync(new Scope(ScopeKind.School, _place.SchoolId));
        for (var i = 0; i < ChatBook.MostInAHurry; i++) await SaidAsync(_client, $"{i}");
        var refused = await SayAsync("again");
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
        Assert.Equal((429, "chat_too_fast"), await refused.ProblemAsync());
        await SaidAsync(other, "me too");
        _time.Advance(ChatBook.Hurry);
        await SaidAsync(_client, "again");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two\nlines")]
    [InlineData("\u202Eturned")]
    [InlineData(null)]
    public async Task Text_ThatIsNoLine_IsRefused(string? text)
    {
        await AllowAsync(true);
        Assert.Equal(400, (int)(await SayAsync(text)).StatusCode);
        Assert.Empty(await MessagesAsync(_client));
    }

    [Fact]
    public async Task Text_TooLong_IsRefused_AndAsLongAsAllowed_IsNot()
    {
        await AllowAsync(true);
        Assert.Equal((400, "chat_text_invalid"), await (await SayAsync(new string('字', ChatText.Longest + 1))).ProblemAsync());
        await SaidAsync(_client, new string('字', ChatText.Longest));
    }

    [Fact]
    public async Task Stranger_FindsNoRoom()
    {
        await AllowAsync(true);
        using var stranger = await _hub.ClientAsync(new Scope(ScopeKind.School, (await _hub.CreatePlaceAsync(_client, "二")).SchoolId));
        Assert.Equal((404, "room_unknown"), await (await stranger.GetAsync(Address)).ProblemAsync());
        Assert.Equal((404, "room_unknown"), await (await stranger.PostAsJsonAsync(Address, new { text = "你好" })).ProblemAsync());
        Assert.Equal((404, "room_unknown"), await (await stranger.DeleteAsync($"{Address}/1")).ProblemAsync());
    }

    [Fact]
    public void Book_IsBoundedInMessagesRoomsAndTime()
    {
        var book = new ChatBook(_time);
        var author = new Watcher(WatcherKind.Person, "a", "A");
        for (var i = 0; i <= ChatBook.MostMessages; i++)
        {
            Assert.NotNull(book.Say("s", "long", author, $"{i}"));
            _time.Advance(ChatBook.Hurry);
        }
        Assert.Equal((ChatBook.MostMessages, "1"), (book.Of("long", author).Count, book.Of("long", author)[0].Text));
        for (var i = 0; i < ChatBook.MostRooms; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            book.Say("s", $"room {i}", author, "x");
        }
        Assert.Empty(book.Of("long", author));
        Assert.Single(book.Of("room 0", author));
        _time.Advance(ChatBook.Remembered + TimeSpan.FromSeconds(1));
        Assert.Empty(book.Of($"room {ChatBook.MostRooms - 1}", author));
    }

    private async Task AllowAsync(bool chat) => (await _client.PatchAsJsonAsync($"/api/v1/schools/{_place.SchoolId}", new { liveChat = chat })).EnsureSuccessStatusCode();

    private Task<HttpResponseMessage> SayAsync(string? text) => _client.PostAsJsonAsync(Address, new { text });

    private async Task<string> SaidAsync(HttpClient client, string text)
    {
        var response = await client.PostAsJsonAsync(Address, new { text });
        Assert.Equal(201, (int)response.StatusCode);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!;
    }

    private async Task<List<(string Text, bool Mine)>> MessagesAsync(HttpClient client) =>
        [.. (await client.GetJsonAsync(Address))["messages"]!.AsArray().Select(message => ((string)message!["text"]!, (bool)message["mine"]!))];
}
