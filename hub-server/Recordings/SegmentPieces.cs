using System.Buffers;
using Google.Protobuf;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// Pieces of a segment as they lie in the connection's buffers. A piece of data is nearly all of what the hub receives:
/// parsed into an object it would be copied and thrown away again, a gigabyte of garbage for a gigabyte of lesson.
/// </summary>
internal static class SegmentPieces
{
    /// <summary>Field 2 of SegmentPiece, length-delimited.</summary>
    private const byte DataTag = (SegmentPiece.DataFieldNumber << 3) | 2;

    /// <summary>The piece's bytes, when it is one of data: borrowed, not copied.</summary>
    /// <exception cref="GrpcException">It is no valid SegmentPiece (INTERNAL).</exception>
    public static bool TryReadData(in ReadOnlySequence<byte> message, out ReadOnlySequence<byte> data)
    {
        if (IsDataAlone(message, out data)) return true;
        var piece = Parse(message);
        data = new ReadOnlySequence<byte>(piece.Data.Memory);
        return piece.PieceCase == SegmentPiece.PieceOneofCase.Data;
    }

    /// <summary>The piece's header; null when it is another piece.</summary>
    /// <exception cref="GrpcException">It is no valid SegmentPiece (INTERNAL).</exception>
    public static SegmentHeader? ReadHeader(in ReadOnlySequence<byte> message) => IsDataAlone(message, out _) ? null : Parse(message).Header;

    /// <summary>The one shape that senders give a piece of data; any other that protobuf allows is parsed in full.</summary>
    private static bool IsDataAlone(in ReadOnlySequence<byte> message, out ReadOnlySequence<byte> data)
    {
        data = default;
        var reader = new SequenceReader<byte>(message);
        if (!reader.TryRead(out var tag) || tag != DataTag || !TryReadLength(ref reader, out var length) || length != reader.Remaining) return false;
        data = reader.UnreadSequence;
        return true;
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, out long length)
    {
        length = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (!reader.TryRead(out var octet)) return false;
            length |= (long)(octet & 0x7F) << shift;
            if (octet < 0x80) return true;
        }
        return false;
    }

    private static SegmentPiece Parse(in ReadOnlySequence<byte> message)
    {
        try
        {
            return SegmentPiece.Parser.ParseFrom(message);
        }
        catch (Exception e) when (MalformedMessage.Is(e))
        {
            throw new GrpcException(GrpcStatusCode.Internal, "A message is no valid SegmentPiece.", inner: e);
        }
    }
}
