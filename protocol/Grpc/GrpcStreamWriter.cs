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

    /// <exception cref="OperationCanceledException">
    /// The call is over, or <paramref name="cancellationToken"/> was cancelled; the reply may arrive all the same.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another write is on its way, or the handler has returned.</exception>
    public async ValueTask WriteAsync(TReply reply, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException("One reply is written at a time, and none after the handler has returned.");
        try
        {
            ThrowIfCancelled(cancellationToken);
            Append(reply);
            // A token given to Kestrel's FlushAsync resets the whole stream; the call may still have a status to send.
            using var waitEnds = cancellationToken.UnsafeRegister(static output => ((PipeWriter)output!).CancelPendingFlush(), _output);
            using var callEnds = _call.CancellationToken.UnsafeRegister(static output => ((PipeWriter)output!).CancelPendingFlush(), _output);
            var flushed = await _output.FlushAsync(CancellationToken.None);
            if (flushed.IsCompleted) throw _call.End(reason: null);
            if (flushed.IsCanceled) ThrowIfCancelled(cancellationToken);
        }
        finally
        {
            Interlocked.CompareExchange(ref _busy, 0, 1);
        }
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
    internal void Close() => Interlocked.Exchange(ref _busy, 2);

    private void ThrowIfCancelled(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _call.CancellationToken.ThrowIfCancellationRequested();
    }
}
