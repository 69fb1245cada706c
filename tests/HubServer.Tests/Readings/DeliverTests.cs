using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Readings;
using Tongtang.HubServer.Tests.Database;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;
using static Tongtang.HubServer.Tests.Readings.ReadingsFixture;

namespace Tongtang.HubServer.Tests.Readings;

public sealed class DeliverTests
{
    [Fact]
    public async Task Batch_IsStoredOnce_HoweverOftenItComes()
    {
        await using var fixture = await StartAsync();
        var batch = Batch(1, 100);

        for (var i = 0; i < 3; i++) Assert.Equal((100ul, 0, null), Of(await fixture.DeliverAsync(batch)));

        Assert.Equal(100, await fixture.CountAsync("reading"));
        Assert.Equal(100, await fixture.ScalarAsync("SELECT SUM(count) FROM reading_hour"));
        Assert.Equal(100, await fixture.ScalarAsync("SELECT SUM(count) FROM reading_minute"));
        Assert.Equal(100, await fixture.ScalarAsync("SELECT stored FROM delivery"));
    }

    [Fact]
    public async Task Classes_AndStoreEpochs_CountByThemselves()
    {
        await using var fixture = await StartAsync();
        await using var call = fixture.Deliver();

        await call.SendAsync(Batch(1, 10, ItemClass.Backlog, startMs: Start));
        await call.SendAsync(Batch(1, 5, ItemClass.Reading, startMs: Start + 3_600_000));
        await call.SendAsync(Batch(1, 3, ItemClass.Reading, epoch: "e2", startMs: Start + 7_200_000));

        foreach (var upTo in new[] { 10ul, 5ul, 3ul }) Assert.Equal(upTo, (await call.HearAsync()).UpToSequence);
        Assert.Equal(18, await fixture.CountAsync("reading"));
    }

    [Fact]
    public async Task SkippedSequence_IsTold_AndNothingBeyondItIsStored()
    {
        await using var fixture = await StartAsync();
        await using var call = fixture.Deliver();
        await call.SendAsync(Batch(1, 10));
        await call.SendAsync(Batch(15, 5));
        await call.SendAsync(Batch(11, 9));

        Assert.Null((await call.HearAsync()).Fault);
        var skipped = await call.HearAsync();
        Assert.Equal((10ul, "sequence_skipped", 11ul), (skipped.UpToSequence, skipped.Fault.ErrorCode, skipped.Fault.ExpectedSequence));
        Assert.Equal((19ul, 0, null), Of(await call.HearAsync()));
        Assert.Equal(19, await fixture.CountAsync("reading"));
    }

