using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Devices.MadeUpDevices;

namespace Tongtang.HubServer.Tests.Devices;

public sealed class DeviceListTests : IAsyncLifetime
{
    private DevicesFixture _fixture = null!;
    private TalkingBox _first = null!;
    private (string RoomId, TestBox Box, TalkingBox Talk) _second;

    public async Task InitializeAsync()
    {
        _fixture = await DevicesFixture.StartAsync();
        _first = await _fixture.ConnectAsync(All("1", Beamer(firmware: "1.02"), PtzCamera()));
        _second = await _fixture.AddRoomAsync("室二", All("1", Beamer(firmware: "2.00", lampHours: 3000)));
        await _first.StateAsync(RecorderState.Idle);
        await _second.Talk.StateAsync(RecorderState.Recording);
        await _fixture.DescribedAsync(2);
        await _fixture.UntilAsync("/api/v1/devices", answer => answer["total"]!.GetValue<int>() == 3);
        await _fixture.UntilAsync("/api/v1/rooms?recorder=recording", answer => answer["total"]!.GetValue<int>() == 1);
    }

    public async Task DisposeAsync()
    {
        await _second.Talk.DisposeAsync();
        await _second.Box.DisposeAsync();
        await _first.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Theory]
    [InlineData("driver=beamer", 2)]
    [InlineData("firmware=2.00", 1)]
    [InlineData("model=EB-2065&state=online", 2)]
    [InlineData("state=offline", 1)]
    [InlineData("state=stale", 0)]
    [InlineData("q=x7tk", 2)]
    [InlineData("q=%E5%AE%A4%E4%BA%8C", 1)]
    [InlineData("q=nothing", 0)]
    [InlineData("hoursFrom=3000", 1)]
    [InlineData("hoursFrom=3001", 0)]
    [InlineData("hoursFrom=1234&driver=beamer", 2)]
    [InlineData("hoursFrom=0", 2)]
    [InlineData("hoursFrom=1000000", 0)]
    public async Task List_Narrowed_HasThose(string query, int expected) =>
        Assert.Equal(expected, (await _fixture.Client.GetJsonAsync($"/api/v1/devices?{query}"))["total"]!.GetValue<int>());

