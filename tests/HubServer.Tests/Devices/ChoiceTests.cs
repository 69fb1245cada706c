using Tongtang.Harness;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Devices.MadeUpDevices;

namespace Tongtang.HubServer.Tests.Devices;

public sealed class ChoiceTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private DevicesFixture _fixture = null!;

    private string Address => $"{_fixture.Room}/device-choices";

    public async Task InitializeAsync() => _fixture = await DevicesFixture.StartAsync(_time);

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Choices_AreTheBoxesOwnWords_AskedOnceForAllWhoAskAtOnce()
    {
        await using var box = await _fixture.ConnectAsync(All("1"));
        var first = _fixture.Client.GetAsync(Address);
        await box.HearAsync(message => message.EquipmentAsk is not null);
        var second = _fixture.Client.GetAsync(Address);
        // Nonsense does not end the wait for sense.
        foreach (var json in new[] { "{", "[]", """{"drivers":[{"id":"pjlink"}],"ports":[],"files":{}}""" })
            await box.Link.SayAsync(new AgentMessage { EquipmentChoices = new EquipmentChoices { Json = json } });
        Assert.Equal("pjlink", (await (await first).JsonAsync())["drivers"]![0]!["id"]!.GetValue<string>());
        if (!second.IsCompleted) await box.Link.SayAsync(new AgentMessage { EquipmentChoices = new EquipmentChoices { Json = """{"drivers":[{"id":"pjlink"}]}""" } });
        Assert.Equal("pjlink", (await (await second).JsonAsync())["drivers"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Box_ThatDoesNotAnswer_OrIsAway_IsToldAsSuch()
    {
        Assert.Equal((409, "agent_offline"), await (await _fixture.Client.GetAsync(Address)).ProblemAsync());
        await using var box = await _fixture.ConnectAsync(All("1"));
        var asked = _fixture.Client.GetAsync(Address);
        await box.HearAsync(message => message.EquipmentAsk is not null);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((504, "agent_silent"), await (await asked).ProblemAsync());
    }
}
