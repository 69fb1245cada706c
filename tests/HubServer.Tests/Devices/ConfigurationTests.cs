using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Devices;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Devices.MadeUpDevices;

namespace Tongtang.HubServer.Tests.Devices;

public sealed class ConfigurationTests : IAsyncLifetime
{
    private DevicesFixture _fixture = null!;

    private string Address => $"{_fixture.Room}/device-configuration";

    public async Task InitializeAsync() => _fixture = await DevicesFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Configuration_Saved_IsSentCheckedAndInStep()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await _fixture.DescribedAsync(1);
        Assert.Equal("none", Text(await _fixture.Client.GetJsonAsync(Address), "state"));

        var saved = await SaveAsync(0, "hunter2");

        Assert.Equal(("pending", 1), (Text(saved, "state"), saved["version"]!.GetValue<int>()));
        var sent = (await box.HearAsync(message => message.Desired is not null)).Desired;
        Assert.Equal(1ul, sent.Version);
        Assert.Equal("hunter2", Password(JsonNode.Parse(sent.Json)!));
        // What people see has no secret, before and after.
        Assert.Equal("••••", Password(saved["configuration"]!));
        await ReportAsync(box, new ConfigurationReport { Version = 1, Accepted = true, ActualJson = Json("••••").ToJsonString() });
        var now = await _fixture.UntilAsync(Address, answer => Text(answer, "state") == "in-step");
        Assert.Equal(("••••", "••••", "test Hub"), (Password(now["configuration"]!), Password(now["actual"]!), Text(now, "savedBy")));
        // Nor has the hub any more.
        Assert.Equal("••••", Password(JsonNode.Parse(await StoredAsync())!));
        await ReportAsync(box, new ConfigurationReport { Version = 1, Accepted = true, ChangedOnBox = true, ActualJson = """{"devices":[]}""" });
        Assert.Empty((await _fixture.UntilAsync(Address, answer => Text(answer, "state") == "changed-on-box"))["actual"]!["devices"]!.AsArray());
    }

    [Fact]
    public async Task Configuration_TheBoxRefuses_SaysWhy()
    {
        await using var box = await _fixture.ConnectAsync(All("1", Beamer()));
        await SaveAsync(0, "x");
        await box.HearAsync(message => message.Desired is not null);
        await ReportAsync(box, new ConfigurationReport { Version = 1, Accepted = false, Problems = { "devices[0].connection: port is 0; allowed: 1 to 65535" } });
        var refused = await _fixture.UntilAsync(Address, answer => Text(answer, "state") == "refused");
        Assert.Equal("devices[0].connection: port is 0; allowed: 1 to 65535", Assert.Single(refused["problems"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task Configuration_SavedWhileTheBoxIsAway_WaitsForItWithItsSecret()
    {
        await using (var box = await _fixture.ConnectAsync(All("1", Beamer()))) await _fixture.DescribedAsync(1);
        await SaveAsync(0, "hunter2");
        // Edited again from what people see, before the box had it.
        await SaveAsync(1, "••••", port: 4353);

        await using var again = await _fixture.ConnectAsync();
        var sent = (await again.HearAsync(message => message.Desired is not null)).Desired;

        Assert.Equal(2ul, sent.Version);
        Assert.Equal("hunter2", Password(JsonNode.Parse(sent.Json)!));
        await ReportAsync(again, new ConfigurationReport { Version = 2, Accepted = true });
        await _fixture.UntilAsync(Address, answer => Text(answer, "state") == "in-step");
        await using var third = await _fixture.ConnectAsync();
        await third.Link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = 5 } });
        await third.HearAsync(message => message.TimeReply is not null);
        Assert.DoesNotContain(third.Others, message => message.Desired is not null);
    }

    [Fact]
    public async Task Configuration_OfABoxThatLostIt_IsSentAgain()
    {
        await using var box = await _fixture.ConnectAsync();
        await SaveAsync(0, "x");
        await ReportAsync(box, new ConfigurationReport { Version = 1, Accepted = true });
        await _fixture.UntilAsync(Address, answer => Text(answer, "state") == "in-step");

        await using var again = await _fixture.ConnectAsync();
        await ReportAsync(again, new ConfigurationReport { Version = 0, ActualJson = """{"devices":[]}""" });

        Assert.Equal(1ul, (await again.HearAsync(message => message.Desired is not null)).Desired.Version);
        Assert.Equal("pending", Text(await _fixture.Client.GetJsonAsync(Address), "state"));
    }

    [Fact]
    public async Task Configuration_TheHubKnowsAlready_NeedNotBeSentAgain()
    {
        var hash = new string('a', 64);
        await using (var box = await _fixture.ConnectAsync())
        {
            Assert.Equal("", box.Link.Welcome.ConfigurationHash);
            await ReportAsync(box, new ConfigurationReport { ActualJson = """{"devices":[],"rules":[]}""", ActualHash = hash });
            await _fixture.UntilAsync(Address, answer => answer["actual"] is not null);
        }
        await using var again = await _fixture.ConnectAsync();
        Assert.Equal(hash, again.Link.Welcome.ConfigurationHash);
        await ReportAsync(again, new ConfigurationReport { ActualHash = hash, ChangedOnBox = true });
        await SaveAsync(0, "x");
        Assert.Equal(2, (await _fixture.Client.GetJsonAsync(Address))["actual"]!.AsObject().Count);
        // What another box has is another matter.
        await using var other = await TestBox.EnrolAsync(_fixture.Hub, _fixture.Place.RoomId);
        await using var stranger = await other.ConnectAsync();
        Assert.Equal("", stranger.Welcome.ConfigurationHash);
    }

    [Fact]
    public async Task Configuration_MadeFromAnOlderVersion_IsRefused()
    {
        await SaveAsync(0, "x");
        Assert.Equal((409, "configuration_changed"), await (await _fixture.Client.PutAsJsonAsync(Address, new { version = 0, configuration = Json("y") })).ProblemAsync());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"devices\"")]
    [InlineData("""{"device":[]}""")]
    [InlineData("""{"devices":{}}""")]
    public async Task Configuration_OfAnotherForm_IsRefused(string configuration) => Assert.Equal(
        (400, "configuration_invalid"), await (await _fixture.Client.PutAsJsonAsync(Address, new { version = 0, configuration = JsonNode.Parse(configuration) })).ProblemAsync());

    [Fact]
    public async Task Configuration_OfHalfAMebibyte_IsTaken()
    {
        var configuration = Json("x");
        configuration["rules"]!.AsArray().Add(new JsonObject { ["note"] = new string('长', 150_000) });
        Assert.Equal(1, (await (await _fixture.Client.PutAsJsonAsync(Address, new { version = 0, configuration })).JsonAsync())["version"]!.GetValue<int>());
    }

    [Fact]
    public void Mask_SecretsOfAnyDepth_AreHiddenAndComeBack()
    {
        var before = JsonNode.Parse("""{"devices":[{"id":"a","driver":"beamer","settings":{"code":"1234","password":""},"connection":{"mqttPassword":"p"}}],"rules":[{"then":{"webhookToken":"t"}}]}""")!;
        var masked = SecretMask.Mask(before, _ => new HashSet<string>(["code"]));
        Assert.Equal("""{"devices":[{"id":"a","driver":"beamer","settings":{"code":"••••","password":""},"connection":{"mqttPassword":"••••"}}],"rules":[{"then":{"webhookToken":"••••"}}]}""", masked.ToJsonString(Tongtang.Protocol.Http.JsonDefaults.Options));
        Assert.Equal("1234", SecretMask.Carry(masked, before)["devices"]![0]!["settings"]!["code"]!.GetValue<string>());
        Assert.Equal("p", SecretMask.Carry(masked, before)["devices"]![0]!["connection"]!["mqttPassword"]!.GetValue<string>());
    }

    private async Task<JsonNode> SaveAsync(int from, string password, int port = 4352) =>
        await (await _fixture.Client.PutAsJsonAsync(Address, new { version = from, configuration = Json(password, port) })).JsonAsync();

    private static Task ReportAsync(TalkingBox box, ConfigurationReport report) => box.Link.SayAsync(new AgentMessage { Configuration = report });

    private static JsonNode Json(string password, int port = 4352) => new JsonObject
    {
        ["devices"] = new JsonArray(new JsonObject
        {
            ["id"] = "projector",
            ["driver"] = "beamer",
            ["connection"] = new JsonObject { ["kind"] = "tcp", ["host"] = "192.168.1.20", ["port"] = port },
            ["settings"] = new JsonObject { ["password"] = password },
        }),
        ["scenes"] = new JsonArray(),
        ["rules"] = new JsonArray(),
    };

    private static string Password(JsonNode configuration) => configuration["devices"]![0]!["settings"]!["password"]!.GetValue<string>();

    private async Task<string> StoredAsync()
    {
        await using var connection = await _fixture.Hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<string>("SELECT json FROM device_configuration");
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
