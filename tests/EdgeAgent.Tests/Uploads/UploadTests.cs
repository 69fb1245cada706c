using System.Diagnostics;
using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Tests.Uploads;

public sealed class UploadTests
{
    [Fact]
    public async Task Lesson_WhileItRunsAndAfter_ArrivesWholeAndIsClosed()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var lesson = new Lesson(box).Add(3);
        await Until(box, () => lesson.IsWhole(hub));
        lesson.Add(20, 300_000);
        var clock = Stopwatch.StartNew();
        lesson.End();
        await Until(box, () => hub.Recordings.Complete.Contains(lesson.Id));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"complete after {clock.Elapsed}");
        Assert.True(lesson.IsWhole(hub));
        Assert.Equal(0, hub.Recordings.Duplicates);
        await Until(box, () => box.Get<Journal>().Unfinished(1).Count == 0);
        Assert.Equal((0, 0), box.Get<Journal>().PendingTotals());
    }

    [Fact]
    public async Task Lessons_FromBefore_NewestFirstAndInOrder()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = [("Uploads:Parallel", "1")] }.StartAsync();
        var old = new Lesson(box, 1_700_000_000_000).Add(3).End();
        var young = new Lesson(box, 1_790_000_000_000).Add(3).End();
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await Until(box, () => hub.Recordings.Complete.Count == 2);
        Assert.Equal(
            [(young.Id, 0u), (young.Id, 1u), (young.Id, 2u), (old.Id, 0u), (old.Id, 1u), (old.Id, 2u)],
            hub.Recordings.Headers.Select(h => (h.RecordingId, h.Number)));
    }

    [Fact]
    public async Task Segments_AtOnce_AreNoMoreThanAllowed()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = [("Uploads:Parallel", "3")] }.StartEnrolledAsync(hub);
        var lesson = new Lesson(box).Add(40, 100_000).End();
        await Until(box, () => hub.Recordings.Complete.Contains(lesson.Id));
        Assert.InRange(hub.Recordings.Together, 2, 3);
    }

    [Fact]
    public async Task Connection_BrokenInMidSegment_ResumesExactly()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        hub.Recordings.BreakAfter = 1_000_000;
        var lesson = new Lesson(box).Add(6, 2_000_000).End();
        await Until(box, () => hub.Recordings.Complete.Contains(lesson.Id));
        Assert.True(lesson.IsWhole(hub));
        Assert.Equal(0, hub.Recordings.Duplicates);
        Assert.Null(hub.Recordings.BreakAfter);
    }

    [Fact]
    public async Task Answer_Lost_IsLearnedFromTheHoldings()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = [("Uploads:Parallel", "1")] }.StartEnrolledAsync(hub);
        hub.Recordings.LoseAnswer = true;
        var lesson = new Lesson(box).Add(5).End();
        await Until(box, () => hub.Recordings.Complete.Contains(lesson.Id));
        Assert.False(hub.Recordings.LoseAnswer);
        Assert.Equal(0, hub.Recordings.Duplicates);
        Assert.Equal(5, hub.Recordings.Headers.Count);
    }

    [Fact]
    public async Task Box_Restarted_SendsNothingTwice()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var lesson = new Lesson(box).Add(10);
        await Until(box, () => box.Get<Journal>().PendingTotals().Segments == 0);
        lesson.End();
        await Until(box, () => hub.Recordings.Complete.Contains(lesson.Id));
        await box.StopAsync();
        await box.StartAsync();
        await box.OnlineAsync();
        var next = new Lesson(box).Add(1).End();
        await Until(box, () => hub.Recordings.Complete.Contains(next.Id));
        Assert.Equal(11, hub.Recordings.Headers.Count);
    }

    [Fact]
    public async Task Segment_RefusedForGood_IsSetAsideAndTheOthersGoOn()
    {
        await using var hub = await new TestHub().StartAsync();
        hub.Recordings.Refuse = h => h.Number == 2 ? HubRecordings.Refusal(GrpcStatusCode.ResourceExhausted, "segment_too_large") : null;
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var lesson = new Lesson(box).Add(6).End();
        await Until(box, () => hub.Recordings.Segments.Count == 5 && box.Get<UploadBoard>().Rejected.Count == 1);
        var rejected = Assert.Single(box.Get<UploadBoard>().Rejected);
        Assert.Equal((lesson.Id, 2, "segment_too_large"), (rejected.Key.RecordingId, rejected.Key.Number, rejected.Code));
        Assert.Single(hub.Recordings.Headers, h => h.Number == 2);
        var status = await box.Http.GetStringAsync(new Uri("/api/v1/status", UriKind.Relative));
        Assert.Contains("segment_too_large", status);
        var next = new Lesson(box).Add(2).End();
        await Until(box, () => hub.Recordings.Complete.Contains(next.Id));
    }

    [Fact]
    public async Task Segment_DamagedOnTheBox_IsTriedThreeTimesThenSetAside()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var lesson = new Lesson(box).Add(3).End();
        await File.WriteAllBytesAsync(lesson.FileOf(1), new byte[1000]);
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await Until(box, () => box.Get<UploadBoard>().Rejected.Count == 1);
        Assert.Equal("segment_hash_wrong", box.Get<UploadBoard>().Rejected[0].Code);
        Assert.Equal(3, hub.Recordings.Headers.Count(h => h.Number == 1));
        await Until(box, () => hub.Recordings.Segments.Count == 2);
    }

    [Fact]
    public async Task Segment_FileGone_HoldsUpNothing()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var lesson = new Lesson(box).Add(3).End();
        File.Delete(lesson.FileOf(0));
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await Until(box, () => hub.Recordings.Segments.Count == 2 && box.Get<UploadBoard>().Rejected.Count > 0);
        Assert.Equal("segment_unreadable", Assert.Single(box.Get<UploadBoard>().Rejected).Code);
    }

    [Fact]
    public async Task Recording_OfTheRoomBefore_StaysOnTheBoxAndHoldsUpNothing()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var foreign = new Lesson(box).Add(2).End();
        hub.Recordings.RefuseOpen = HubRecordings.Refusal(GrpcStatusCode.PermissionDenied, "recording_of_other_room");
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await Until(box, () => box.Get<UploadBoard>().Refused.Count == 1);
        hub.Recordings.RefuseOpen = null;
        var own = new Lesson(box).Add(2).End();
        await Until(box, () => hub.Recordings.Complete.Contains(own.Id));
        Assert.DoesNotContain(foreign.Id, hub.Recordings.Complete);
        // The hub may be complete before the box has read its last receipts.
        await Until(box, () => box.Get<Journal>().PendingTotals().Segments == 2);
    }

    [Fact]
    public async Task Recordings_ThatTheHubRefuses_HoldUpNoOlderOneAndAreShownAsRefused()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var old = new Lesson(box, 1_700_000_000_000).Add(2).End();
        var refused = Enumerable.Range(0, 10).Select(i => new Lesson(box, 1_790_000_000_000 + i).Add(1).End().Id).ToHashSet();
        hub.Recordings.RefuseOpenOf = id => refused.Contains(id) ? HubRecordings.Refusal(GrpcStatusCode.InvalidArgument, "description_invalid") : null;
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await Until(box, () => hub.Recordings.Complete.Contains(old.Id));
        var list = JsonNode.Parse(await box.Http.GetStringAsync(new Uri("/api/v1/recordings", UriKind.Relative)))!["items"]!.AsArray();
        Assert.Equal(
            refused.Select(id => (id, "refused", "description_invalid")).Append((old.Id, "uploaded", "")).ToHashSet(),
            list.Select(item => ((string)item!["id"]!, (string)item["state"]!, (string?)item["refusal"]?["code"] ?? "")).ToHashSet());
    }

    [Fact]
    public async Task Recordings_WithASegmentSetAside_HoldUpNoOlderOne()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var old = new Lesson(box, 1_700_000_000_000).Add(2).End();
        for (var i = 0; i < 10; i++) new Lesson(box, 1_790_000_000_000 + i).Add(1).End();
        hub.Recordings.Refuse = h => h.RecordingId != old.Id ? HubRecordings.Refusal(GrpcStatusCode.ResourceExhausted, "segment_too_large") : null;
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await Until(box, () => hub.Recordings.Complete.Contains(old.Id));
        Assert.Equal(10, box.Get<UploadBoard>().Rejected.Count);
    }

    [Fact]
    public async Task Recording_DeletedOnTheHub_IsLetGo()
    {
        await using var hub = await new TestHub().StartAsync();
        hub.Recordings.Refuse = _ => HubRecordings.Refusal(GrpcStatusCode.FailedPrecondition, "recording_discarded");
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        new Lesson(box).Add(5).End();
        await Until(box, () => box.Get<Journal>().Unfinished(1).Count == 0);
        Assert.Equal(0, box.Get<Journal>().PendingTotals().Segments);
    }

    [Fact]
    public async Task Hub_Full_WaitsAndGoesOn()
    {
        await using var hub = await new TestHub().StartAsync();
        var refusals = 0;
        hub.Recordings.Refuse = _ => refusals++ < 4
            ? new GrpcException(GrpcStatusCode.ResourceExhausted, "Full.", new GrpcMetadata { { "tongtang-code", "storage_full" }, { "retry-after-ms", "300" } })
            : null;
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var lesson = new Lesson(box).Add(5).End();
        await Until(box, () => hub.Recordings.Complete.Contains(lesson.Id));
        Assert.Empty(box.Get<UploadBoard>().Rejected);
    }

    [Fact]
    public async Task Window_Closed_SendsTheDescriptionOnly()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = [("Uploads:OnlyInWindows", "true")] }.StartEnrolledAsync(hub);
        var lesson = new Lesson(box).Add(2).End();
        await Until(box, () => hub.Recordings.Descriptions.ContainsKey(lesson.Id));
        Assert.Empty(hub.Recordings.Headers);
    }

    private static Task Until(TestBox box, Func<bool> condition) => TestHub.EventuallyAsync(() => condition() ? "" : null, box.Log);
}
