using System.Globalization;
using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Agents;

/// <summary>A "no" to a box: the status, our stable code in the trailer <c>tongtang-code</c>, and English for its log.</summary>
internal static class AgentRefusal
{
    public const string CodeTrailer = "tongtang-code";
    public const string RetryTrailer = "retry-after-ms";

    public static GrpcException Create(GrpcStatusCode status, string code, string message, TimeSpan? retryAfter = null)
    {
        var trailers = new GrpcMetadata();
        trailers.Add(CodeTrailer, code);
        if (retryAfter is { } wait) trailers.Add(RetryTrailer, ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        return new GrpcException(status, message, trailers);
    }

    public static GrpcException Invalid(string code, string message) => Create(GrpcStatusCode.InvalidArgument, code, message);

    public static GrpcException Missing(string code, string message) => Create(GrpcStatusCode.NotFound, code, message);
}
