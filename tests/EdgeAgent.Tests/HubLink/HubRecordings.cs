using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>Keeps recordings as the contract says, in memory, and counts what comes twice.</summary>
internal sealed class HubRecordings
{
    private readonly Lock _lock = new();

    public Dictionary<string, RecordingDescription> Descriptions { get; } = [];

    public Dictionary<(string Recording, string Track, uint Number), byte[]> Segments { get; } = [];

    public HashSet<string> Complete { get; } = [];

    /// <summary>In the order in which they began to arrive.</summary>
    public ConcurrentQueue<SegmentHeader> Headers { get; } = new();

    public int Duplicates { get; private set; }

    public int Together { get; private set; }

    private int _now;

    /// <summary>Asked before a segment is kept; what it throws is the answer.</summary>
    public Func<SegmentHeader, Exception?>? Refuse { get; set; }

    /// <summary>Breaks the connection off after this many bytes of a segment, once.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Keeps the segment but breaks off before it answers, once.</summary>
    public bool LoseAnswer { get; set; }

    public Exception? RefuseOpen { get; set; }

    public Func<string, Exception?>? RefuseOpenOf { get; set; }

    public Holdings Open(RecordingDescription description)
    {
        if ((RefuseOpen ?? RefuseOpenOf?.Invoke(description.RecordingId)) is { } refusal) throw refusal;
        lock (_lock)
        {
            Descriptions[description.RecordingId] = description;
            var holdings = new Holdings { Revision = description.Revision };
            foreach (var track in Segments.Keys.Where(k => k.Recording == description.RecordingId).GroupBy(k => k.Track))
            {
                var held = new TrackHoldings { Track = track.Key };
                held.Stored.AddRange(track.Select(k => new SegmentRange { First = k.Number, Last = k.Number }));
                holdings.Tracks.Add(held);
            }
            return holdings;
        }
    }

    public async Task<SegmentReceipt> StoreAsync(IAsyncEnumerable<SegmentPiece> pieces, HttpContext context)
    {
        lock (_lock) Together = Math.Max(Together, ++_now);
        try
        {
            return await TakeAsync(pieces, context);
        }
        finally
        {
            lock (_lock) _now--;
        }
    }

    public CloseReply Close(CloseRecording request)
    {
        lock (_lock)
        {
            var reply = new CloseReply { Complete = true };
            foreach (var total in request.Totals)
            {
                // A lesson that ends while it is sent is closed before its last description is read.
                var left = Descriptions[request.RecordingId].Tracks.FirstOrDefault(t => t.Name == total.Track) is { } track ? track.Hidden.Concat(track.Lost).ToList() : [];
                var missing = new TrackMissing { Track = total.Track };
                for (var number = 0u; number < total.Segments; number++)
                    if (!Segments.ContainsKey((request.RecordingId, total.Track, number)) && !left.Any(r => r.First <= number && number <= r.Last))
                        missing.Numbers.Add(new SegmentRange { First = number, Last = number });
                if (missing.Numbers.Count > 0) reply.Missing.Add(missing);
            }
            reply.Complete = reply.Missing.Count == 0;
            if (reply.Complete) Complete.Add(request.RecordingId);
            return reply;
        }
    }

    public static GrpcException Refusal(GrpcStatusCode status, string code) => new(status, $"Refused: {code}.", new GrpcMetadata { { "tongtang-code", code } });

    private async Task<SegmentReceipt> TakeAsync(IAsyncEnumerable<SegmentPiece> pieces, HttpContext context)
    {
        SegmentHeader? header = null;
        var bytes = new MemoryStream();
        await foreach (var piece in pieces)
        {
            if (piece.Header is { } first) Headers.Enqueue(header = first);
            else bytes.Write(piece.Data.Span);
            if (BreakAfter is { } limit && bytes.Length >= limit)
            {
                BreakAfter = null;
                context.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()?.Abort();
                context.Abort();
            }
        }
        if (header is null) throw Refusal(GrpcStatusCode.InvalidArgument, "segment_header_missing");
        if (Refuse?.Invoke(header) is { } refusal) throw refusal;
        if (bytes.Length != header.Length) throw Refusal(GrpcStatusCode.InvalidArgument, "segment_length_wrong");
        if (!SHA256.HashData(bytes.ToArray()).AsSpan().SequenceEqual(header.Sha256.Span)) throw Refusal(GrpcStatusCode.InvalidArgument, "segment_hash_wrong");
        bool duplicate;
        lock (_lock)
        {
            duplicate = !Segments.TryAdd((header.RecordingId, header.Track, header.Number), bytes.ToArray());
            if (duplicate) Duplicates++;
        }
        if (LoseAnswer)
        {
            LoseAnswer = false;
            context.Abort();
        }
        return new SegmentReceipt { Duplicate = duplicate };
    }
}
