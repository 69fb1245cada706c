using Google.Protobuf;

namespace Tongtang.Protocol.Grpc;

/// <summary>What a parser throws at bytes that are no message.</summary>
public static class MalformedMessage
{
    /// <summary>
    /// Google.Protobuf 3 promises <see cref="InvalidProtocolBufferException"/>, but for unknown fields and groups that are cut
    /// off inside a nested message it reads past its buffer and throws what arrays and spans throw.
    /// </summary>
    public static bool Is(Exception error) => error is InvalidProtocolBufferException or IndexOutOfRangeException or ArgumentOutOfRangeException;
}
