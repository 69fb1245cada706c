using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Database;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Devices.MadeUpDevices;

namespace Tongtang.HubServer.Tests.Devices;

public sealed class RoomDeviceTests : IAsyncLifetime
{
    private DevicesFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await DevicesFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Devices_Told_AreTheRoomsWithWhatTheyCanDo()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer(), PtzCamera()));
        Assert.Equal("", box.Link.Welcome.DevicesHash);

        var room = await _fixture.DescribedAsync(2);

        Assert.True(room["live"]!.GetValue<bool>());
        var (projector, camera) = (room["items"]![0]!, room["items"]![1]!);
        Assert.Equal(("projector", "投影机", "online"), (Text(projector, "id"), Text(projector, "name"), Text(projector, "state")));
        Assert.Equal("""{"mute":false,"power":"on","volume":30}""", projector["properties"]!.ToJsonString());
        Assert.Equal(1234, projector["readings"]!["lamp_hours"]!.GetValue<double>());
        Assert.Equal("EB-2065", Text(projector["identity"]!, "model"));
        Assert.Equal("device_unreachable", Text(camera["problem"]!, "code"));
        Assert.Equal("class-on", Text(room["scenes"]![0]!, "id"));
        var description = room["descriptions"]![HashOf(Projector)]!;
        Assert.Equal("投影机", Text(description["names"]!, "zh"));
        Assert.Equal("secret", Text(description["settings"]![0]!, "kind"));
        // What the box left out has a name all the same.
        Assert.Equal("pan", Text(room["descriptions"]![HashOf(Camera)]!["capabilities"]![0]!["actions"]![1]!["arguments"]![0]!["names"]!, "zh"));
    }

    [Fact]
    public async Task Devices_ChangedAndRemoved_LeaveTheOthersAsTheyWere()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer(), Beamer("second"), PtzCamera()));
        await _fixture.DescribedAsync(3);

        await box.Link.SayAsync(new AgentMessage { Devices = new DeviceStates { Devices = { Beamer("second", power: "off") }, Removed = { "camera" }, Hash = new string('2', 64) } });

        var room = await _fixture.UntilAsync($"{_fixture.Room}/devices", answer => answer["items"]!.AsArray().Count == 2);
        Assert.Equal(["on", "off"], room["items"]!.AsArray().Select(item => Text(item!["properties"]!, "power")));
        Assert.Single(room["scenes"]!.AsArray());
    }

    [Fact]
    public async Task Devices_AfterARestartOfTheHub_AreStillThereAndTheBoxNeedNotNameThemAgain()
    {
        await using (var box = await _fixture.ConnectAsync(All("7", Beamer(), PtzCamera()))) await _fixture.DescribedAsync(2);
        await _fixture.RestartAsync();

        var room = await _fixture.DescribedAsync(2);
        Assert.False(room["live"]!.GetValue<bool>());
        Assert.Equal("on", Text(room["items"]![0]!["properties"]!, "power"));
        await using var again = await _fixture.ConnectAsync();
        Assert.Equal("7".PadLeft(64, '0'), again.Link.Welcome.DevicesHash);
        Assert.True((await _fixture.UntilAsync($"{_fixture.Room}/devices", answer => answer["live"]!.GetValue<bool>()))["live"]!.GetValue<bool>());
        Assert.Empty(again.Asked);
    }

    [Fact]
    public async Task Readings_ThatMoveAllTheTime_AreShownButNotWrittenUntilTheBoxLeaves()
    {
        await using (var box = await _fixture.ConnectAsync(All("1", Beamer())))
        {
            await _fixture.DescribedAsync(1);
            await _fixture.UntilAsync("/api/v1/devices", answer => answer["total"]!.GetValue<int>() == 1);

            await box.Link.SayAsync(new AgentMessage { Devices = new DeviceStates { Devices = { Beamer(lampHours: 1235) }, Hash = new string('2', 64) } });
            await _fixture.UntilAsync($"{_fixture.Room}/devices", answer => Lamp(answer) == 1235);
            Assert.Equal((1234d, "1".PadLeft(64, '0')), await StoredAsync());
        }
        await _fixture.UntilAsync("/api/v1/devices", answer => answer["items"]![0]!["hours"]!.GetValue<double>() == 1235);
        Assert.Equal((1235d, new string('2', 64)), await StoredAsync());
    }

    [Fact]
    public async Task States_WithoutAnythingNew_WriteNothing()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.UntilAsync("/api/v1/devices", answer => answer["total"]!.GetValue<int>() == 1);
        var before = (await StoredChangesAsync(), await HeardAsync());

        for (var i = 0; i < 3; i++) await box.Link.SayAsync(new AgentMessage { Devices = All("1", Beamer()) });
        await box.Link.SayAsync(new AgentMessage { Devices = new DeviceStates { Devices = { Beamer(power: "off") }, Hash = new string('2', 64) } });

        await _fixture.UntilAsync($"{_fixture.Room}/devices", answer => Text(answer["items"]![0]!["properties"]!, "power") == "off");
        while (await HeardAsync() == before.Item2) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        // One device, one room: written once for all four.
        Assert.Equal(before.Item1 + 1, await StoredChangesAsync());
    }

    [Fact]
    public async Task Description_OfAnotherContentThanItsHash_IsNotTakenAndNotAskedForAgain()
    {
        var box = await _fixture.Box.ConnectAsync();
        await using var _ = box;
        await box.SayAsync(new AgentMessage { Devices = All("1", Beamer()) });
        Assert.Equal([HashOf(Projector)], (await box.HearAsync()).DescriptionRequest.Hashes);
        await box.SayAsync(new AgentMessage { Description = new DeviceDescription { Hash = HashOf(Projector), Json = Camera } });
        await box.SayAsync(new AgentMessage { Description = new DeviceDescription { Hash = HashOf(Camera), Json = Camera } });
        await box.SayAsync(new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = 1 } });
        Assert.NotNull((await box.HearAsync()).TimeReply);

        Assert.Empty((await _fixture.Client.GetJsonAsync($"{_fixture.Room}/devices"))["descriptions"]!.AsObject());
        Assert.Empty((await _fixture.Client.GetJsonAsync("/api/v1/device-drivers"))["items"]!.AsArray());
        Assert.Equal((409, "device_not_described"), await (await _fixture.CommandAsync("projector", new { capability = "power", action = "on" })).ProblemAsync());
    }

    [Fact]
    public async Task Command_ToADevice_IsDoneByTheBoxAndRemembered()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.DescribedAsync(1);

        var answer = await (await _fixture.CommandAsync("projector", new { capability = "volume", action = "set", arguments = new { level = 40 } })).JsonAsync();

        Assert.Equal("done", Text(answer, "outcome"));
        var action = Assert.Single(box.Commands).Device;
        Assert.Equal(("projector", "volume", "set", 40d, "test Hub"), (action.Device, action.Capability, action.Action, action.Arguments["level"].Number, action.RequestedBy));
        box.Answer = command => new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Refused, ErrorCode = "command_not_now", ErrorMessage = "cooling down" };
        Assert.Equal("command_not_now", Text(await (await _fixture.CommandAsync("projector", new { capability = "power", action = "on" })).JsonAsync(), "errorCode"));
        var history = await _fixture.Client.GetJsonAsync($"{_fixture.Room}/devices/projector/commands?pageSize=1");
        Assert.Equal(2, history["total"]!.GetValue<int>());
        var newest = history["items"]![0]!;
        Assert.Equal(("power", "on", "refused", "command_not_now", "test Hub"), (Text(newest, "capability"), Text(newest, "action"), Text(newest, "outcome"), Text(newest, "errorCode"), Text(newest, "requestedBy")));
    }

    [Theory]
    [InlineData("""{"capability":"zoom","action":"on"}""", "command_not_supported")]
    [InlineData("""{"capability":"power","action":"toggle"}""", "command_not_supported")]
    [InlineData("""{"capability":"volume","action":"set"}""", "command_argument_invalid")]
    [InlineData("""{"capability":"volume","action":"set","arguments":{"level":101}}""", "command_argument_invalid")]
    [InlineData("""{"capability":"volume","action":"set","arguments":{"level":1.5}}""", "command_argument_invalid")]
    [InlineData("""{"capability":"volume","action":"set","arguments":{"level":"loud"}}""", "command_argument_invalid")]
    [InlineData("""{"capability":"volume","action":"set","arguments":{"level":1,"quickly":true}}""", "command_argument_invalid")]
    public async Task Command_TheDeviceCannotDo_IsRefusedWithoutAskingTheBox(string body, string code)
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.DescribedAsync(1);
        Assert.Equal((400, code), await (await _fixture.CommandAsync("projector", JsonNode.Parse(body)!)).ProblemAsync());
        Assert.Empty(box.Commands);
    }

    [Fact]
    public async Task Command_ToWhatIsNotThere_SaysWhat()
    {
        await using (var box = await _fixture.ConnectAsync(All("1", Beamer())))
        {
            await _fixture.DescribedAsync(1);
            Assert.Equal((404, "device_unknown"), await (await _fixture.CommandAsync("screen", new { capability = "power", action = "on" })).ProblemAsync());
            Assert.Equal((404, "scene_unknown"), await (await _fixture.Client.PostAsync($"{_fixture.Room}/scenes/party/run", null)).ProblemAsync());
        }
        await _fixture.UntilAsync($"{_fixture.Room}/devices", answer => !answer["live"]!.GetValue<bool>());
        Assert.Equal((409, "agent_offline"), await (await _fixture.CommandAsync("projector", new { capability = "power", action = "on" })).ProblemAsync());
    }

    [Fact]
    public async Task Scene_Run_GoesToTheBoxAndIntoTheHistory()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.DescribedAsync(1);

        Assert.Equal("done", Text(await (await _fixture.Client.PostAsync($"{_fixture.Room}/scenes/class-on/run", null)).JsonAsync(), "outcome"));

        Assert.Equal(("class-on", "test Hub"), (Assert.Single(box.Commands).Scene.Scene, box.Commands.First().Scene.RequestedBy));
        var row = Assert.Single((await _fixture.Client.GetJsonAsync($"{_fixture.Room}/device-commands"))["items"]!.AsArray())!;
        Assert.Null(row["device"]);
        Assert.Equal("class-on", Text(row, "action"));
    }

    [Fact]
    public async Task Events_OfARoomThatIsAskedFor_TellItsDevicesAndNoOthers()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.DescribedAsync(1);
        using var asking = await _fixture.Client.GetStreamAsync($"/api/v1/events?kinds=devices&readings={_fixture.Place.RoomId}");
        using var reader = new StreamReader(asking);
        Assert.Equal(": open", await reader.ReadLineAsync());
        await reader.ReadLineAsync();

        await box.StateAsync(RecorderState.Recording);
        await box.Link.SayAsync(new AgentMessage { Devices = new DeviceStates { Devices = { Beamer(power: "off") }, Hash = new string('2', 64) } });

        Assert.Equal("event: devices", await reader.ReadLineAsync());
        var told = JsonNode.Parse((await reader.ReadLineAsync())!["data: ".Length..])!;
        Assert.Equal((_fixture.Place.RoomId, "off"), (Text(told, "roomId"), Text(told["items"]![0]!["properties"]!, "power")));
    }

    [Fact]
    public async Task ForbiddenCapability_OfTheSchool_IsRefusedHereAndToldToTheBox()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer(), PtzCamera()));
        await _fixture.DescribedAsync(2);
        using var school = await _fixture.Hub.ClientAsync(new Scope(ScopeKind.School, _fixture.Place.SchoolId));
        var address = $"/api/v1/schools/{_fixture.Place.SchoolId}/remote-limits";
        Assert.Empty((await school.GetJsonAsync(address))["forbidden"]!.AsArray());

        await (await school.PutAsJsonAsync(address, new { forbidden = new[] { "ptz", "camera_picture" } })).JsonAsync();

        Assert.Equal(["ptz", "camera_picture"], (await box.HearAsync(message => message.RemoteLimits is not null)).RemoteLimits.ForbiddenCapabilities);
        Assert.Equal((403, "capability_forbidden"), await (await _fixture.CommandAsync("camera", new { capability = "ptz", action = "recall", arguments = new { preset = 1 } })).ProblemAsync());
        Assert.Equal((403, "capability_forbidden"), await (await _fixture.Client.GetAsync($"{_fixture.Room}/pictures/teacher")).ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, (await _fixture.CommandAsync("projector", new { capability = "power", action = "on" })).StatusCode);
        Assert.Equal("test School", Text(await _fixture.Client.GetJsonAsync(address), "changedBy"));
        Assert.Equal(["ptz", "camera_picture"], (await _fixture.Client.GetJsonAsync($"{_fixture.Room}/devices"))["forbidden"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal((400, "forbidden_invalid"), await (await school.PutAsJsonAsync(address, new { forbidden = new[] { "PTZ!" } })).ProblemAsync());
        await using var again = await _fixture.ConnectAsync();
        Assert.Equal(["ptz", "camera_picture"], again.Link.Welcome.RemoteLimits.ForbiddenCapabilities);
    }

    private static double Lamp(JsonNode room) => room["items"]![0]!["readings"]!["lamp_hours"]!.GetValue<double>();

    private async Task<(double Hours, string Hash)> StoredAsync()
    {
        await using var connection = await _fixture.Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<(double, string)>("SELECT device.hours, device_room.hash FROM device JOIN device_room ON device_room.room_id = device.room_id");
    }

    private async Task<long> HeardAsync()
    {
        await using var connection = await _fixture.Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<long>("SELECT heard_at_ms FROM device_room");
    }

    private const string CountOnSqlite = """
        CREATE TABLE IF NOT EXISTS test_count (n INTEGER);
        CREATE TRIGGER IF NOT EXISTS test_counting AFTER UPDATE ON device BEGIN INSERT INTO test_count VALUES (1); END
        """;

    private const string CountOnPostgres = """
        CREATE TABLE IF NOT EXISTS test_count (n INTEGER);
        CREATE OR REPLACE FUNCTION test_add() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN INSERT INTO test_count VALUES (1); RETURN NULL; END $$;
        CREATE OR REPLACE TRIGGER test_counting AFTER UPDATE ON device FOR EACH ROW EXECUTE FUNCTION test_add()
        """;

    /// <summary>How often a device's row was written: the database counts it in a table of the test's own.</summary>
    private async Task<long> StoredChangesAsync()
    {
        var database = _fixture.Hub.Services.GetRequiredService<HubDatabase>();
        await database.WriteAsync(connection => connection.ExecuteAsync(TestDatabase.IsPostgres ? CountOnPostgres : CountOnSqlite), CancellationToken.None);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<long>("SELECT COUNT(*) FROM test_count");
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
