using System.Net;
using System.Net.Http.Headers;

namespace Tongtang.Protocol.Grpc;

/// <summary>What an HTTP answer, or the lack of one, means in gRPC's words.</summary>
internal static class GrpcResponse
{
    /// <summary>The status came at once, in the headers ("Trailers-Only").</summary>
    public static bool IsTrailersOnly(HttpResponseMessage response) => response.Headers.NonValidated.Contains(GrpcHeaders.Status);

    /// <exception cref="GrpcException">The answer is not gRPC's: a proxy's, or a server's that knows no gRPC.</exception>
    public static void EnsureGrpc(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw new GrpcException(GrpcStatusCodes.FromHttp(response.StatusCode), $"The server answered HTTP {(int)response.StatusCode}.");
        if (response.Content.Headers.NonValidated.TryGetValues("content-type", out var type) && GrpcHeaders.IsGrpc(type.ToString())) return;
        throw new GrpcException(GrpcStatusCode.Unknown, $"The server answered with content of type '{type}', not with gRPC.");
    }

    /// <summary>The metadata that came with OK.</summary>
    /// <exception cref="GrpcException">Any other status, with its message and metadata.</exception>
    public static GrpcMetadata ReadStatus(HttpResponseHeaders headers)
    {
        var metadata = new GrpcMetadata();
        foreach (var (name, values) in headers.NonValidated)
            foreach (var value in values)
                metadata.AddReceived(name, value);
        if (!headers.NonValidated.TryGetValues(GrpcHeaders.Status, out var status))
            throw new GrpcException(GrpcStatusCode.Unknown, "The answer ended without a status.", metadata);
        var code = GrpcStatusCodes.Parse(status.ToString());
        if (code == GrpcStatusCode.Ok) return metadata;
        var message = headers.NonValidated.TryGetValues(GrpcHeaders.Message, out var encoded) ? StatusMessage.Decode(encoded.ToString()) : "";
        throw new GrpcException(code, message, metadata);
    }

    /// <summary>A stream that was reset says why; all else is a connection that failed.</summary>
    public static GrpcException FromFailure(Exception failure)
    {
        var reset = failure as HttpProtocolException ?? failure.InnerException as HttpProtocolException;
        var status = reset is null ? GrpcStatusCode.Unavailable : GrpcStatusCodes.FromReset(reset.ErrorCode);
        return new GrpcException(status, failure.Message, inner: failure);
    }
}
