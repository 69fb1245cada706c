using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Recordings;

/// <summary>The borrowed reading of pieces, held against the generated parser: it may not differ in any message.</summary>
public sealed class SegmentPiecesTests
{
    [Fact]
    public void TryReadData_Data_IsBorrowedNotCopied()
    {
        var message = new SegmentPiece { Data = ByteString.CopyFrom(new byte[300]) }.ToByteArray();
        Assert.True(SegmentPieces.TryReadData(new ReadOnlySequence<byte>(message), out var data));
        message[^1] = 7;
        var read = data.ToArray();
        Assert.Equal((300, 7), (read.Length, read[^1]));
    }

    [Fact]
    public void AnyMessage_CutAnywhere_IsReadAsTheParserReadsIt() => Prop.ForAll(
        Messages().ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (message, cut) => Assert.Equal(AsParsed(message), AsRead(Cut(message, Math.Min(cut, message.Length))))).QuickCheckThrowOnFailure();

    private static Gen<byte[]> Messages()
    {
        var bytes = Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf();
        var data = bytes.Select(content => new SegmentPiece { Data = ByteString.CopyFrom(content) }.ToByteArray());
        var header = bytes.Select(content => new SegmentPiece { Header = new SegmentHeader { Track = "a", Sha256 = ByteString.CopyFrom(content) } }.ToByteArray());
        var tagged = bytes.Select(content => (byte[])[0x12, .. content]);
        var both = data.Zip(header).Select(pair => (byte[])[.. pair.Item1, .. pair.Item2]);
        var twice = data.Two().Select(pair => (byte[])[.. pair.Item1, .. pair.Item2]);
        var longLength = data.Select(message => message.Length is > 2 and < 130 ? (byte[])[0x12, (byte)(message[1] | 0x80), 0x80, 0x00, .. message[2..]] : message);
        return Gen.OneOf(data, header, bytes, tagged, both, twice, longLength);
    }

    private static string AsParsed(byte[] message)
    {
        try
        {
            var piece = SegmentPiece.Parser.ParseFrom(message);
            return $"{piece.Header} {(piece.PieceCase == SegmentPiece.PieceOneofCase.Data ? piece.Data.ToBase64() : "no data")}";
        }
        catch (InvalidProtocolBufferException)
        {
            return "invalid";
        }
    }

    private static string AsRead(ReadOnlySequence<byte> message)
    {
        try
        {
            return $"{SegmentPieces.ReadHeader(message)} {(SegmentPieces.TryReadData(message, out var data) ? Convert.ToBase64String(data.ToArray()) : "no data")}";
        }
        catch (GrpcException e) when (e.Status == GrpcStatusCode.Internal)
        {
            return "invalid";
        }
    }

    private static ReadOnlySequence<byte> Cut(byte[] message, int at)
    {
        var first = new Part(message.AsMemory(0, at), 0);
        var second = first.Followed(message.AsMemory(at));
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(ReadOnlyMemory<byte> memory, long at) => (Memory, RunningIndex) = (memory, at);

        public Part Followed(ReadOnlyMemory<byte> memory)
        {
            var next = new Part(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
