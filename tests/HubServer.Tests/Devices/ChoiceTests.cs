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
    public async Task Choices_AreTheBoxesOwnWords_ForAllWhoAskAtOnce()
    {
        await using var box = await _fixture.ConnectAsync(All("1"));
        var first = _fixture.Client.GetAsync(Address);
        await box.HearAsync(message => message.EquipmentAsk is not null);
        var second = _fixture.Client.GetAsync(Address);
        // Nonsense does not end the wait for sense.
        foreach (var json in new[] { "{", "[]", """{"drivers":[{"id":"pjlink"}],"ports":[],"files":{}}""" })
            await box.Link.SayAsync(new AgentMessage { EquipmentChoices = new EquipmentChoices { Json = json } });
        Assert.Equal("pjlink", (await (await first).JsonAsync())["drivers"]![0]!["id"]!.GetValue<string>());
        // It joined the first, or came too late for that and asks again.
        await AnswerUntilAsync(box, second, """{"drivers":[{"id":"pjlink"}]}""");
        Assert.Equal("pjlink", (await (await second).JsonAsync())["drivers"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task WhoGivesUpWaiting_TakesTheAnswerFromNobody()
    {
        await using var box = await _fixture.ConnectAsync(All("1"));
        using var impatient = new CancellationTokenSource();
        var first = _fixture.Client.GetAsync(Address, impatient.Token);
        await box.HearAsync(message => message.EquipmentAsk is not null);
        var second = _fixture.Client.GetAsync(Address);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        // Whether the second has asked yet or joins the first, an answer of the box is its answer.
        await AnswerUntilAsync(box, second, """{"drivers":[]}""");
        Assert.True((await second).IsSuccessStatusCode);
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

    /// <summary>Whenever it asks, the box says the same.</summary>
    private static async Task AnswerUntilAsync(TalkingBox box, Task told, string json)
    {
        while (await Task.WhenAny(told, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None)) != told)
            await box.Link.SayAsync(new AgentMessage { EquipmentChoices = new EquipmentChoices { Json = json } });
    }
}
