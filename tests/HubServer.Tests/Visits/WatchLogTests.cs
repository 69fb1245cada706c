using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Live;
using Tongtang.HubServer.Visits;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Visits;

/// <summary>Who watches a room stands in the log before anything is shown, and the room's box is told.</summary>
public sealed class WatchLogTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider _time = new();
    private readonly TemporaryFolder _folder = new();
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;
    private TestBox _box = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(_folder, _time, TestBox.HubSettings);
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
        _box = await TestBox.EnrolAsync(_hub, _place.RoomId);
    }

    public async Task DisposeAsync()
    {
        await _box.DisposeAsync();
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Socket_IsLoggedWhileItIsOpen_AndEndsWithIt()
    {
        var began = _time.GetUtcNow();
        using (var one = await LivePage.OpenAsync(_hub, _client, _place.RoomId))
        using (var other = await LivePage.OpenAsync(_hub, _client, _place.RoomId, "screen"))
        {
            var open = Assert.Single(await ListAsync());
            Assert.Equal(("test Hub", "program", "室一"), (open["watcher"]!.GetValue<string>(), open["kind"]!.GetValue<string>(), open["roomName"]!.GetValue<string>()));
            Assert.Equal(began, open["beganAt"]!.GetValue<DateTimeOffset>());
            Assert.Null(open["endedAt"]);
            await PassAsync(TimeSpan.FromMinutes(2));
            await Eventually.TrueAsync(
                async () => await ListAsync() is [{ } kept] && kept["seenAt"]!.GetValue<DateTimeOffset>() >= began + TimeSpan.FromMinutes(1) && kept["sources"]!.AsArray().Count == 2,
                s_soon,
                () => "it goes on");
        }
        await EndedAsync();
        var ended = Assert.Single(await ListAsync());
        var watched = ended["endedAt"]!.GetValue<DateTimeOffset>() - ended["beganAt"]!.GetValue<DateTimeOffset>();
        Assert.InRange(watched, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task Picture_IsLogged_OnlyWhileThereIsSomethingToSee()
    {
        await _client.GetAsync($"/api/v1/rooms/{_place.RoomId}/pictures/teacher");
        Assert.Empty(await ListAsync());
        var link = await _box.ConnectAsync();
        for (var second = 0; second < 10; second++)
        {
            await _client.GetAsync($"/api/v1/rooms/{_place.RoomId}/pictures/teacher");
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal("teacher", Assert.Single(await ListAsync())["sources"]!.AsArray().Single()!.GetValue<string>());
        await EndedAsync();
        Assert.Single(await ListAsync());
        await link.DisposeAsync();
        await using var again = await _box.ConnectAsync();
        await _client.GetAsync($"/api/v1/rooms/{_place.RoomId}/pictures/teacher");
        Assert.Equal(2, (await ListAsync()).Count);
    }

    [Fact]
    public async Task Box_IsToldWhoLooks_AndWhenNobodyDoesAnyMore()
    {
        await using var link = await _box.ConnectAsync();
        using (var page = await LivePage.OpenAsync(_hub, _client, _place.RoomId))
        {
            var told = await WatchersAsync(link, watchers => watchers is not null);
            Assert.Equal(("test Hub", true, 0u), (told!.Named.Single().Name, told.Named[0].Program, told.ByLink));
        }
        await EndedAsync();
        Assert.Null(await WatchersAsync(link, watchers => watchers is null));
    }

    [Fact]
    public async Task Box_ThatComesBack_IsToldAgain()
    {
        using var page = await LivePage.OpenAsync(_hub, _client, _place.RoomId);
        await using var link = await _box.ConnectAsync();
        Assert.NotNull(await WatchersAsync(link, watchers => watchers is not null));
    }

    [Fact]
    public async Task LinkViewers_AreOneEntryOfWhoMadeTheLink_AndCounted()
    {
        await using var link = await _box.ConnectAsync();
        var made = await (await _client.PostAsJsonAsync($"/api/v1/rooms/{_place.RoomId}/live-links", new { hours = 2 })).JsonAsync();
        using var one = await GuestAsync($"{made["url"]}/teacher");
        using var two = await GuestAsync($"{made["url"]}/teacher");
        var told = await WatchersAsync(link, watchers => watchers?.ByLink == 2);
        Assert.Empty(told!.Named);
        one.Dispose();
        two.Dispose();
        await EndedAsync();
        var entry = Assert.Single(await ListAsync());
        Assert.Equal(("link", "test Hub", 2), (entry["kind"]!.GetValue<string>(), entry["watcher"]!.GetValue<string>(), entry["viewers"]!.GetValue<int>()));
    }

    [Fact]
    public async Task HubKilledInBetween_EntryEndsWhenItWasSeenLast()
    {
        var row = new WatchRow(NodeId.New(_time), _place.RoomId, "person", "a", "王老师", "teacher", 1, 1_000, 61_000, null);
        await _hub.Services.GetRequiredService<WatchLog>().BeginAsync(row, CancellationToken.None);
        Assert.Null(Assert.Single(await ListAsync())["endedAt"]);
        await _hub.DisposeAsync();
        _hub = await RunningHub.StartAsync(_folder, _time, TestBox.HubSettings);
        _client.Dispose();
        _client = await _hub.ClientAsync(Scope.Hub);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(61_000), Assert.Single(await ListAsync())["endedAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task HubEnds_WhoWatchesIsLoggedToTheEnd()
    {
        var page = await LivePage.OpenAsync(_hub, _client, _place.RoomId);
        await _hub.DisposeAsync();
        page.Dispose();
        _hub = await RunningHub.StartAsync(_folder, _time, TestBox.HubSettings);
        _client.Dispose();
        _client = await _hub.ClientAsync(Scope.Hub);
        Assert.NotNull(Assert.Single(await ListAsync())["endedAt"]);
    }

    [Fact]
    public async Task List_IsPagedNarrowedAndWithinTheScope()
    {
        var other = await _hub.CreatePlaceAsync(_client, "二");
        var log = _hub.Services.GetRequiredService<WatchLog>();
        for (var entry = 0; entry < 5; entry++)
            await log.BeginAsync(new WatchRow(NodeId.New(_time), entry < 3 ? _place.RoomId : other.RoomId, "person", "a", $"王{entry}", "teacher", 1, entry * 1000, entry * 1000, entry * 1000), CancellationToken.None);
        var page = await _client.GetJsonAsync("/api/v1/watches?pageSize=2&page=2");
        Assert.Equal((5, "王2,王1"), (page["total"]!.GetValue<int>(), string.Join(',', page["items"]!.AsArray().Select(item => item!["watcher"]!.GetValue<string>()))));
        Assert.Equal(3, (await _client.GetJsonAsync($"/api/v1/watches?room={_place.RoomId}"))["total"]!.GetValue<int>());
        Assert.Equal(1, (await _client.GetJsonAsync("/api/v1/watches?q=%E7%8E%8B4"))["total"]!.GetValue<int>());
        using var stranger = await _hub.ClientAsync(new Scope(ScopeKind.School, other.SchoolId));
        Assert.Equal(2, (await stranger.GetJsonAsync("/api/v1/watches"))["total"]!.GetValue<int>());
        Assert.Equal(0, (await stranger.GetJsonAsync($"/api/v1/watches?room={_place.RoomId}"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Cleaning_TakesWhatIsOldAndWhatIsTooMuch_ButNothingThatGoesOn()
    {
        var log = _hub.Services.GetRequiredService<WatchLog>();
        for (var entry = 0; entry < 10; entry++)
            await log.BeginAsync(new WatchRow(NodeId.New(_time), _place.RoomId, "person", "a", $"{entry}", "teacher", 1, entry * 1000, entry * 1000, entry == 0 ? null : entry * 1000), CancellationToken.None);
        await log.CleanAsync(DateTimeOffset.FromUnixTimeMilliseconds(4_000), kept: 100, CancellationToken.None);
        Assert.Equal("9,8,7,6,5,4,0", string.Join(',', (await ListAsync()).Select(item => item["watcher"]!.GetValue<string>())));
        await log.CleanAsync(DateTimeOffset.UnixEpoch, kept: 3, CancellationToken.None);
        Assert.Equal("9,8,7,0", string.Join(',', (await ListAsync()).Select(item => item["watcher"]!.GetValue<string>())));
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync() => [.. (await _client.GetJsonAsync("/api/v1/watches"))["items"]!.AsArray()!];

    private Task EndedAsync() => Eventually.TrueAsync(
        async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return (await ListAsync()).All(item => item["endedAt"] is not null);
        },
        s_soon,
        () => "the watching has ended");

    private async Task PassAsync(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private static async Task<LiveWatchers?> WatchersAsync(TestLink link, Func<LiveWatchers?, bool> wanted)
    {
        while (true)
        {
            if ((await link.HearAsync()).LiveRequest is { } request && wanted(request.Watchers)) return request.Watchers;
        }
    }

    private async Task<ClientWebSocket> GuestAsync(string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(LiveLimits.SubProtocol);
        using var limit = new CancellationTokenSource(s_soon);
        await socket.ConnectAsync(new Uri($"ws://{_hub.Address.Authority}{path}"), limit.Token);
        return socket;
    }
}
