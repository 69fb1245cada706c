using System.Globalization;
using System.Net;

namespace Tongtang.Protocol.Grpc;

/// <summary>How a call ended. The numbers are the wire's (grpc/doc/statuscodes.md).</summary>
public enum GrpcStatusCode
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>What stands for a status when the peer could not say it in gRPC's own words.</summary>
internal static class GrpcStatusCodes
{
    /// <summary>The value of <c>grpc-status</c>; a number that is no known code is UNKNOWN.</summary>
    public static GrpcStatusCode Parse(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((GrpcStatusCode)number)
            ? (GrpcStatusCode)number
            : GrpcStatusCode.Unknown;

    /// <summary>For an answer without <c>grpc-status</c> (grpc/doc/http-grpc-status-mapping.md).</summary>
    public static GrpcStatusCode FromHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway => GrpcStatusCode.Unavailable,
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };

    /// <summary>
    /// For a stream that was reset (PROTOCOL-HTTP2.md, "Errors"; the codes are those of RFC 9113, section 7). Two differ
    /// from the table there, since SocketsHttpHandler gives them to the calls of a connection that is lost:
    /// NO_ERROR when the server closes it, PROTOCOL_ERROR when pings go unanswered.
    /// </summary>
    public static GrpcStatusCode FromReset(long http2ErrorCode) => http2ErrorCode switch
    {
        0x0 or 0x1 => GrpcStatusCode.Unavailable, // NO_ERROR, PROTOCOL_ERROR
        0x7 => GrpcStatusCode.Unavailable, // REFUSED_STREAM
        0x8 => GrpcStatusCode.Cancelled, // CANCEL
        0xb => GrpcStatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => GrpcStatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => GrpcStatusCode.Internal,
    };
}
