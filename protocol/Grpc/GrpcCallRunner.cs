using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tongtang.Protocol.Grpc;

/// <summary>What a handler's exception means to its caller; null: a fault of ours. Programs add theirs to their services.</summary>
public delegate GrpcException? GrpcExplanation(Exception failure);

/// <summary>The server's side of a call, from its headers to its status.</summary>
internal sealed partial class GrpcCallRunner(ILogger<GrpcCallRunner> log, IEnumerable<GrpcExplanation> explanations, TimeProvider time)
{
    public async Task RunAsync(HttpContext context, string method, GrpcHandler handler)
    {
        if (RefusedAsHttp(context)) return;
        LiftLimits(context);
        context.Response.ContentType = GrpcHeaders.ContentType;
        var timeoutHeader = context.Request.Headers[GrpcHeaders.Timeout];
        TimeSpan? timeout = GrpcTimeout.TryParse((string?)timeoutHeader, out var parsed) ? parsed : null;
        using var call = new GrpcServerCall(context, timeout, time);
        try
        {
            Check(context, timeoutHeader, timeout);
            await handler(call);
            Finish(call, GrpcStatusCode.Ok, "");
        }
        catch (GrpcException e)
        {
            Refuse(call, e);
        }
        catch (OperationCanceledException) when (call.DeadlinePassed)
        {
            Finish(call, GrpcStatusCode.DeadlineExceeded, "The deadline passed.");
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            Finish(call, GrpcStatusCode.Cancelled, "The call was cancelled.");
        }
        catch (Exception e)
        {
            if (explanations.Select(explain => explain(e)).FirstOrDefault(known => known is not null) is { } refusal)
            {
                Refuse(call, refusal);
                return;
            }
            HandlerFailed(e, method);
            Finish(call, GrpcStatusCode.Unknown, "The handler failed.");
        }
    }

    private static bool RefusedAsHttp(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "h2c";
            return true;
        }
        if (GrpcHeaders.IsGrpc(context.Request.ContentType)) return false;
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        context.Response.Headers.Accept = GrpcHeaders.ContentType;
        return true;
    }

    /// <summary>
    /// A stream may be of any length and stand still for hours. What Kestrel limits by the body is limited by the
    /// message's size, the deadline and the connection's pings (<see cref="GrpcKeepAlive"/>).
    /// </summary>
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    private static void Check(HttpContext context, StringValues timeoutHeader, TimeSpan? timeout)
    {
        if (timeoutHeader.Count > 0 && timeout is null)
            throw new GrpcException(GrpcStatusCode.Internal, $"{GrpcHeaders.Timeout} is malformed.");
        var encoding = context.Request.Headers[GrpcHeaders.Encoding];
        if (encoding.Count == 0 || encoding == GrpcHeaders.Identity) return;
        context.Response.Headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.Identity;
        throw new GrpcException(GrpcStatusCode.Unimplemented, "Messages are taken uncompressed only.");
    }

    private static void Refuse(GrpcServerCall call, GrpcException refusal)
    {
        call.ResponseTrailers.AddRange(refusal.Trailers);
        Finish(call, refusal.Status, refusal.Message);
    }

    /// <summary>After the messages; an error before the first message goes in the headers ("Trailers-Only").</summary>
    private static void Finish(GrpcServerCall call, GrpcStatusCode status, string message)
    {
        var context = call.HttpContext;
        var trailersOnly = !call.HasReplied && status != GrpcStatusCode.Ok;
        var headers = trailersOnly ? context.Response.Headers : context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        headers[GrpcHeaders.Status] = ((int)status).ToString();
        if (message.Length > 0) headers[GrpcHeaders.Message] = StatusMessage.Encode(message);
        // Not IHeaderDictionary.Append: it drops empty values, and an empty "-bin" value is one.
        foreach (var (name, value) in call.ResponseTrailers) headers[name] = StringValues.Concat(headers[name], value);
    }
}
