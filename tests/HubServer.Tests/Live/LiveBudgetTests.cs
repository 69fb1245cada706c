using System.Net.Http.Json;
using Tongtang.HubServer.Live;

namespace Tongtang.HubServer.Tests.Live;

/// <summary>What a school may send live, divided among those of its rooms that send now.</summary>
public sealed class LiveBudgetTests : IAsyncLifetime
{
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(settings: [.. TestBox.HubSettings]);
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData(null, 1, 0)]
    [InlineData(8000, 1, 8000)]
    [InlineData(8000, 3, 2666)]
    [InlineData(300, 3, LiveBudgets.SoundKbps)]
    [InlineData(100, 1, LiveBudgets.SoundKbps)]
    public void Share_OfABudget_IsEverybodysTheSame_AndNeverLessThanSoundNeeds(int? kbps, int rooms, int expected) => Assert.Equal(expected, LiveBudgets.Share(kbps, rooms));

    [Fact]
    public async Task School_WithoutABudget_SaysNoLimit()
    {
        await using var box = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await using var live = await OpenAsync(box);
        Assert.Equal((0u, 0u), await live.ShareAsync());
    }

    [Fact]
    public async Task TwoRooms_ShareIt_OneLeaves_TheOtherHasAll_AndAnotherSchoolIsNotTold()
    {
        await SetAsync(4);
        var elsewhere = await _hub.CreatePlaceAsync(_client, "二");
        await using var first = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await using var second = await TestBox.EnrolAsync(_hub, await RoomAsync("三"));
        await using var other = await TestBox.EnrolAsync(_hub, elsewhere.RoomId);
        await using var one = await OpenAsync(first);
        Assert.Equal((4000u, 1u), await one.ShareAsync());
        await using var stranger = await OpenAsync(other);
        Assert.Equal((0u, 0u), await stranger.ShareAsync());
        await using (var two = await OpenAsync(second))
        {
            Assert.Equal((2000u, 2u), await two.ShareAsync());
            Assert.Equal((2000u, 2u), await one.ShareAsync());
        }
        Assert.Equal((4000u, 1u), await one.ShareAsync());
        Assert.False(stranger.ShareAsync().IsCompleted);
    }

    [Fact]
    public async Task Setting_ChangedWhileLive_IsToldAtOnce_WithWhatIsWanted()
    {
        await using var box = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await using var live = await OpenAsync(box);
        Assert.Equal((0u, 0u), await live.ShareAsync());
        await SetAsync(1.5);
        Assert.Equal((1500u, 1u), await live.ShareAsync());
        // The same once more is nothing new; another name is not either.
        await SetAsync(1.5);
        Assert.Equal(200, (int)(await _client.PatchAsJsonAsync($"/api/v1/schools/{_place.SchoolId}", new { name = "望江" })).StatusCode);
        Assert.Equal(1.5, (double)(await _client.GetJsonAsync($"/api/v1/schools/{_place.SchoolId}"))["liveMegabitsPerSecond"]!);
        await SetAsync(0);
        Assert.Equal((0u, 0u), await live.ShareAsync());
        Assert.Null((await _client.GetJsonAsync($"/api/v1/schools/{_place.SchoolId}"))["liveMegabitsPerSecond"]);
    }

    [Fact]
    public async Task Room_MovedWhileLive_SharesWithItsNewSchool()
    {
        var elsewhere = await _hub.CreatePlaceAsync(_client, "二");
        await SetAsync(4);
        await SetAsync(1, elsewhere.SchoolId);
        await using var first = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await using var second = await TestBox.EnrolAsync(_hub, elsewhere.RoomId);
        await using var one = await OpenAsync(first);
        await using var two = await OpenAsync(second);
        Assert.Equal((4000u, 1u), await one.ShareAsync());
        Assert.Equal((1000u, 1u), await two.ShareAsync());
        Assert.Equal(200, (int)(await _client.PatchAsJsonAsync($"/api/v1/rooms/{_place.RoomId}", new { schoolId = elsewhere.SchoolId })).StatusCode);
        Assert.Equal((500u, 2u), await one.ShareAsync());
        Assert.Equal((500u, 2u), await two.ShareAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0.05)]
    [InlineData(10_001)]
    public async Task Budget_ThatCannotBe_IsRefused_AndNothingChanges(double megabits)
    {
        await SetAsync(4);
        var response = await _client.PatchAsJsonAsync($"/api/v1/schools/{_place.SchoolId}", new { liveMegabitsPerSecond = megabits });
        Assert.Equal((400, "live_budget_invalid"), await response.ProblemAsync());
        var made = await _client.PostAsJsonAsync("/api/v1/schools", new { name = "新", regionId = _place.RegionId, liveMegabitsPerSecond = megabits });
        Assert.Equal((400, "live_budget_invalid"), await made.ProblemAsync());
        Assert.Equal(4, (double)(await _client.GetJsonAsync($"/api/v1/schools/{_place.SchoolId}"))["liveMegabitsPerSecond"]!);
    }

    private static async Task<LiveBox> OpenAsync(TestBox box)
    {
        var live = LiveBox.Open(box);
        await live.SayAsync(LiveBox.Offer("teacher"));
        return live;
    }

    private Task<string> RoomAsync(string name) => _client.PostForIdAsync("/api/v1/rooms", new { name, schoolId = _place.SchoolId });

    private async Task SetAsync(double megabits, string? schoolId = null) =>
        Assert.Equal(200, (int)(await _client.PatchAsJsonAsync($"/api/v1/schools/{schoolId ?? _place.SchoolId}", new { liveMegabitsPerSecond = megabits })).StatusCode);
}
