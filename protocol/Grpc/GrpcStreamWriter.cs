using System.IO.Pipelines;
using Google.Protobuf;

namespace Tongtang.Protocol.Grpc;

/// <summary>
/// Sends a handler's replies. A write returns when HTTP/2's flow control has let the message go, so that a slow reader
/// holds the handler and nothing piles up. One write at a time, none after the handler has returned.
/// </summary>
public sealed class GrpcStreamWriter<TReply>
    where TReply : class, IMessage
{
    private readonly PipeWriter _output;
    private readonly GrpcServerCall _call;
    private int _busy;

    internal GrpcStreamWriter(PipeWriter output, GrpcServerCall call) => (_output, _call) = (output, call);

    /// <exception cref="OperationCanceledException">The call is over, or <paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="InvalidOperationException">Another write is on its way, or the handler has returned.</exception>
    public async ValueTask WriteAsync(TReply reply, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException("One reply is written at a time, and none after the handler has returned.");
        var ended = _call.CancellationToken;
        using var either = cancellationToken == ended ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended);
        var token = either?.Token ?? ended;
        token.ThrowIfCancellationRequested();
        Append(reply);
        var flushed = await _output.FlushAsync(token);
        if (flushed.IsCompleted) throw _call.End(reason: null);
        Volatile.Write(ref _busy, 0);
    }

    /// <summary>Takes the reply without waiting: it leaves with the trailers.</summary>
    internal void Append(TReply reply)
    {
        var length = MessageFrame.Measure(reply);
        MessageFrame.Write(reply, _output.GetSpan(length)[..length]);
        _output.Advance(length);
        _call.HasReplied = true;
    }

    /// <summary>Kestrel uses the pipe for its next call once the handler has returned.</summary>
    internal void Close() => Interlocked.Exchange(ref _busy, 1);
}
