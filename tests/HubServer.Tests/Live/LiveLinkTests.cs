using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Live;

namespace Tongtang.HubServer.Tests.Live;

/// <summary>Links that show a room as it happens: made, opened without a session, revoked, expired, forged.</summary>
public sealed class LiveLinkTests : HubWithBox
{
    [Fact]
    public async Task Link_ShowsTheRoomWithoutASession_AndNothingElse()
    {
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var pushing = live;
        var link = await CreateAsync();
        using var guest = Hub.Anonymous();
        var room = await guest.GetJsonAsync(link["url"]!.GetValue<string>());
        Assert.Equal("teacher", room["sources"]!.AsArray().Single()!["name"]!.GetValue<string>());
        Assert.Null(room["roomId"]);
        using var socket = await OpenAsync($"{link["url"]}/teacher");
        Assert.Equal("teacher", await live.WishAsync());

        var other = await Hub.CreatePlaceAsync(Client, "二");
        var elsewhere = link["url"]!.GetValue<string>().Replace(Place.RoomId, other.RoomId, StringComparison.Ordinal);
        Assert.Equal((404, "link_unknown"), await (await guest.GetAsync(elsewhere)).ProblemAsync());
        Assert.Equal(401, (int)(await guest.GetAsync($"/api/v1/rooms/{Place.RoomId}/live")).StatusCode);
    }

    [Fact]
    public async Task Link_Revoked_ClosesWhoWatchesByIt()
    {
        var (live, _) = await LiveBox.OfferAsync(Box, "teacher");
        await using var pushing = live;
        var link = await CreateAsync();
        using var socket = await OpenAsync($"{link["url"]}/teacher");
        using var page = new LivePage(socket);
        (await Client.DeleteAsync($"/api/v1/rooms/{Place.RoomId}/live-links/{link["id"]}")).EnsureSuccessStatusCode();
        Assert.Empty((await Client.GetJsonAsync($"/api/v1/rooms/{Place.RoomId}/live-links")).AsArray());
        var ended = page.EndAsync();
        for (var second = 0; second < 60 && !ended.IsCompleted; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
        Assert.Equal((1008, "forbidden"), await ended);
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("expired")]
    [InlineData("empty")]
    [InlineData("long")]
    public async Task Link_ThatIsNoneOrNotAnyMore_IsRefusedInTheSameWords(string fault)
    {
        var url = (await CreateAsync())["url"]!.GetValue<string>();
        if (fault == "expired") Time.Advance(TimeSpan.FromHours(2.1));
        var asked = fault switch
        {
            "forged" => $"/live/t/{Secret.New()}/{Place.RoomId}",
            "long" => $"/live/t/{new string('a', 4000)}/{Place.RoomId}",
            "empty" => $"/live/t/%20/{Place.RoomId}",
            _ => url,
        };
        using var guest = Hub.Anonymous();
        Assert.Equal((404, "link_unknown"), await (await guest.GetAsync(asked)).ProblemAsync());
        Assert.Equal((404, "link_unknown"), await (await guest.GetAsync($"{asked}/teacher")).ProblemAsync());
    }

    [Fact]
    public async Task Link_OfARoomThatIsNotTheCallers_OrForNoTime_OrForbidden_IsNotMade()
    {
        using var stranger = await Hub.ClientAsync(new Scope(ScopeKind.School, (await Hub.CreatePlaceAsync(Client, "二")).SchoolId));
        Assert.Equal((404, "room_unknown"), await (await stranger.PostAsJsonAsync($"/api/v1/rooms/{Place.RoomId}/live-links", new { hours = 2 })).ProblemAsync());
        Assert.Equal((404, "room_unknown"), await (await stranger.GetAsync($"/api/v1/rooms/{Place.RoomId}/live-links")).ProblemAsync());
        Assert.Equal((400, "hours_invalid"), await (await Client.PostAsJsonAsync($"/api/v1/rooms/{Place.RoomId}/live-links", new { hours = 721 })).ProblemAsync());
        var url = (await CreateAsync())["url"]!.GetValue<string>();
        (await Client.PutAsJsonAsync($"/api/v1/schools/{Place.SchoolId}/remote-limits", new { forbidden = (string[])["camera_picture"] })).EnsureSuccessStatusCode();
        Assert.Equal((403, "capability_forbidden"), await (await Client.PostAsJsonAsync($"/api/v1/rooms/{Place.RoomId}/live-links", new { hours = 2 })).ProblemAsync());
        using var guest = Hub.Anonymous();
        Assert.Equal((403, "capability_forbidden"), await (await guest.GetAsync(url)).ProblemAsync());
    }

    /// <summary>Only the pages that know no session may stand in frames of other sites.</summary>
    [Theory]
    [InlineData("/embed/live", "frame-ancestors *", 200)]
    [InlineData("/watch", null, 403)]
    [InlineData("/live", null, 403)]
    public async Task Pages_InAFrameOfAnotherSite(string path, string? policy, int status)
    {
        using var guest = Hub.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "iframe");
        var answer = await guest.SendAsync(request);
        // The console may not be built where tests run; then the page is missing, not refused.
        if (policy is null || answer.IsSuccessStatusCode) Assert.Equal(status, (int)answer.StatusCode);
        if (policy is not null && answer.IsSuccessStatusCode) Assert.EndsWith(policy, answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<JsonNode> CreateAsync() => await (await Client.PostAsJsonAsync($"/api/v1/rooms/{Place.RoomId}/live-links", new { hours = 2 })).JsonAsync();

    private async Task<ClientWebSocket> OpenAsync(string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(LiveLimits.SubProtocol);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri($"ws://{Hub.Address.Authority}{path}"), limit.Token);
        return socket;
    }
}
