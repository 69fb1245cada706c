using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

/// <summary>A whole box with a hub in memory, over real TLS.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task Stored_Offline_IsDeliveredInOrder_OnceTheHubIsThere()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var store = box.Get<OutboxStore>();
        for (var i = 1; i <= 3; i++) await AppendAsync(store, ItemClass.Backlog, i);
        await Task.WhenAll(Enumerable.Range(1, 1200).Select(i => AppendAsync(store, ItemClass.Reading, i)));
        await AppendAsync(store, ItemClass.Alarm, 1);
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await DeliveredAsync(hub, 1204);
        Assert.Equal([.. Enumerable.Repeat(ItemClass.Alarm, 1), .. Enumerable.Repeat(ItemClass.Reading, 1200), .. Enumerable.Repeat(ItemClass.Backlog, 3)], hub.Readings.Items.Select(i => i.Class));
        Assert.Equal(Enumerable.Range(1, 1200).Select(i => (double)i), Values(hub, ItemClass.Reading).Order());
        await AcknowledgedAsync(store);
        Assert.All(hub.Readings.Batches, batch => Assert.True(batch.CalculateSize() < 128 * 1024));
    }

    [Fact]
    public async Task NothingToSend_NothingIsSent_AndWhatComesThenGoesAtOnce()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await TestHub.EventuallyAsync(() => hub.Readings.Batches.Count == 5 ? "" : null);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.Equal((1, 5), (hub.Readings.Calls, hub.Readings.Batches.Count));
        await AppendAsync(box.Get<OutboxStore>(), ItemClass.Alarm, 1);
        await DeliveredAsync(hub, 1);
        Assert.Equal(1, hub.Readings.Calls);
    }

    [Fact]
    public async Task Alarm_OvertakesWhatWaits()
    {
        await using var hub = await new TestHub().StartAsync();
        var answering = new TaskCompletionSource();
        hub.Readings.Answering = answering.Task;
        await using var box = await new TestBox().StartAsync();
        var store = box.Get<OutboxStore>();
        await Task.WhenAll(Enumerable.Range(1, 5000).Select(i => AppendAsync(store, ItemClass.Reading, i)));
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        // All classes have been asked about; without an order among them the readings, which came first, would go first.
        await TestHub.EventuallyAsync(() => hub.Readings.Batches.Any(batch => batch.Items.Count > 0) ? "" : null);
        await AppendAsync(store, ItemClass.Alarm, 1);
        answering.SetResult();
        await DeliveredAsync(hub, 5001);
        Assert.InRange(hub.Readings.Items.ToList().FindIndex(i => i.Class == ItemClass.Alarm), 0, 4 * 500);
    }

    [Fact]
    public async Task CallBreaks_AfterTheHubHadTakenIt_NothingTwice_AndItsRejectionsAreToldAgain()
    {
        await using var hub = await new TestHub().StartAsync();
        var lost = 0;
        hub.Readings.LoseAnswer = batch => batch.Items.Count > 0 && Interlocked.Increment(ref lost) % 3 == 1;
        hub.Readings.Reject = item => item.Reading.Value == 7 ? "value_too_large" : null;
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var store = box.Get<OutboxStore>();
        await Task.WhenAll(Enumerable.Range(1, 2000).Select(i => AppendAsync(store, ItemClass.Reading, i)));
        await TestHub.EventuallyAsync(() => store.Quarantined() is [_] ? "" : null);
        await AcknowledgedAsync(store);
        Assert.True(lost > 1);
        Assert.Equal(Enumerable.Range(1, 2000).Where(i => i != 7).Select(i => (double)i), Values(hub, ItemClass.Reading).Order());
        var kept = Assert.Single(store.Quarantined());
        Assert.Equal((7, "value_too_large"), (kept.Item.Reading.Value, kept.Code));
    }

    [Fact]
    public async Task Batch_RefusedForGood_LeadsToTheItem_AndOnlyThatWaitsInQuarantine()
    {
        await using var hub = await new TestHub().StartAsync();
        hub.Readings.Refuse = batch => batch.Items.Any(i => i.Reading.Value == 66)
            ? new GrpcException(GrpcStatusCode.InvalidArgument, "No.", new GrpcMetadata { { "tongtang-code", "batch_invalid" } })
            : null;
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var store = box.Get<OutboxStore>();
        await Task.WhenAll(Enumerable.Range(1, 100).Select(i => AppendAsync(store, ItemClass.Reading, i)));
        await TestHub.EventuallyAsync(() => store.Quarantined() is [_] ? "" : null);
        await AcknowledgedAsync(store);
        Assert.Equal(Enumerable.Range(1, 100).Where(i => i != 66).Select(i => (double)i), Values(hub, ItemClass.Reading).Order());
        Assert.Equal((66, "batch_invalid"), (store.Quarantined()[0].Item.Reading.Value, store.Quarantined()[0].Code));
        Assert.Equal(OutboxStore.MostRefusals, hub.Readings.Batches.Count(b => b.Items is [{ Reading.Value: 66 }]));
    }

    [Fact]
    public async Task Hub_Busy_IsLeftAloneForAsLongAsItSays()
    {
        await using var hub = await new TestHub().StartAsync();
        hub.Readings.Refuse = _ => new GrpcException(GrpcStatusCode.ResourceExhausted, "Later.", new GrpcMetadata { { "tongtang-code", "hub_busy" }, { "retry-after-ms", "600000" } });
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await AppendAsync(box.Get<OutboxStore>(), ItemClass.Alarm, 1);
        await TestHub.EventuallyAsync(() => box.Log.Lines.Any(l => l.Contains("hub_busy", StringComparison.Ordinal)) ? "" : null);
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System);
        Assert.Equal(1, hub.Readings.Calls);
        Assert.Equal(LinkPhase.Online, box.Get<LinkBoard>().Current.Phase);
    }

    [Fact]
    public async Task Hub_RestoredFromAnOlderCopy_GetsWhatThereIs_AndIsToldThatTheRestWasItsOwn()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = [("Outbox:ReadingMegabytes", "4")] }.StartEnrolledAsync(hub);
        var store = box.Get<OutboxStore>();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => store.AppendAsync(ItemClass.Reading, OutboxFolder.Event(8000), CancellationToken.None)));
        await AcknowledgedAsync(store);
        hub.Readings.Items.Clear();
        hub.Readings.Forget(ItemClass.Reading, 10);
        hub.Link!.TryComplete();
        await TestHub.EventuallyAsync(() => hub.Readings.Items.Any(i => i.Item.Sequence == 300) ? "" : null);
        var gap = Assert.Single(hub.Readings.Gaps).Gap;
        Assert.Equal((11ul, hub.Readings.Items.First().Item.Sequence - 1, GapReasons.Acknowledged), (gap.FirstSequence, gap.LastSequence, gap.Reason));
    }

    [Fact]
    public async Task Hub_SkippedInMidCall_IsGivenWhatItMisses()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var store = box.Get<OutboxStore>();
        for (var i = 1; i <= 10; i++) await AppendAsync(store, ItemClass.Alarm, i);
        await AcknowledgedAsync(store);
        hub.Readings.Items.Clear();
        hub.Readings.Forget(ItemClass.Alarm, 4);
        await AppendAsync(store, ItemClass.Alarm, 11);
        await DeliveredAsync(hub, 7);
        Assert.Equal([5, 6, 7, 8, 9, 10, 11], Values(hub, ItemClass.Alarm));
        Assert.Equal(1, hub.Readings.Calls);
    }

    [Fact]
    public async Task CommandResult_ThatTheLinkCouldNotCarry_ComesThroughTheOutbox()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        hub.Link!.TryWrite(new HubMessage { Command = new Command { Id = "broken", DeadlineMs = long.MaxValue, Stop = new StopRecording() } });
        await hub.ReceivedAsync(m => m.Result?.CommandId == "broken");
        // Whether the hub had it before the line broke, the box cannot know.
        hub.Link.TryComplete();
        await DeliveredAsync(hub, 1);
        Assert.Equal("broken", hub.Readings.Items.First().Item.CommandResult.CommandId);
    }

    private static Task<long> AppendAsync(OutboxStore store, ItemClass itemClass, double value) => store.AppendAsync(itemClass, OutboxFolder.Reading(value), CancellationToken.None);

    private static IEnumerable<double> Values(TestHub hub, ItemClass itemClass) => hub.Readings.Items.Where(i => i.Class == itemClass && i.Item.Reading is not null).Select(i => i.Item.Reading.Value);

    private static Task DeliveredAsync(TestHub hub, int items) => TestHub.EventuallyAsync(() => hub.Readings.Items.Count >= items ? "" : null);

    private static Task AcknowledgedAsync(OutboxStore store) => TestHub.EventuallyAsync(() => store.Counts.All(c => c.Pending == 0) ? "" : null);
}
