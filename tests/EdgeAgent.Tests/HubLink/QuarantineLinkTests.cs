using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>What the hub may ask of, and have done with, the items that it refuses.</summary>
public sealed class QuarantineLinkTests
{
    [Fact]
    public async Task Hub_AskingForRefusedItems_IsToldThem_AndHasThemTriedAgainAndDeleted()
    {
        await using var hub = await new TestHub().StartAsync();
        hub.Readings.Reject = item => item.Reading is { Value: > 5 } reading && reading.Name.StartsWith("air.", StringComparison.Ordinal) ? "value_too_large" : null;
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var store = box.Get<OutboxStore>();
        foreach (var value in new[] { 6, 7 })
        {
            await store.AppendAsync(ItemClass.Reading, new Item { Reading = new Reading { Name = $"air.{value}", Value = value } }, CancellationToken.None);
            await TestHub.EventuallyAsync(() => store.Quarantined().Count == value - 5 ? "" : null);
        }

        var told = await AskAsync(hub, new QuarantineAsk { AskId = "list", List = new QuarantineList() });
        Assert.Equal((QuarantineOutcome.Done, 2u), (told.Outcome, told.Total));
        Assert.Equal(["air.7", "air.6"], told.Items.Select(item => item.What));
        Assert.All(told.Items, item => Assert.Equal((ItemClass.Reading, "value_too_large"), (item.ItemClass, item.ErrorCode)));
        Assert.All(told.Items, item => Assert.InRange(item.TimeMs, 1, long.MaxValue));

        Assert.Equal(QuarantineOutcome.Done, (await AskAsync(hub, new QuarantineAsk { AskId = "delete", Delete = told.Items[0].Id })).Outcome);
        Assert.Equal("air.6", Assert.Single(store.Quarantined()).Item.Reading.Name);
        Assert.Equal(QuarantineOutcome.Unknown, (await AskAsync(hub, new QuarantineAsk { AskId = "delete again", Delete = told.Items[0].Id })).Outcome);

        hub.Readings.Reject = _ => null;
        Assert.Equal(QuarantineOutcome.Done, (await AskAsync(hub, new QuarantineAsk { AskId = "retry", Retry = told.Items[1].Id })).Outcome);
        await TestHub.EventuallyAsync(() => hub.Readings.Items.Any(taken => taken.Item.Reading?.Value == 6) ? "" : null);
        Assert.Empty(store.Quarantined());
        Assert.Equal(QuarantineOutcome.Unknown, (await AskAsync(hub, new QuarantineAsk { AskId = "retry again", Retry = told.Items[1].Id })).Outcome);
    }

    [Fact]
    public async Task Hub_AskingForTooMany_IsToldTheNewest()
    {
        await using var hub = await new TestHub().StartAsync();
        hub.Readings.Reject = item => item.Reading?.Name.StartsWith('值') is true ? "value_too_large" : null;
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var store = box.Get<OutboxStore>();
        // Of all classes this one waits for nothing on its way to the disk.
        await Task.WhenAll(Enumerable.Range(1, 210).Select(value => store.AppendAsync(ItemClass.Alarm, new Item { Reading = new Reading { Name = new string('值', 300), Value = value } }, CancellationToken.None)));
        await TestHub.EventuallyAsync(() => store.Quarantined().Count == 210 ? "" : null);

        var told = await AskAsync(hub, new QuarantineAsk { AskId = "list", List = new QuarantineList() });

        Assert.Equal((210u, 200), (told.Total, told.Items.Count));
        Assert.Equal(store.Quarantined().Select(item => (ulong)item.Id).Reverse().Take(200), told.Items.Select(item => item.Id));
        Assert.All(told.Items, item => Assert.Equal(200, item.What.Length));
    }

    private static async Task<QuarantineAnswer> AskAsync(TestHub hub, QuarantineAsk ask)
    {
        hub.Link!.TryWrite(new HubMessage { QuarantineAsk = ask });
        return (await hub.ReceivedAsync(message => message.QuarantineAnswer?.AskId == ask.AskId)).QuarantineAnswer;
    }
}
