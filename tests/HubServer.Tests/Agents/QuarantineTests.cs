using System.Net;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.HubServer.Tests.Devices;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Agents;

public sealed class QuarantineTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private DevicesFixture _fixture = null!;

    private string Address => $"{_fixture.Room}/quarantine";

    public async Task InitializeAsync() => _fixture = await DevicesFixture.StartAsync(_time);

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task List_IsWhatTheBoxKeeps()
    {
        await using var box = await _fixture.ConnectAsync();
        var asked = _fixture.Client.GetAsync(Address);
        await AnswerAsync(box, ask => ask.WishCase == QuarantineAsk.WishOneofCase.List, new QuarantineAnswer
        {
            Outcome = QuarantineOutcome.Done,
            Total = 300,
            Items =
            {
                new QuarantinedItem { Id = 9_007_199_254_740_993, ItemClass = ItemClass.Alarm, What = "disk_low", TimeMs = 1_788_220_800_000, ErrorCode = "key_invalid", ErrorMessage = "No." },
                new QuarantinedItem { Id = 1, ItemClass = (ItemClass)77, TimeMs = long.MaxValue, ErrorCode = new string('x', 5000) },
            },
        });

        var told = await (await asked).JsonAsync();

        Assert.Equal(300, told["total"]!.GetValue<int>());
        Assert.Equal(
            """{"id":"9007199254740993","itemClass":"alarm","what":"disk_low","at":"2026-09-01T00:00:00.000Z","code":"key_invalid","message":"No."}""",
            told["items"]![0]!.ToJsonString());
        Assert.Equal(("other", null, 500), (told["items"]![1]!["itemClass"]!.GetValue<string>(), told["items"]![1]!["at"], told["items"]![1]!["code"]!.GetValue<string>().Length));
    }

    [Fact]
    public async Task RetryAndDelete_AreTheBoxesToDo_AndAreInTheAudit()
    {
        await using var box = await _fixture.ConnectAsync();
        var retried = _fixture.Client.PostAsync($"{Address}/7/retry", null);
        await AnswerAsync(box, ask => ask is { WishCase: QuarantineAsk.WishOneofCase.Retry, Retry: 7 }, new QuarantineAnswer { Outcome = QuarantineOutcome.Done });
        Assert.Equal(HttpStatusCode.NoContent, (await retried).StatusCode);
        var deleted = _fixture.Client.DeleteAsync($"{Address}/8");
        await AnswerAsync(box, ask => ask is { WishCase: QuarantineAsk.WishOneofCase.Delete, Delete: 8 }, new QuarantineAnswer { Outcome = QuarantineOutcome.Done });
        Assert.Equal(HttpStatusCode.NoContent, (await deleted).StatusCode);

        var rows = await _fixture.Hub.AuditAsync("kind=room&action=command");

        Assert.Equal(
            [("deleteQuarantinedItem", _fixture.Place.RoomId, "done", (null, "8")), ("retryQuarantinedItem", _fixture.Place.RoomId, "done", (null, "7"))],
            rows.Select(row => (row.Text("operation")!, row.Text("thingId")!, row.Text("outcome")!, row.Change("itemId"))));
    }

    [Fact]
    public async Task Item_ThatIsGone_OrThatTheBoxCannotHandle_IsSaidToBeSo()
    {
        Assert.Equal((409, "agent_offline"), await (await _fixture.Client.GetAsync(Address)).ProblemAsync());
        await using var box = await _fixture.ConnectAsync();
        Assert.Equal((404, "item_unknown"), await (await _fixture.Client.DeleteAsync($"{Address}/x")).ProblemAsync());
        var gone = _fixture.Client.PostAsync($"{Address}/7/retry", null);
        await AnswerAsync(box, ask => ask.Retry == 7, new QuarantineAnswer { Outcome = QuarantineOutcome.Unknown });
        Assert.Equal((404, "item_unknown"), await (await gone).ProblemAsync());
        var failed = _fixture.Client.DeleteAsync($"{Address}/8");
        await AnswerAsync(box, ask => ask.Delete == 8, new QuarantineAnswer { Outcome = QuarantineOutcome.Failed });
        Assert.Equal((502, "agent_failed"), await (await failed).ProblemAsync());
    }

    [Fact]
    public async Task Box_ThatDoesNotAnswer_OrAnswersAnotherQuestion_IsSilent()
    {
        await using var box = await _fixture.ConnectAsync();
        var (_, other, talk) = await _fixture.AddRoomAsync("另一间", MadeUpDevices.All("1"));
        await using var _ = other;
        await using var __ = talk;
        var asked = _fixture.Client.DeleteAsync($"{Address}/5");
        var ask = (await box.HearAsync(message => message.QuarantineAsk is not null)).QuarantineAsk;
        await box.Link.SayAsync(new AgentMessage { QuarantineAnswer = new QuarantineAnswer { AskId = "another", Outcome = QuarantineOutcome.Done } });
        // Another room's box cannot answer for this one.
        await talk.Link.SayAsync(new AgentMessage { QuarantineAnswer = new QuarantineAnswer { AskId = ask.AskId, Outcome = QuarantineOutcome.Done } });
        await talk.StateAsync(RecorderState.Recording);
        await _fixture.UntilAsync("/api/v1/rooms?q=另一间", rooms => rooms["items"]![0]!["state"]?["recorder"]?.GetValue<string>() == "recording");
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((504, "agent_silent"), await (await asked).ProblemAsync());
    }

    private static async Task AnswerAsync(TalkingBox box, Func<QuarantineAsk, bool> expected, QuarantineAnswer answer)
    {
        var ask = (await box.HearAsync(message => message.QuarantineAsk is { } heard && expected(heard))).QuarantineAsk;
        Assert.InRange(ask.AskId.Length, 1, 64);
        answer.AskId = ask.AskId;
        await box.Link.SayAsync(new AgentMessage { QuarantineAnswer = answer });
    }
}
