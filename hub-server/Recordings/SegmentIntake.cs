using System.Buffers;
using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Reports;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// Takes one segment in: streamed to a temporary file while it is hashed, flushed, checked against what is declared,
/// named, the folder flushed, its row committed, and only then acknowledged. Until the row is there nobody sees it, and
/// what a crash leaves behind is overwritten when the box sends it again. Segments of different recordings share the
/// database's commits and the file system's; those of one recording are named one after the other.
/// </summary>
internal sealed class SegmentIntake(HubDatabase database, RecordingLedger ledger, MediaFolder media, DiskThreads disk, UsageDays usage, EventHub events, TimeProvider time)
{
    private const string InsertSegment = """
        INSERT INTO segment (recording_id, track, number, epoch, bytes, sha256, captured_at_ms, media_time_us, duration_us, independent)
        VALUES (@RecordingId, @Track, @Number, @Epoch, @Bytes, @Sha256, @CapturedAtMs, @MediaTimeUs, @DurationUs, @Independent)
        """;

    private const string UpdateRecording = """
        UPDATE recording SET bytes = bytes + @Bytes, last_segment_at_ms = @NowMs,
            state = @State, stored_segments = @Stored, expected_segments = @Expected, duration_ms = @DurationMs
        WHERE id = @RecordingId
        """;

    private const string SelectSegment = "SELECT epoch AS Epoch, sha256 AS Sha256 FROM segment WHERE recording_id = @RecordingId AND track = @Track AND number = @Number";

    public async Task<SegmentReceipt> StoreAsync(AgentIdentity agent, IAsyncEnumerable<ReadOnlySequence<byte>> pieces, CancellationToken cancellationToken)
    {
        await using var reader = pieces.GetAsyncEnumerator(cancellationToken);
        if (!await reader.MoveNextAsync() || SegmentPieces.ReadHeader(reader.Current) is not { } header)
            throw AgentRefusal.Invalid("segment_header_missing", "The first piece of a segment must be its header.");
        SegmentRules.Check(header);
        SegmentRules.Place(await ledger.PlanAsync(header.RecordingId, cancellationToken), header, agent.RoomId);

        using var file = media.Begin(header.Length);
        await ReceiveAsync(reader, header, file);
        await disk.RunAsync(file.Flush);
        return await ledger.WithAsync(header.RecordingId, entry => AcceptAsync(entry, header, file, agent), cancellationToken);
    }

    private static async Task ReceiveAsync(IAsyncEnumerator<ReadOnlySequence<byte>> reader, SegmentHeader header, ArrivingFile file)
    {
        while (await reader.MoveNextAsync())
        {
            if (!SegmentPieces.TryReadData(reader.Current, out var data))
                throw AgentRefusal.Invalid("segment_header_missing", $"{SegmentRules.Name(header)}: what follows the header must be data.");
            if (file.Length + data.Length > header.Length)
                throw AgentRefusal.Invalid("segment_length_wrong", $"{SegmentRules.Name(header)} has more than the {header.Length} bytes that its header says.");
            file.Append(data);
        }
        if (file.Length != header.Length)
            throw AgentRefusal.Invalid("segment_length_wrong", $"{SegmentRules.Name(header)} has {file.Length} bytes; its header says {header.Length}.");
        if (!file.FinishHash().AsSpan().SequenceEqual(header.Sha256.Span))
            throw AgentRefusal.Invalid("segment_hash_wrong", $"{SegmentRules.Name(header)} does not have the SHA-256 that its header says.");
    }

    private async Task<SegmentReceipt> AcceptAsync(LedgerEntry entry, SegmentHeader header, ArrivingFile file, AgentIdentity agent)
    {
        // Between header and here the recording may have been closed, deleted or declared anew, or the agent replaced.
        SegmentRules.Place(entry.Plan, header, agent.RoomId);
        agent.ThrowIfRevoked();
        var stored = entry.StoredOf(header.Track);
        if (stored.Numbers.Contains(header.Number)) return await CompareAsync(header);

        // When anything fails from here on, the ledger reads this recording again, so what is noted now cannot stay wrong.
        stored.Add(header.Number, header.MediaTimeUs, header.DurationUs);
        await PlaceAsync(file, media.SegmentPath(header.RecordingId, header.Track, header.Epoch, header.Number));
        // Until a recording is closed it counts nowhere.
        await database.WriteAsync(
            connection => entry.Plan!.Closed ? usage.AroundAsync(connection, header.RecordingId, () => WriteRowsAsync(connection, entry, header)) : WriteRowsAsync(connection, entry, header),
            CancellationToken.None);
        events.Changed("recording", header.RecordingId);
        return new SegmentReceipt();
    }

    private async Task PlaceAsync(ArrivingFile file, string path)
    {
        file.Place(path);
        try
        {
            await disk.RunAsync(() => DurableFile.FlushFolder(Path.GetDirectoryName(path)!));
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    private async Task WriteRowsAsync(DbConnection connection, LedgerEntry entry, SegmentHeader header)
    {
        var progress = RecordingProgress.Of(entry.Plan!, entry.Stored);
        await connection.ExecuteAsync(InsertSegment, new
        {
            header.RecordingId,
            header.Track,
            Number = (long)header.Number,
            Epoch = (long)header.Epoch,
            Bytes = (long)header.Length,
            Sha256 = header.Sha256.ToByteArray(),
            CapturedAtMs = header.CapturedAtMs + entry.Plan!.Description!.ClockOffsetMs,
            header.MediaTimeUs,
            header.DurationUs,
            Independent = header.Independent ? 1 : 0,
        });
        await connection.ExecuteAsync(UpdateRecording, new
        {
            header.RecordingId,
            Bytes = (long)header.Length,
            NowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            progress.State,
            progress.Stored,
            progress.Expected,
            progress.DurationMs,
        });
    }

    private async Task<SegmentReceipt> CompareAsync(SegmentHeader header)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        var known = await connection.QuerySingleAsync<KnownSegment>(SelectSegment, new { header.RecordingId, header.Track, Number = (long)header.Number });
        return known.Epoch == header.Epoch && header.Sha256.Span.SequenceEqual(known.Sha256)
            ? new SegmentReceipt { Duplicate = true }
            : throw AgentRefusal.Create(GrpcStatusCode.AlreadyExists, "segment_differs", $"{SegmentRules.Name(header)} is here already, with other bytes.");
    }

    private sealed record KnownSegment(long Epoch, byte[] Sha256);
}
