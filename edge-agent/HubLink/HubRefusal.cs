using System.Globalization;
using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>What the hub said with its "no".</summary>
internal static class HubRefusal
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Our stable code; null when it was not our hub's program that said no.</summary>
    public static string? Code(this GrpcException error) => error.Trailers.Get("tongtang-code");

    /// <summary>How long the hub wants to be left alone; null when it did not say.</summary>
    public static TimeSpan? RetryAfter(this GrpcException error) =>
        long.TryParse(error.Trailers.Get("retry-after-ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestWait.TotalMilliseconds))
            : null;
}
