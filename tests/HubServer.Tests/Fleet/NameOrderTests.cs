using System.Net.Http.Json;
using Dapper;
using Tongtang.Harness;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Tests.Database;

namespace Tongtang.HubServer.Tests.Fleet;

public sealed class NameOrderTests
{
    [Theory]
    [InlineData("2班", "10班")]
    [InlineData("２班", "10班")]
    [InlineData("七年级（2）班", "七年级（10）班")]
    [InlineData("一年级（9）班", "二年级（1）班")]
    [InlineData("二年级", "三年级")]
    [InlineData("九年级", "十年级")]
    [InlineData("第九小学", "第十一小学")]
    [InlineData("第十九小学", "第二十小学")]
    [InlineData("九十九中", "一百零二中")]
    [InlineData("二〇二五级", "二〇二六级")]
    [InlineData("安庆路小学", "宝塔路小学")]
    [InlineData("宝塔路小学", "中山路小学")]
    [InlineData("Room 9", "room 10")]
    [InlineData("3", "03a")]
    public void KeyOf_NamesInOrder_AreInOrder(string first, string second) =>
        Assert.True(string.CompareOrdinal(NameOrder.KeyOf(first), NameOrder.KeyOf(second)) < 0);

    [Fact]
    public void KeyOf_AnyDigits_IsMadeWithoutOverflow() =>
        Assert.NotEqual(NameOrder.KeyOf(new string('9', 80)), NameOrder.KeyOf(new string('百', 80)));

    [Fact]
    public async Task Lists_SortedByName_PageInThatOrder()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        foreach (var name in new[] { "十年级", "二年级（10）班", "二年级（2）班", "九年级" })
            await client.PostForIdAsync("/api/v1/rooms", new { name, schoolId = place.SchoolId });
        (await client.PatchAsJsonAsync($"/api/v1/rooms/{place.RoomId}", new { name = "一年级" })).EnsureSuccessStatusCode();

        var names = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            var list = await client.GetJsonAsync($"/api/v1/rooms?school={place.SchoolId}&pageSize=2&page={page}");
            names.AddRange(list["items"]!.AsArray().Select(room => room!["name"]!.GetValue<string>()));
        }

        Assert.Equal(["一年级", "二年级（2）班", "二年级（10）班", "九年级", "十年级"], names);
    }

    [Fact]
    public async Task Start_OnNamesWithoutKeys_FillsThemIn()
    {
        using var folder = new TemporaryFolder();
        await using (var hub = await RunningHub.StartAsync(folder))
        {
            using var client = await hub.HubClientAsync();
            await hub.CreatePlaceAsync(client, "十");
            await hub.CreatePlaceAsync(client, "九");
        }
        await using (var connection = await TestDatabase.OpenAsync(folder.Path, "hub"))
            await connection.ExecuteAsync("UPDATE region SET name_key = ''; UPDATE school SET name_key = ''; UPDATE room SET name_key = ''");

        await using var again = await RunningHub.StartAsync(folder);
        using var reader = await again.HubClientAsync();
        foreach (var list in new[] { "regions", "schools", "rooms" })
            Assert.EndsWith("九", (await reader.GetJsonAsync($"/api/v1/{list}"))["items"]![0]!["name"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
