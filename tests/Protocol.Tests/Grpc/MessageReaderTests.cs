using System.Buffers;
using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>The framing, with streams cut anywhere and with bytes that mean nothing.</summary>
public sealed class MessageReaderTests
{
    private const int MaxBytes = 1000;

    [Fact]
    public void Messages_CutAnywhere_AreReadInOrder() =>
        Prop.ForAll(
            Gen.Choose(0, 300).ListOf().ToArbitrary(),
            Gen.Choose(1, 40).NonEmptyListOf().ToArbitrary(),
            (sizes, cuts) =>
            {
                var stream = sizes.SelectMany(size => RawCall.Frame(new EchoRequest { Payload = ByteString.CopyFrom(new byte[size]) })).ToArray();
                return Read(stream, cuts).Messages.SequenceEqual(sizes);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void MessagesAsBytes_CutAnywhere_AreThoseOfTheStream() =>
        Prop.ForAll(
            Gen.Choose(0, 300).ListOf().ToArbitrary(),
            Gen.Choose(1, 40).NonEmptyListOf().ToArbitrary(),
            (sizes, cuts) =>
            {
                var messages = sizes.Select(size => new EchoRequest { Payload = ByteString.CopyFrom(new byte[size]), Repeat = 7 }.ToByteArray()).ToList();
                var read = new List<byte[]>();
                ReadBytesAsync(messages.SelectMany(message => RawCall.Frame(0, message)).ToArray(), cuts, read).GetAwaiter().GetResult();
                return read.Count == messages.Count && read.Zip(messages).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stream_CutOff_IsInternalAfterTheWholeMessages() =>
        Prop.ForAll(Gen.Choose(0, 200).ToArbitrary(), Gen.Choose(1, 300).ToArbitrary(), (size, missing) =>
        {
            var frame = RawCall.Frame(new EchoRequest { Payload = ByteString.CopyFrom(new byte[size]) });
            byte[] stream = [.. frame, .. frame];
            var (messages, status) = Read(stream[..^Math.Min(missing, frame.Length - 1)], [7]);
            return messages.Count == 1 && status == GrpcStatusCode.Internal;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void RandomBytes_AreReadOrRefused_NeverMore() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>().Filter(b => b is not null), Gen.Choose(1, 40).NonEmptyListOf().ToArbitrary(), (noise, cuts) =>
            Read(noise, cuts).Status is GrpcStatusCode.Ok or GrpcStatusCode.Internal or GrpcStatusCode.ResourceExhausted)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void FlippedBits_InAStreamOfMessages_AreReadOrRefused() =>
        Prop.ForAll(Gen.Choose(0, 10_000).ListOf().ToArbitrary(), flips =>
        {
            var stream = Enumerable.Range(0, 20).SelectMany(i => RawCall.Frame(new EchoRequest { Payload = ByteString.CopyFrom(new byte[i]), FailMessage = "课" })).ToArray();
            foreach (var flip in flips) stream[flip / 8 % stream.Length] ^= (byte)(1 << flip % 8);
            return Read(stream, [13]).Status is GrpcStatusCode.Ok or GrpcStatusCode.Internal or GrpcStatusCode.ResourceExhausted;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(MaxBytes, GrpcStatusCode.Internal)]
    [InlineData(MaxBytes + 1, GrpcStatusCode.ResourceExhausted)]
    [InlineData(0x7fff_ffffu, GrpcStatusCode.ResourceExhausted)]
    [InlineData(0x8000_0000u, GrpcStatusCode.ResourceExhausted)]
    [InlineData(uint.MaxValue, GrpcStatusCode.ResourceExhausted)]
    public void Length_BeyondTheLimit_IsRefusedFromThePrefixAlone(uint length, GrpcStatusCode status) =>
        Assert.Equal(status, Read(RawCall.Frame(0, [], length), [5]).Status);

    [Fact]
    public void Frame_Written_IsTheOneThatIsRead()
    {
        var message = new EchoRequest { Payload = ByteString.CopyFromUtf8("课"), Repeat = 7 };
        var frame = new byte[MessageFrame.Measure(message)];
        MessageFrame.Write(message, frame);
        Assert.Equal(RawCall.Frame(message), frame);
        Assert.True(MessageFrame.TryRead(new ReadOnlySequence<byte>(frame), MaxBytes, out var payload));
        Assert.Equal(message, EchoRequest.Parser.ParseFrom(payload));
    }

    /// <summary>An unknown fixed-width field that is cut off inside a nested message, at which the parser reads past its buffer.</summary>
    [Fact]
    public async Task Message_ThatTheParserFallsOver_IsRefused()
    {
        var message = Convert.FromBase64String("CgFlEAQaLQgBEgFiGAUggPiP0oU0Kv////9nZW50Y3B1X3Bl");
        Assert.Throws<IndexOutOfRangeException>(() => ItemBatch.Parser.ParseFrom(message));
        var reader = new MessageReader<ItemBatch>(PipeReader.Create(new MemoryStream(RawCall.Frame(0, message))), ItemBatch.Parser, MaxBytes, e => e);
        Assert.Equal(GrpcStatusCode.Internal, (await Assert.ThrowsAsync<GrpcException>(() => reader.ReadAsync(CancellationToken.None).AsTask())).Status);
    }

    /// <summary>The payloads' lengths until the end, and how it ended, of a stream that comes in pieces of these sizes.</summary>
    private static (List<int> Messages, GrpcStatusCode Status) Read(byte[] stream, IEnumerable<int> cuts)
    {
        var reader = new MessageReader<EchoRequest>(PipeReader.Create(new Pieces(stream, cuts), new(bufferSize: 16)), EchoRequest.Parser, MaxBytes, e => e);
        var messages = new List<int>();
        try
        {
            // All of it is there already, so that nothing waits.
            while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } message) messages.Add(message.Payload.Length);
            return (messages, GrpcStatusCode.Ok);
        }
        catch (GrpcException e)
        {
            return (messages, e.Status);
        }
    }

    private static async Task ReadBytesAsync(byte[] stream, IEnumerable<int> cuts, List<byte[]> messages)
    {
        var reader = new MessageReader<EchoRequest>(PipeReader.Create(new Pieces(stream, cuts), new(bufferSize: 16)), EchoRequest.Parser, MaxBytes, e => e);
        await foreach (var message in reader.ReadAllBytesAsync(CancellationToken.None)) messages.Add(message.ToArray());
    }

    private sealed class Pieces(byte[] stream, IEnumerable<int> cuts) : MemoryStream(stream)
    {
        private readonly int[] _cuts = [.. cuts];
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, _cuts[_next++ % _cuts.Length])], cancellationToken);
    }
}