    [Fact]
    public async Task DeclaredGap_IsCountedAndKeptForPeople()
    {
        await using var fixture = await StartAsync();
        var batch = Batch(1, 2);
        batch.Gaps.Add(new DeclaredGap { FirstSequence = 3, LastSequence = 42, Reason = "evicted" });
        batch.Items.Add(Batch(43, 1).Items);

        Assert.Equal(43ul, (await fixture.DeliverAsync(batch)).UpToSequence);
        Assert.Equal(43ul, (await fixture.DeliverAsync(batch)).UpToSequence);

        var state = (await fixture.Client.GetJsonAsync($"{fixture.Readings}/deliveries"))["items"]!.AsArray().Single()!;
        Assert.Equal((43, 3, 40, "reading"), (state["upTo"]!.GetValue<int>(), state["stored"]!.GetValue<int>(), state["lost"]!.GetValue<int>(), state["itemClass"]!.GetValue<string>()));
        var gap = state["gaps"]!.AsArray().Single()!;
        Assert.Equal((3, 42, "evicted"), (gap["first"]!.GetValue<int>(), gap["last"]!.GetValue<int>(), gap["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task EmptyBatch_AsksWhereTheClassStands()
    {
        await using var fixture = await StartAsync();
        Assert.Equal((0ul, 0, null), Of(await fixture.DeliverAsync(Batch(1, 0))));
        await fixture.DeliverAsync(Batch(1, 7));
        Assert.Equal((7ul, 0, null), Of(await fixture.DeliverAsync(Batch(1, 0))));
    }

    [Fact]
    public async Task Box_ActsForItsOwnRoomOnly_WhateverItsDevicesAreCalled()
    {
        await using var fixture = await StartAsync();
        var otherRoom = await fixture.Client.PostForIdAsync("/api/v1/rooms", new { name = "别室", schoolId = fixture.Place.SchoolId });
        await using var other = await TestBox.EnrolAsync(fixture.Hub, otherRoom);
        await fixture.DeliverAsync(BatchOf(Item(1, 20, Start, "temperature_celsius", "sensor-1")));

        // The same device's name, and the first room's id for a device.
        await fixture.DeliverAsync(BatchOf(Item(1, 99, Start, "temperature_celsius", "sensor-1"), Item(2, 98, Start, "temperature_celsius", fixture.Place.RoomId)), other);

        var own = (await fixture.Client.GetJsonAsync($"{fixture.Readings}/latest"))["items"]!.AsArray();
        Assert.Equal(20, own.Single()!["value"]!.GetValue<double>());
    }

    [Fact]
    public async Task Call_WithoutACertificate_IsRefused()
    {
        await using var fixture = await StartAsync();
        await using var stranger = new TestBox(fixture.Hub.AgentsAddress, certificate: null);
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_missing"), await TestBox.RefusalAsync(fixture.DeliverAsync(Batch(1, 1), stranger)));
    }

    [Fact]
    public async Task BadItems_AreListedWithTheirReasons_AndTheGoodOnesKept()
    {
        await using var fixture = await StartAsync();
        var batch = BatchOf(
            Item(1, 1, Start),
            Item(2, double.NaN, Start),
            Item(3, double.PositiveInfinity, Start),
            Item(4, double.NegativeInfinity, Start),
            Item(5, 1e200, Start),
            Item(6, 1, 1_000),
            Item(7, 1, 4_102_444_800_000),
            Item(8, 1, -5),
            Item(9, 1, Start, name: "CPU %"),
            Item(10, 1, Start, name: ""),
            Item(11, 1, Start, device: "../etc"),
            Item(12, 1, Start, name: new string('x', 65)),
            new Item { Sequence = 13, TimeMs = 0, Reading = new Reading { Device = "agent", Name = "x" } },
            new Item { Sequence = 14, TimeMs = 0, BootId = "b", MonotonicMs = -1, Reading = new Reading { Device = "agent", Name = "x" } },
            new Item { Sequence = 15, TimeMs = Start, BootId = "b 1", Reading = new Reading { Device = "agent", Name = "x" } },
            new Item { Sequence = 16, TimeMs = Start },
            new Item { Sequence = 17, TimeMs = Start, Event = new Event { Kind = "Bad Kind" } },
            new Item { Sequence = 18, TimeMs = Start, Alarm = new Alarm { Key = "k", Kind = "no_sound", Change = AlarmChange.Raised, Details = { ["text"] = new string('x', 1_000_000) } } },
            new Item { Sequence = 19, TimeMs = Start, Alarm = new Alarm { Kind = "no_sound", Change = AlarmChange.Raised } },
            new Item { Sequence = 20, TimeMs = Start, Alarm = new Alarm { Key = "k", Kind = "no_sound" } },
            Item(21, 2, Start + 1000));
        string[] reasons =
        [
            "value_not_finite", "value_not_finite", "value_not_finite", "value_too_large", "time_invalid", "time_invalid", "time_invalid", "name_invalid", "name_invalid", "device_invalid",
            "name_invalid", "boot_invalid", "time_invalid", "boot_invalid", "body_unknown", "kind_invalid", "text_too_long", "key_invalid", "change_missing",
        ];

        // The second time it is a repeat; the box, which may not have heard the first answer, is told the same.
        for (var i = 0; i < 2; i++)
        {
            var answer = await fixture.DeliverAsync(batch);
            Assert.Equal(21ul, answer.UpToSequence);
            Assert.Equal(reasons, answer.Rejected.Select(rejected => rejected.ErrorCode));
            Assert.Equal(Enumerable.Range(2, 19).Select(n => (ulong)n), answer.Rejected.Select(rejected => rejected.Sequence));
            Assert.All(answer.Rejected, rejected => Assert.NotEmpty(rejected.ErrorMessage));
        }
        Assert.Equal(2, await fixture.CountAsync("reading"));
        Assert.Equal((2, 19), (await fixture.ScalarAsync("SELECT stored FROM delivery"), await fixture.ScalarAsync("SELECT rejected FROM delivery")));
    }

    [Fact]
    public async Task BadBatches_AreRefusedWithClearWords_AndStoreNothing()
    {
        await using var fixture = await StartAsync();
        async Task RefusedAsync(ItemBatch batch, string code)
        {
            var refusal = await fixture.RefusalAsync(batch);
            Assert.Equal((GrpcStatusCode.InvalidArgument, code), (refusal.Status, refusal.Trailers.Get(AgentRefusal.CodeTrailer)));
        }
        await RefusedAsync(Batch(1, 1001), "batch_too_large");
        await RefusedAsync(Batch(1, 1, epoch: ""), "batch_invalid");
        await RefusedAsync(Batch(1, 1, epoch: "a b"), "batch_invalid");
        await RefusedAsync(Batch(1, 1, ItemClass.Unspecified), "batch_invalid");
        await RefusedAsync(Batch(1, 1, (ItemClass)99), "batch_invalid");
        await RefusedAsync(Batch(0, 2), "batch_invalid");
        await RefusedAsync(BatchOf(Item(2, 1, Start), Item(1, 1, Start)), "batch_invalid");
        await RefusedAsync(BatchOf(Item(1, 1, Start), Item(1, 1, Start)), "batch_invalid");
        await RefusedAsync(BatchOf(Item(ulong.MaxValue, 1, Start)), "batch_invalid");
        await RefusedAsync(new ItemBatch { StoreEpoch = "e", ItemClass = ItemClass.Reading, Gaps = { new DeclaredGap { FirstSequence = 5, LastSequence = 4, Reason = "evicted" } } }, "batch_invalid");
        await RefusedAsync(new ItemBatch { StoreEpoch = "e", ItemClass = ItemClass.Reading, Gaps = { new DeclaredGap { FirstSequence = 5, LastSequence = 6 } } }, "batch_invalid");
        await RefusedAsync(new ItemBatch { StoreEpoch = "e", ItemClass = ItemClass.Reading, Gaps = { new DeclaredGap { FirstSequence = 5, LastSequence = ulong.MaxValue, Reason = "evicted" } } }, "batch_invalid");
        Assert.Equal(0, await fixture.CountAsync("reading"));
        Assert.Equal(0, await fixture.CountAsync("delivery"));
    }

    [Fact]
    public async Task AMillionReadingsInOneBatch_AreRefusedByTheirSize()
    {
        await using var fixture = await StartAsync();
        var refusal = await fixture.RefusalAsync(Batch(1, 1_000_000));
        Assert.Equal((GrpcStatusCode.InvalidArgument, "batch_too_large"), (refusal.Status, refusal.Trailers.Get(AgentRefusal.CodeTrailer)));
        Assert.Contains("1000 items", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_BeyondWhatARoomMayHave_AreRejected()
    {
        await using var fixture = await StartAsync(settings: [new("Readings:SeriesPerRoom", "3")]);
        var answer = await fixture.DeliverAsync(BatchOf([.. Enumerable.Range(1, 5).Select(i => Item((ulong)i, i, Start, $"name_{i}"))]));
        Assert.Equal([(4ul, "series_limit"), (5ul, "series_limit")], answer.Rejected.Select(rejected => (rejected.Sequence, rejected.ErrorCode)));
        Assert.Equal((7ul, 0, null), Of(await fixture.DeliverAsync(BatchOf(Item(6, 6, Start + 1, "name_1"), Item(7, 7, Start + 1, "name_3")))));
    }

    [Fact]
    public async Task FullLine_TurnsReadingsAway_WithAWait_ButNotAlarms()
    {
        var line = new ReadingsLine(new ReadingsSettings { LineMegabytes = 1 });
        var agent = new AgentIdentity("a", "r", "s", DateTimeOffset.MaxValue, new CertificateEnd());
        var entered = 0;
        while (line.TryEnter(new Delivery(agent, Batch((ulong)(entered * 1000) + 1, 1000)))) entered++;
        Assert.InRange(entered, 15, 40);
        Assert.InRange(line.Wait(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(60));
        Assert.True(line.TryEnter(new Delivery(agent, Batch(1, 1, ItemClass.Alarm))));

        // And they go first.
        Assert.Equal(ItemClass.Alarm, line.Take()!.Deliveries[0].Batch.ItemClass);
        Assert.True(line.TryEnter(new Delivery(agent, Batch(1, 1))));
        await Task.CompletedTask;
    }

    [Fact]
    public void FullLine_GivesAppointments_SoThatTheyComeOneAfterTheOther()
    {
        var line = new ReadingsLine(new ReadingsSettings());
        var waits = Enumerable.Range(0, 20).Select(_ => line.Appoint(1_000_000).TotalSeconds).ToList();
        // At its first guess of a megabyte a second.
        for (var i = 0; i < waits.Count; i++) Assert.InRange(waits[i], i + 0.5, i + 1.1);
        for (var i = 0; i < 20; i++) Assert.InRange(line.Appoint(1_000_000).TotalSeconds, 20, 60);
    }

    [Theory]
    [InlineData(ItemClass.Alarm, "e")]
    [InlineData(ItemClass.Reading, "0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData(ItemClass.Backlog, "018f2e3a4b5c6d7e8f90a1b2c3d4e5f6")]
    public void BatchHead_TellsTheClass_WithoutParsing(ItemClass itemClass, string epoch)
    {
        var bytes = Google.Protobuf.MessageExtensions.ToByteArray(Batch(1, 3, itemClass, epoch));
        Assert.Equal(itemClass, BatchHead.ClassOf(new System.Buffers.ReadOnlySequence<byte>(bytes)));
        // Cut off or otherwise arranged it says nothing, and whoever parses does.
        for (var length = 0; length < epoch.Length + 4; length++) Assert.Equal(ItemClass.Unspecified, BatchHead.ClassOf(new System.Buffers.ReadOnlySequence<byte>(bytes, 0, length)));
        Assert.Equal(ItemClass.Unspecified, BatchHead.ClassOf(new System.Buffers.ReadOnlySequence<byte>([0x0A, 0xFF, 0xFF, 0x10])));
    }

    [Fact]
    public async Task Hub_WhoseLineIsFull_SaysWhenToComeBack()
    {
        // A writer that stands still: something else holds the database.
        await using var fixture = await StartAsync(settings: [new("Readings:LineMegabytes", "1")]);
        fixture.Hub.Log.Expect("database is locked").Expect("Exception while reading from stream");
        await using var lockHolder = await TestDatabase.OpenAsync(fixture.Folder.Path, "readings");
        await Dapper.SqlMapper.ExecuteAsync(lockHolder, TestDatabase.IsPostgres ? "BEGIN; LOCK TABLE delivery" : "BEGIN IMMEDIATE");
        var refusals = new List<GrpcException>();
        var calls = new List<DeliverCall>();
        for (var i = 0; refusals.Count == 0 && i < 40; i++)
        {
            var call = fixture.Deliver();
            calls.Add(call);
            for (var b = 0; b < 4; b++) await call.SendAsync(Batch((ulong)(b * 1000) + 1, 1000, epoch: $"e{i}"));
            // Only the one that was turned away is answered; nobody waits for the others.
            var answer = call.HearAsync();
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None));
            if (fixture.Hub.Services.GetRequiredService<ReadingsLine>().Bytes < 1024 * 1024) continue;
            var late = fixture.Deliver();
            calls.Add(late);
            await late.SendAsync(Batch(1, 1, epoch: $"late{i}"));
            var heard = late.HearAsync();
            // Not answered, it was let in: the writer has just given up a group. Then the line has to be filled again.
            if (await Task.WhenAny(heard, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None)) == heard)
                refusals.Add(await Assert.ThrowsAsync<GrpcException>(() => heard));
        }
        await using var urgent = fixture.Deliver();
        await urgent.SendAsync(Batch(1, 0, ItemClass.Alarm));
        await Dapper.SqlMapper.ExecuteAsync(lockHolder, "COMMIT");

        var refusal = Assert.Single(refusals);
        Assert.Equal((GrpcStatusCode.ResourceExhausted, "hub_busy"), (refusal.Status, refusal.Trailers.Get(AgentRefusal.CodeTrailer)));
        Assert.InRange(long.Parse(refusal.Trailers.Get(AgentRefusal.RetryTrailer)!, CultureInfo.InvariantCulture), 500, 60_000);
        foreach (var call in calls) await call.DisposeAsync();
        await Eventually.TrueAsync(() => fixture.Hub.Services.GetRequiredService<ReadingsLine>().Bytes == 0, TimeSpan.FromSeconds(20), () => "the line stands still");
        Assert.Null((await urgent.HearAsync()).Fault);
        Assert.Equal((1ul, 0, null), Of(await fixture.DeliverAsync(Batch(1, 1, epoch: "late"))));
    }

    [Fact]
    public async Task EventsAndAlarms_AreKeptInTheirOrder_ForWhoWorksThemOff()
    {
        await using var fixture = await StartAsync();
        var alarm = new Item { Sequence = 1, BootId = "b", TimeMs = Start, Alarm = new Alarm { Key = "no_sound/mic", Kind = "no_sound", Change = AlarmChange.Raised, Details = { ["level"] = "-90" } } };
        await fixture.DeliverAsync(new ItemBatch { StoreEpoch = "e1", ItemClass = ItemClass.Alarm, Items = { alarm } });
        await fixture.DeliverAsync(BatchOf(new Item { Sequence = 1, TimeMs = Start + 5, Event = new Event { Kind = "source_lost", Subject = "camera" } }));

        var log = fixture.Hub.Services.GetRequiredService<ItemLog>();
        var items = await log.ReadAfterAsync(0, 10, CancellationToken.None);

        Assert.Equal([alarm.Alarm.ToString(), "camera"], [items[0].Item.Alarm.ToString(), items[1].Item.Event.Subject]);
        Assert.Equal([Start, Start + 5], items.Select(item => item.TimeMs));
        Assert.Equal(items[1].Number, Assert.Single(await log.ReadAfterAsync(items[0].Number, 10, CancellationToken.None)).Number);
    }

    [Fact]
    public async Task ReplacedBox_IsCutOff()
    {
        await using var fixture = await StartAsync();
        await using var call = fixture.Deliver();
        await call.SendAsync(Batch(1, 1));
        await call.HearAsync();
        await using var successor = await TestBox.EnrolAsync(fixture.Hub, fixture.Place.RoomId);
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await TestBox.RefusalAsync(call.HearAsync()));
    }

    private static (ulong UpTo, int Rejected, SequenceFault? Fault) Of(ItemAcknowledgement answer) => (answer.UpToSequence, answer.Rejected.Count, answer.Fault);
}
