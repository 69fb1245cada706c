using System.Net;
using System.Net.Http.Headers;

namespace Tongtang.Protocol.Grpc;

/// <summary>
/// A request body that is written while it is being sent. HttpClient asks content to write itself; this one lends the
/// stream to the call until the call has no more to say.
/// </summary>
internal sealed class GrpcRequestContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationTokenSource _abandoned = new();

    public GrpcRequestContent() => Headers.ContentType = new MediaTypeHeaderValue(GrpcHeaders.ContentType);

    /// <summary>There once the request is under way on a connection.</summary>
    public Task<Stream> Stream => _stream.Task;

    /// <summary>Ends the request stream.</summary>
    public void Complete() => _complete.TrySetResult();

    /// <summary>
    /// Resets the request stream, unless it has been completed. Also for a server that ends the call before the client
    /// does: not every one resets the stream, and a writer would wait for ever (PROTOCOL-HTTP2.md, "Early Server
    /// Closure"; @grpc/grpc-js 1.14 is such a server).
    /// </summary>
    public void Abandon()
    {
        _complete.TrySetCanceled();
        _abandoned.Cancel();
    }

    /// <summary>Ends a write that waits for a window which nobody will open any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <summary>HttpClient's token is left alone: a body that fails hides from SendAsync why the server reset the stream.</summary>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // HttpClient keeps the headers back until the first flush; a server that speaks first would never hear of the call.
        await stream.FlushAsync(CancellationToken.None);
        if (!_stream.TrySetResult(stream)) throw new IOException("A call cannot be sent a second time on another connection.");
        await _complete.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
