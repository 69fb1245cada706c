using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tongtang.Protocol.Grpc;

/// <summary>
/// The client's side of one call. Requests are written and replies read independently, each by one caller at a time.
/// How the call ended is told by reading, never by writing. Disposing cancels what still runs.
/// </summary>
public sealed class GrpcClientCall<TRequest, TReply> : IAsyncDisposable
    where TRequest : class, IMessage
    where TReply : class, IMessage
{
    private const int ReadBufferBytes = 32 * 1024;

    private readonly MessageParser _parser;
    private readonly int _maxReceiveMessageBytes;
    private readonly GrpcRequestContent _content = new();
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended; // by the caller's token, the deadline or disposal
    private readonly Task<HttpResponseMessage> _response;
    private MessageReader<TReply>? _replies;

    internal GrpcClientCall(
        HttpMessageInvoker http, HttpRequestMessage request, MethodDescriptor method, GrpcChannelOptions channel, GrpcCallOptions options, CancellationToken cancellationToken)
    {
        _parser = method.OutputType.Parser;
        _maxReceiveMessageBytes = options.MaxReceiveMessageBytes ?? channel.MaxReceiveMessageBytes;
        _caller = cancellationToken;
        _deadline = new CancellationTokenSource(GrpcTimeout.ForTimer(options.Timeout), channel.Time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline.Token);
        request.Content = _content;
        _response = SendAsync(http, request);
    }

    /// <summary>What came with OK; empty until the replies have been read to their end. A failure carries its own.</summary>
    public GrpcMetadata Trailers { get; private set; } = [];

    /// <summary>
    /// Sends a request, and returns when HTTP/2's flow control has let it go. False when the call has ended and the
    /// server wants no more: reading tells why.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, and the call with it.</exception>
    public async ValueTask<bool> WriteAsync(TRequest request, CancellationToken cancellationToken)
    {
        var length = MessageFrame.Measure(request);
        var frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            MessageFrame.Write(request, frame.AsSpan(0, length));
            if (!_content.Stream.IsCompleted) await Task.WhenAny(_content.Stream, _response).WaitAsync(cancellationToken);
            if (!_content.Stream.IsCompletedSuccessfully) return false;
            var stream = await _content.Stream;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _content.Abandoned);
            await stream.WriteAsync(frame.AsMemory(0, length), either.Token);
            await stream.FlushAsync(either.Token);
            return true;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A message cut off can only be followed by the call's end.
            if (cancellationToken.IsCancellationRequested) await _ended.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
        catch (NullReferenceException)
        {
            // HttpClient's own: a stream that the server ends between a write's look at its window and its wait for it has
            // nothing left to wait on (Http2Stream.SendDataAsync, seen on .NET 10.0.12 under overload).
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>There are no more requests.</summary>
    public void Complete() => _content.Complete();

    /// <summary>The next reply; null at the end of a call that ended well.</summary>
    /// <exception cref="GrpcException">The call ended with another status than OK.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the call or this wait.</exception>
    public async ValueTask<TReply?> ReadAsync(CancellationToken cancellationToken)
    {
        // The usual case, a wait by the call's own token, is spared a source of its own.
        using var either = cancellationToken == _caller || !cancellationToken.CanBeCanceled ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        var token = (either ?? _ended).Token;
        try
        {
            var response = await _response.WaitAsync(token);
            var trailersOnly = GrpcResponse.IsTrailersOnly(response);
            if (!trailersOnly && await (_replies ??= await OpenAsync(response, token)).ReadAsync(token) is { } reply) return reply;
            _content.Abandon();
            Trailers = GrpcResponse.ReadStatus(trailersOnly ? response.Headers : response.TrailingHeaders);
            return null;
        }
        catch (Exception e) when (!IsServersWord(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _caller.ThrowIfCancellationRequested();
            if (_deadline.IsCancellationRequested) throw new GrpcException(GrpcStatusCode.DeadlineExceeded, "The deadline passed.", inner: e);
            if (e is HttpRequestException or IOException or SocketException) throw GrpcResponse.FromFailure(e);
            throw;
        }
    }

    /// <summary>The replies, to the end of a call that ends well. Throws as <see cref="ReadAsync"/> does.</summary>
    public async IAsyncEnumerable<TReply> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } reply) yield return reply;
    }

    /// <summary>The one reply of a method that does not stream them. Throws as <see cref="ReadAsync"/> does.</summary>
    public async Task<TReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var reply = await ReadAsync(cancellationToken);
        return reply is not null && await ReadAsync(cancellationToken) is null
            ? reply
            : throw new GrpcException(GrpcStatusCode.Unimplemented, $"The server did not answer with exactly one {typeof(TReply).Name}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _content.Abandon();
        try
        {
            (await _response).Dispose();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // Told to whoever read.
        }
        _ended.Dispose();
        _deadline.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, HttpRequestMessage request)
    {
        // HttpClient resets the stream only when the body has ended, and the body does not listen to its token.
        _ended.Token.UnsafeRegister(static content => ((GrpcRequestContent)content!).Abandon(), _content);
        try
        {
            var response = await http.SendAsync(request, _ended.Token);
            // From now on the token is not HttpClient's any more: disposing of the answer is what resets the stream.
            _ended.Token.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), response);
            if (GrpcResponse.IsTrailersOnly(response)) _content.Abandon();
            return response;
        }
        catch (OperationCanceledException e) when (!_ended.IsCancellationRequested)
        {
            // The server's reset reached the request's end first, and HttpClient reports that alone.
            throw new HttpRequestException("The server reset the stream.", e);
        }
        catch (SocketException e)
        {
            // A connection that is reset between its making and its use: HttpClient asks the socket for its far end, and
            // lets what the socket says through as it is (seen on .NET 10.0.12 over a line that is cut again and again).
            throw new HttpRequestException("The connection was lost as soon as it was made.", e);
        }
    }

    private async ValueTask<MessageReader<TReply>> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        GrpcResponse.EnsureGrpc(response);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBufferBytes));
        return new MessageReader<TReply>(input, _parser, _maxReceiveMessageBytes, GrpcResponse.FromFailure);
    }

    /// <summary>A status that the server sent, except that its CANCELLED may be our own deadline as it saw it.</summary>
    private static bool IsServersWord(Exception e) => e is GrpcException { InnerException: null, Status: not GrpcStatusCode.Cancelled };
}
