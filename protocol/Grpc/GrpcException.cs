namespace Tongtang.Protocol.Grpc;

/// <summary>
/// A call that ended with another status than OK. A handler throws it to say so to its caller, message and trailers
/// included; a client catches it.
/// </summary>
public sealed class GrpcException(GrpcStatusCode status, string message, GrpcMetadata? trailers = null, Exception? inner = null)
    : Exception(message, inner)
{
    public GrpcStatusCode Status { get; } = status;

    /// <summary>What the server said beside the status, e.g. <c>tongtang-code</c>.</summary>
    public GrpcMetadata Trailers { get; } = trailers ?? [];
}
