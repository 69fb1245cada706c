using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Tongtang.Protocol.Grpc;

/// <summary>
/// How a message lies in a stream: one byte that says whether it is compressed, its length in four bytes, big-endian,
/// then the message (PROTOCOL-HTTP2.md, "Length-Prefixed-Message"). HTTP/2 may cut the bytes anywhere.
/// </summary>
internal static class MessageFrame
{
    public const int PrefixBytes = 5;

    /// <summary>The whole frame's length in bytes.</summary>
    public static int Measure(IMessage message) => PrefixBytes + message.CalculateSize();

    /// <summary>Fills <paramref name="frame"/>, which is as long as <see cref="Measure"/> said.</summary>
    public static void Write(IMessage message, Span<byte> frame)
    {
        frame[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(frame[1..], (uint)(frame.Length - PrefixBytes));
        message.WriteTo(frame[PrefixBytes..]);
    }

    /// <summary>Finds the first message; false while more bytes are needed.</summary>
    /// <exception cref="GrpcException">
    /// The message is larger than <paramref name="maxMessageBytes"/> (RESOURCE_EXHAUSTED, known from the length alone,
    /// before anything is kept for it) or the prefix is not one that was agreed upon (INTERNAL).
    /// </exception>
    public static bool TryRead(in ReadOnlySequence<byte> buffer, int maxMessageBytes, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < PrefixBytes) return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        if (prefix[0] != 0)
            throw new GrpcException(GrpcStatusCode.Internal, "A message says that it is compressed, though no compression was agreed upon.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > maxMessageBytes)
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"A message of {length} bytes is larger than the {maxMessageBytes} allowed.");
        if (buffer.Length < PrefixBytes + length) return false;
        message = buffer.Slice(PrefixBytes, length);
        return true;
    }
}
