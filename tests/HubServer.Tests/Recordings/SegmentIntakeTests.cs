using Google.Protobuf;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Recordings;

public sealed class SegmentIntakeTests : IAsyncLifetime
{
    private readonly SampleLesson _lesson = new();
    private IntakeFixture _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await IntakeFixture.StartAsync();
        await _hub.Box.OpenAsync(_lesson.Describe());
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Store_Segment_IsOnDiskAndInTheIndex()
    {
        var data = SampleLesson.Data(0, 1_000_000);
        var receipt = await _hub.Box.StoreAsync(_lesson.Header(0, data), data);

        Assert.False(receipt.Duplicate);
        Assert.Equal(data, await File.ReadAllBytesAsync(_hub.SegmentPath(_lesson, 0)));
        await _hub.ArrivingAsync(0);
        var item = await _hub.GetAsync(_lesson);
        Assert.Equal(1_000_000, item["bytes"]!.GetValue<long>());
        Assert.Equal(2.0, item["durationSeconds"]!.GetValue<double>());
        Assert.Equal((1, 1), (item["progress"]!["stored"]!.GetValue<int>(), item["progress"]!["expected"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Store_SameSegmentAgain_IsADuplicate()
    {
        await _lesson.SendAsync(_hub.Box, 0);
        Assert.True((await _lesson.SendAsync(_hub.Box, 0)).Duplicate);
        Assert.Equal(1, await _hub.CountAsync("segment"));
        await _hub.ArrivingAsync(0);
    }

    [Fact]
    public async Task Store_SameNameOtherBytes_Differs()
    {
        await _lesson.SendAsync(_hub.Box, 0);
        var other = SampleLesson.Data(99);
        await RefusedAsync(GrpcStatusCode.AlreadyExists, "segment_differs", _lesson.Header(0, other), other);
        Assert.Equal(SampleLesson.Data(0), await File.ReadAllBytesAsync(_hub.SegmentPath(_lesson, 0)));
    }

    [Fact]
    public async Task Store_SameSegmentInManyStreamsAtOnce_IsStoredOnce()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _lesson.SendAsync(_hub.Box, 7)));
        Assert.Single(receipts, receipt => !receipt.Duplicate);
        Assert.Equal(1, await _hub.CountAsync("segment"));
        Assert.Single(_hub.SegmentFiles());
        await _hub.ArrivingAsync(0);
    }

    [Fact]
    public async Task Store_ManySegmentsAtOnceInAnyOrder_AllAreThere()
    {
        var numbers = Enumerable.Range(0, 60).Select(i => (uint)i).ToArray();
        new Random(1).Shuffle(numbers);
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => await _lesson.SendAsync(_hub.Box, number));
        var holdings = await _hub.Box.OpenAsync(_lesson.Describe());
        Assert.Equal([new SegmentRange { First = 0, Last = 59 }], holdings.Tracks.Single(t => t.Track == SampleLesson.Video).Stored);
        var item = await _hub.GetAsync(_lesson);
        Assert.Equal(60 * 5000, item["bytes"]!.GetValue<long>());
        Assert.Equal(60, item["progress"]!["stored"]!.GetValue<int>());
    }