    [Theory]
    [InlineData("hoursFrom=-1", "hours_from_invalid")]
    [InlineData("hoursFrom=1000001", "hours_from_invalid")]
    [InlineData("hoursFrom=1.5", "request_invalid")]
    [InlineData("hoursFrom=many", "request_invalid")]
    public async Task List_ByHoursThatAreNone_IsRefused(string query, string code)
    {
        foreach (var list in new[] { "", "/kinds", "/counts" })
        {
            using var response = await _fixture.Client.GetAsync($"/api/v1/devices{list}?{query}");
            Assert.Contains("hoursFrom", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal((400, code), await response.ProblemAsync());
        }
    }

    [Fact]
    public async Task List_SortedAndPaged_IsInOrder()
    {
        var page = await _fixture.Client.GetJsonAsync("/api/v1/devices?sort=-hours&pageSize=1");
        Assert.Equal((3, 3000d, "投影机", "EPSON", true), (page["total"]!.GetValue<int>(), page["items"]![0]!["hours"]!.GetValue<double>(), page["items"]![0]!["driverNames"]!["zh"]!.GetValue<string>(), page["items"]![0]!["manufacturer"]!.GetValue<string>(), page["items"]![0]!["recording"]!.GetValue<bool>()));
        Assert.Equal("""{"devices":2,"rooms":2}""", (await _fixture.Client.GetJsonAsync("/api/v1/devices/counts?driver=beamer")).ToJsonString());
        var kinds = (await _fixture.Client.GetJsonAsync("/api/v1/devices/kinds"))["items"]!.AsArray();
        Assert.Equal(["beamer 1.02", "beamer 2.00", "camera "], kinds.Select(kind => $"{kind!["driver"]} {kind["firmware"]}"));
    }

    [Fact]
    public async Task List_OfAnotherSchool_IsEmpty()
    {
        var other = await _fixture.Hub.CreatePlaceAsync(_fixture.Client, "二");
        using var client = await _fixture.Hub.ClientAsync(new Scope(ScopeKind.School, other.SchoolId));
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/devices"))["total"]!.GetValue<int>());
        Assert.Empty((await client.GetJsonAsync("/api/v1/devices/kinds"))["items"]!.AsArray());
        Assert.Equal((409, "devices_none"), await (await client.PostAsJsonAsync("/api/v1/devices/bulk-commands", new { filter = new { }, capability = "power", action = "on", rooms = 1 })).ProblemAsync());
    }

    [Fact]
    public async Task List_OfARoomWhoseBoxIsAway_SaysThatNobodyKnows()
    {
        await _second.Talk.DisposeAsync();
        var list = await _fixture.UntilAsync("/api/v1/devices?state=stale", answer => answer["total"]!.GetValue<int>() == 1);
        Assert.Equal(("室二", "stale", false), (list["items"]![0]!["roomName"]!.GetValue<string>(), list["items"]![0]!["state"]!.GetValue<string>(), list["items"]![0]!["recording"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task BulkPowerOff_OverRooms_SparesTheOneThatRecords()
    {
        var made = await PostAsync(new { filter = new { driver = "beamer" }, capability = "power", action = "off", rooms = 2 });
        var done = await _fixture.UntilAsync($"/api/v1/devices/bulk-commands/{made}", answer => answer["state"]!.GetValue<string>() == "done");

        Assert.Equal((2, 1, 1), (done["counts"]!["total"]!.GetValue<int>(), done["counts"]!["done"]!.GetValue<int>(), done["counts"]!["skipped"]!.GetValue<int>()));
        var rows = (await _fixture.Client.GetJsonAsync($"/api/v1/devices/bulk-commands/{made}/rows"))["items"]!.AsArray();
        Assert.Equal(["室一 done ", "室二 skipped room_recording"], rows.Select(row => $"{row!["roomName"]} {row["outcome"]} {row["errorCode"]}").Order(StringComparer.Ordinal));
        var sent = Assert.Single(_first.Commands).Device;
        Assert.Equal(("off", true), (sent.Action, sent.NotWhileRecording));
        Assert.Empty(_second.Talk.Commands);
    }

    [Fact]
    public async Task BulkPowerOff_OfARoomThatHasJustBegunToRecord_IsSpared()
    {
        _first.Answer = command => new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Refused, ErrorCode = "room_recording" };
        var made = await PostAsync(new { filter = new { driver = "beamer" }, capability = "power", action = "off", rooms = 2 });
        var done = await _fixture.UntilAsync($"/api/v1/devices/bulk-commands/{made}", answer => answer["state"]!.GetValue<string>() == "done");
        Assert.Equal(2, done["counts"]!["skipped"]!.GetValue<int>());
    }

    [Fact]
    public async Task BulkCommand_WithResultsOfAllKinds_HasARowForEach()
    {
        _second.Talk.Answer = command => new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Refused, ErrorCode = "command_not_now" };
        var made = await PostAsync(new { filter = new { }, capability = "volume", action = "set", arguments = new { level = 20 }, rooms = 2 });
        await _fixture.UntilAsync($"/api/v1/devices/bulk-commands/{made}", answer => answer["state"]!.GetValue<string>() == "done");

        var rows = (await _fixture.Client.GetJsonAsync($"/api/v1/devices/bulk-commands/{made}/rows?sort=outcome"))["items"]!.AsArray();
        Assert.Equal(["done ", "refused command_not_now", "skipped command_not_supported"], rows.Select(row => $"{row!["outcome"]} {row["errorCode"]}"));
        Assert.Equal(1, (await _fixture.Client.GetJsonAsync($"/api/v1/devices/bulk-commands/{made}/rows?outcome=refused"))["total"]!.GetValue<int>());
        // It stands in the room's history like any other.
        Assert.Equal(1, (await _fixture.Client.GetJsonAsync($"{_fixture.Room}/device-commands"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task BulkCommand_ForAnotherNumberOfRooms_DoesNothing()
    {
        var response = await _fixture.Client.PostAsJsonAsync("/api/v1/devices/bulk-commands", new { filter = new { driver = "beamer" }, capability = "power", action = "on", rooms = 1 });
        Assert.Equal((409, "rooms_differ"), await response.ProblemAsync());
        Assert.Empty(_first.Commands);
    }

    [Fact]
    public async Task BulkCommand_OfChosenDevices_ReachesOnlyThose()
    {
        var made = await PostAsync(new { filter = new { driver = "beamer" }, capability = "power", action = "on", rooms = 1, devices = new[] { $"{_second.RoomId}/projector", "x/y" } });
        await _fixture.UntilAsync($"/api/v1/devices/bulk-commands/{made}", answer => answer["state"]!.GetValue<string>() == "done");
        Assert.Single(_second.Talk.Commands);
        Assert.Empty(_first.Commands);
    }

    [Fact]
    public async Task BulkCommand_ToThoseUsedLong_ReachesOnlyThose()
    {
        var made = await PostAsync(new { filter = new { driver = "beamer", hoursFrom = 2000 }, capability = "power", action = "on", rooms = 1 });
        await _fixture.UntilAsync($"/api/v1/devices/bulk-commands/{made}", answer => answer["state"]!.GetValue<string>() == "done");
        Assert.Single(_second.Talk.Commands);
        Assert.Empty(_first.Commands);

        var response = await _fixture.Client.PostAsJsonAsync("/api/v1/devices/bulk-commands", new { filter = new { hoursFrom = -1 }, capability = "power", action = "on", rooms = 2 });
        Assert.Equal((400, "hours_from_invalid"), await response.ProblemAsync());
    }

    [Fact]
    public async Task BulkCommand_ThatRanWhenTheHubEnded_GoesNoFurther()
    {
        _first.Answer = _ => null;
        _second.Talk.Answer = _ => null;
        var made = await PostAsync(new { filter = new { driver = "beamer" }, capability = "power", action = "on", rooms = 2 });
        await _fixture.UntilAsync($"/api/v1/devices/bulk-commands/{made}", _ => !_first.Commands.IsEmpty);
        await _fixture.RestartAsync();
        var after = await _fixture.Client.GetJsonAsync($"/api/v1/devices/bulk-commands/{made}");
        Assert.Equal(("interrupted", 2), (after["state"]!.GetValue<string>(), after["counts"]!["skipped"]!.GetValue<int>()));
    }

    [Fact]
    public async Task BulkCommand_OfTheHub_IsNotASchoolsToSeeOrCancel()
    {
        var made = await PostAsync(new { filter = new { driver = "beamer" }, capability = "power", action = "on", rooms = 2 });
        using var school = await _fixture.Hub.ClientAsync(new Scope(ScopeKind.School, _fixture.Place.SchoolId));
        Assert.Equal((404, "bulk_command_unknown"), await (await school.GetAsync($"/api/v1/devices/bulk-commands/{made}")).ProblemAsync());
        Assert.Equal((404, "bulk_command_unknown"), await (await school.GetAsync($"/api/v1/devices/bulk-commands/{made}/rows")).ProblemAsync());
        Assert.Equal((404, "bulk_command_unknown"), await (await school.DeleteAsync($"/api/v1/devices/bulk-commands/{made}")).ProblemAsync());
    }

    private async Task<string> PostAsync(object body)
    {
        var response = await _fixture.Client.PostAsJsonAsync("/api/v1/devices/bulk-commands", body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.JsonAsync())["id"]!.GetValue<string>();
    }
}
