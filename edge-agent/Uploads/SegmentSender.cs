using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>
/// Sends one segment from its file, in pieces and no faster than allowed. Segments follow each other on the line, and
/// only the hub's answers are awaited side by side: a line that breaks then costs half a segment, not half of each of
/// several, and on a thin one that is cut each minute this is most of what would be sent twice.
/// </summary>
internal sealed class SegmentSender(UploadOptions options, TokenBucket bucket, LineShare share, UploadBoard board, HubClock clock, TimeProvider time) : IDisposable
{
    // Below 85,000 bytes the receiver's copy is no large object, whose collection would cost the hub a third of its speed.
    private const int LargestPiece = 64 * 1024;
    private const int SmallestPiece = 16 * 1024;

    /// <summary>The box may delete the file meanwhile; it is read to its end all the same.</summary>
    private static readonly FileStreamOptions s_whileSending = new() { Share = FileShare.Read | FileShare.Delete, BufferSize = 0, Options = System.IO.FileOptions.SequentialScan };

    private static readonly MethodDescriptor Store = RecordingsReflection.Descriptor.Services[0].FindMethodByName("Store");

    private readonly SemaphoreSlim _line = new(1, 1);

    /// <summary>What holds at this moment of the room's day.</summary>
    public UploadAllowance Allowance =>
        share.Limit(UploadAllowance.At(options, TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.UtcNow, time.LocalTimeZone).DateTime)));

    /// <summary>Returns when the hub has the segment on its disk.</summary>
    /// <exception cref="GrpcException">The hub refused it or went away; DEADLINE_EXCEEDED when nothing moved for too long.</exception>
    /// <exception cref="IOException">The box's own file cannot be read.</exception>
    public async Task SendAsync(GrpcChannel channel, JournalSegment segment, CancellationToken cancellationToken)
    {
        await using var file = File.Open(segment.Path, s_whileSending);
        using var stalled = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            await using var call = channel.Start<SegmentPiece, SegmentReceipt>(Store, new GrpcCallOptions(), either.Token);
            await WriteAsync(segment, file, call, stalled, either.Token);
            stalled.CancelAfter(options.StallTimeout);
            await call.ReadReplyAsync(either.Token);
        }
        catch (OperationCanceledException error) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatusCode.DeadlineExceeded, $"Nothing moved for {options.StallTimeout.TotalSeconds} s.", inner: error);
        }
    }

    public void Dispose() => _line.Dispose();

    private async Task WriteAsync(JournalSegment segment, FileStream file, GrpcClientCall<SegmentPiece, SegmentReceipt> call, CancellationTokenSource stalled, CancellationToken cancellationToken)
    {
        await _line.WaitAsync(cancellationToken);
        try
        {
            stalled.CancelAfter(options.StallTimeout);
            if (await call.WriteAsync(new SegmentPiece { Header = Describe(segment) }, cancellationToken)) await StreamAsync(file, call, stalled, cancellationToken);
            call.Complete();
        }
        finally
        {
            _line.Release();
        }
    }

    private async Task StreamAsync(FileStream file, GrpcClientCall<SegmentPiece, SegmentReceipt> call, CancellationTokenSource stalled, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LargestPiece);
        try
        {
            while (true)
            {
                var rate = Allowance.BytesPerSecond;
                var length = await file.ReadAsync(buffer.AsMemory(0, PieceFor(rate)), cancellationToken);
                if (length == 0) return;
                stalled.CancelAfter(Timeout.InfiniteTimeSpan);
                await bucket.TakeAsync(length, rate, cancellationToken);
                stalled.CancelAfter(options.StallTimeout);
                if (!await call.WriteAsync(new SegmentPiece { Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, length)) }, cancellationToken)) return;
                board.PutOnLine(length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>About a quarter of a second of a thin line, so that the flow is even and other senders get their turn.</summary>
    private static int PieceFor(double? bytesPerSecond) =>
        bytesPerSecond is { } rate ? (int)Math.Clamp(rate / 4, SmallestPiece, LargestPiece) : LargestPiece;

    private static SegmentHeader Describe(JournalSegment segment) => new()
    {
        RecordingId = segment.RecordingId,
        Track = segment.Track,
        Epoch = (uint)segment.Epoch,
        Number = (uint)segment.Number,
        Length = (uint)segment.Bytes,
        Sha256 = ByteString.CopyFrom(segment.Sha256),
        CapturedAtMs = segment.CapturedAtMs,
        MediaTimeUs = segment.MediaTimeUs,
        DurationUs = segment.DurationUs,
        Independent = segment.Independent,
    };
}