    [Fact]
    public async Task Store_NoHeaderOrTwo_IsMissing()
    {
        var data = SampleLesson.Data(0);
        var header = new SegmentPiece { Header = _lesson.Header(0, data) };
        var piece = new SegmentPiece { Data = ByteString.CopyFrom(data) };
        foreach (var pieces in new SegmentPiece[][] { [], [piece], [new SegmentPiece()], [header, header], [header, new SegmentPiece()] })
            Assert.Equal((GrpcStatusCode.InvalidArgument, "segment_header_missing"), await TestBox.RefusalAsync(_hub.Box.StoreAsync(pieces)));
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_OtherHash_IsWrong()
    {
        var data = SampleLesson.Data(0);
        var header = _lesson.Header(0, data);
        data[4999] ^= 1;
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_hash_wrong", header, data);
        header.Sha256 = ByteString.CopyFrom(1, 2, 3);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_hash_wrong", header, data);
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_MoreOrLessThanSaid_IsWrong()
    {
        var data = SampleLesson.Data(0, 600_000);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_length_wrong", _lesson.Header(0, data), data[..599_999]);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_length_wrong", _lesson.Header(0, data), [.. data, 0]);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_length_wrong", _lesson.Header(0, []), []);
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_OverThirtyTwoMegabytes_IsTooLarge()
    {
        var header = _lesson.Header(0, SampleLesson.Data(0));
        header.Length = (32 * 1024 * 1024) + 1;
        await RefusedAsync(GrpcStatusCode.ResourceExhausted, "segment_too_large", header, []);
        header.Length = uint.MaxValue;
        await RefusedAsync(GrpcStatusCode.ResourceExhausted, "segment_too_large", header, []);
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_ImpossibleTimesAndNumbers_AreOutOfRange()
    {
        Action<SegmentHeader>[] faults =
        [
            h => h.Number = 20_000_000, h => h.Number = uint.MaxValue, h => h.DurationUs = 0, h => h.DurationUs = -1, h => h.DurationUs = long.MaxValue,
            h => h.MediaTimeUs = -1, h => h.MediaTimeUs = long.MaxValue, h => h.CapturedAtMs = -1, h => h.CapturedAtMs = long.MaxValue,
        ];
        var data = SampleLesson.Data(0);
        foreach (var fault in faults)
        {
            var header = _lesson.Header(0, data);
            fault(header);
            await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_out_of_range", header, data);
        }
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_OfUnknownThings_SaysWhichIsUnknown()
    {
        var data = SampleLesson.Data(0);
        await RefusedAsync(GrpcStatusCode.NotFound, "recording_unknown", new SampleLesson().Header(0, data), data);
        await RefusedAsync(GrpcStatusCode.NotFound, "track_unknown", _lesson.Header(0, data, "board.video"), data);
        await RefusedAsync(GrpcStatusCode.NotFound, "epoch_unknown", _lesson.Header(0, data, epoch: 1), data);
        await _hub.NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("../../../../etc/passwd.video")]
    [InlineData("a/../b.video")]
    [InlineData("teacher.video/..")]
    [InlineData("teacher.video\n")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("tracks.video")]
    public async Task Store_TraversalInNames_IsUnknown(string name)
    {
        var data = SampleLesson.Data(0);
        await RefusedAsync(GrpcStatusCode.NotFound, "track_unknown", _lesson.Header(0, data, name), data);
        var header = _lesson.Header(0, data);
        header.RecordingId = name;
        await RefusedAsync(GrpcStatusCode.NotFound, "recording_unknown", header, data);
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_ByBoxOfAnotherRoom_IsDenied()
    {
        await using var other = await _hub.OtherBoxAsync();
        Assert.Equal((GrpcStatusCode.PermissionDenied, "recording_of_other_room"), await TestBox.RefusalAsync(_lesson.SendAsync(other, 0)));
        Assert.Equal((GrpcStatusCode.PermissionDenied, "recording_of_other_room"), await TestBox.RefusalAsync(other.OpenAsync(_lesson.Describe(2))));
        Assert.Equal((GrpcStatusCode.PermissionDenied, "recording_of_other_room"), await TestBox.RefusalAsync(other.CloseAsync(_lesson.Close(0, 0))));
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_ByTheBoxThatReplacedTheOld_GoesOn()
    {
        await _lesson.SendAsync(_hub.Box, 0);
        await using var fresh = await TestBox.EnrolAsync(_hub.Hub, _hub.Place.RoomId);
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await TestBox.RefusalAsync(_lesson.SendAsync(_hub.Box, 1)));
        await fresh.OpenAsync(_lesson.Describe());
        await _lesson.SendAsync(fresh, 1);
        Assert.Equal(2, await _hub.CountAsync("segment"));
    }

    [Fact]
    public async Task Store_BoxReplacedInMidSegment_IsRevokedAndLeavesNothing()
    {
        await using var call = await StartHalfAsync(_hub.Box, _lesson, CancellationToken.None);
        await using var fresh = await TestBox.EnrolAsync(_hub.Hub, _hub.Place.RoomId);
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await TestBox.RefusalAsync(call.ReadReplyAsync(CancellationToken.None)));
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_CancelledInMidSegment_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        await using var call = await StartHalfAsync(_hub.Box, _lesson, cancelled.Token);
        await cancelled.CancelAsync();
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_LinkCutInMidSegment_LeavesNothing()
    {
        await using var call = await StartHalfAsync(_hub.Box, _lesson, CancellationToken.None);
        _hub.Box.Cut();
        await _hub.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Store_Hidden_IsRefusedUntilRestored()
    {
        var paused = _lesson.Describe(2);
        paused.Tracks[0].Hidden.Add(new SegmentRange { First = 1, Last = 2 });
        await _hub.Box.OpenAsync(paused);
        var data = SampleLesson.Data(1);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_out_of_range", _lesson.Header(1, data), data);
        await _hub.Box.OpenAsync(_lesson.Describe(3));
        await _lesson.SendAsync(_hub.Box, 1);
    }

    [Fact]
    public async Task Store_BesideItsEpoch_IsOutOfRange()
    {
        var second = _lesson.Describe(2);
        second.Tracks[0].Epochs.Add(new Epoch { Number = 1, FirstSegment = 5, InitSegment = SampleLesson.VideoInit });
        await _hub.Box.OpenAsync(second);
        var data = SampleLesson.Data(4);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_out_of_range", _lesson.Header(4, data, epoch: 1), data);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_out_of_range", _lesson.Header(5, data, epoch: 0), data);
        await _hub.Box.StoreAsync(_lesson.Header(5, data, epoch: 1), data);
        Assert.True(File.Exists(_hub.SegmentPath(_lesson, 5, epoch: 1)));
    }

    [Fact]
    public async Task Store_IntoAFinishedRecording_OnlyWhatIsMissing()
    {
        await _lesson.SendAsync(_hub.Box, 0);
        await _lesson.SendAsync(_hub.Box, 2);
        Assert.False((await _hub.Box.CloseAsync(_lesson.Close(3, 0))).Complete);
        var data = SampleLesson.Data(3);
        await RefusedAsync(GrpcStatusCode.InvalidArgument, "segment_out_of_range", _lesson.Header(3, data), data);
        await _lesson.SendAsync(_hub.Box, 1);
        Assert.Equal("complete", (await _hub.GetAsync(_lesson))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Open_DiskFull_SaysSoAndLeavesNothing()
    {
        await using var full = await IntakeFixture.StartAsync(settings: new Dictionary<string, string?> { ["MediaStore:ReserveMegabytes"] = "1000000" });
        Assert.Equal((GrpcStatusCode.ResourceExhausted, "storage_full"), await TestBox.RefusalAsync(full.Box.OpenAsync(_lesson.Describe())));
        Assert.Equal(0, await full.CountAsync("recording"));
        await full.NothingIsLeftAsync();
    }

    /// <summary>A segment of which only a part has come.</summary>
    private async Task<GrpcClientCall<SegmentPiece, SegmentReceipt>> StartHalfAsync(TestBox box, SampleLesson lesson, CancellationToken cancellationToken)
    {
        var data = SampleLesson.Data(0, 600_000);
        var call = box.StartStore(cancellationToken);
        await call.WriteAsync(new SegmentPiece { Header = lesson.Header(0, data) }, CancellationToken.None);
        await call.WriteAsync(new SegmentPiece { Data = ByteString.CopyFrom(data, 0, 200_000) }, CancellationToken.None);
        await _hub.ArrivingAsync(1);
        return call;
    }

    private async Task RefusedAsync(GrpcStatusCode status, string code, SegmentHeader header, byte[] data) =>
        Assert.Equal((status, code), await TestBox.RefusalAsync(_hub.Box.StoreAsync(header, data)));
}
