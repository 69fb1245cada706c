using Microsoft.AspNetCore.Http;

namespace Tongtang.Protocol.Grpc;

/// <summary>What a handler knows of the call it answers. It lives until the handler returns.</summary>
public sealed class GrpcServerCall : IDisposable
{
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended;

    internal GrpcServerCall(HttpContext context, TimeSpan? timeout, TimeProvider time)
    {
        HttpContext = context;
        var timer = GrpcTimeout.ForTimer(timeout);
        Deadline = timer == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + timer;
        _deadline = new CancellationTokenSource(timer, time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _deadline.Token);
        CancellationToken = _ended.Token;
    }

    /// <summary>For the connection and the client's certificate. The bodies and the status belong to the call.</summary>
    public HttpContext HttpContext { get; }

    public GrpcMetadata RequestHeaders => field ??= ReadHeaders(HttpContext.Request);

    /// <summary>Sent after the last message, whatever the status.</summary>
    public GrpcMetadata ResponseTrailers { get; } = [];

    /// <summary>When the client gives up, by this machine's clock; null when it waits for ever, or for months.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>
    /// The client went away or cancelled, or the deadline passed. Not cancelled when the server stops: a handler that
    /// lives as long as its connection also watches <c>IHostApplicationLifetime.ApplicationStopping</c>.
    /// </summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>A reply lies in the body, so that the status comes after it.</summary>
    internal bool HasReplied { get; set; }

    internal bool DeadlinePassed => _deadline.IsCancellationRequested;

    /// <summary>
    /// The stream broke, which Kestrel may tell who reads or writes it before it cancels <c>RequestAborted</c>. To a
    /// handler both are the same, and no error of a disk or of another connection.
    /// </summary>
    internal OperationCanceledException End(IOException? reason)
    {
        _ended.Cancel();
        return new OperationCanceledException("The client ended the call.", reason, CancellationToken);
    }

    public void Dispose()
    {
        _ended.Dispose();
        _deadline.Dispose();
    }

    private static GrpcMetadata ReadHeaders(HttpRequest request)
    {
        var metadata = new GrpcMetadata();
        foreach (var (name, values) in request.Headers)
            foreach (var value in values)
                metadata.AddReceived(name, value ?? "");
        return metadata;
    }
}
