using System.Buffers;
using System.IO.Pipelines;
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

    private readonly GrpcRequestContent _content = new();
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _caller;
    private readonly Task<HttpResponseMessage> _response;
    private readonly Func<Stream, MessageReader<TReply>> _readerOf;
    private MessageReader<TReply>? _replies;

    internal GrpcClientCall(
        HttpMessageInvoker http, HttpRequestMessage request, MethodDescriptor method, GrpcChannelOptions channel, GrpcCallOptions options, CancellationToken cancellationToken)
    {
        var maxBytes = options.MaxReceiveMessageBytes ?? channel.MaxReceiveMessageBytes;
        _readerOf = stream => new(PipeReader.Create(stream, new(bufferSize: ReadBufferBytes)), method.OutputType.Parser, maxBytes, GrpcResponse.FromFailure);
        _caller = cancellationToken;
        _deadline = new CancellationTokenSource(GrpcTimeout.ForTimer(options.Timeout), channel.Time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline.Token);
        request.Content = _content;
        _response = SendAsync(http, request, _ended.Token);
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
            await stream.WriteAsync(frame.AsMemory(0, length), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await _ended.CancelAsync();
            throw;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
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
        using var either = cancellationToken == _caller ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        var token = either?.Token ?? _ended.Token;
        try
        {
            var response = await _response.WaitAsync(token);
            var trailersOnly = GrpcResponse.IsTrailersOnly(response);
            if (!trailersOnly && await (_replies ??= await OpenAsync(response, token)).ReadAsync(token) is { } reply) return reply;
            Trailers = GrpcResponse.ReadStatus(trailersOnly ? response.Headers : response.TrailingHeaders);
            return null;
        }
        catch (Exception e) when (_deadline.IsCancellationRequested && !_caller.IsCancellationRequested && e is not GrpcException)
        {
            throw new GrpcException(GrpcStatusCode.DeadlineExceeded, "The deadline passed.", inner: e);
        }
        catch (HttpRequestException e)
        {
            throw GrpcResponse.FromFailure(e);
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
        _content.Abandon();
        await _ended.CancelAsync();
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

    /// <summary>From now on the answer lives no longer than the call: disposing of it resets the stream.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken ended)
    {
        var response = await http.SendAsync(request, ended);
        ended.UnsafeRegister(static response => ((HttpResponseMessage)response!).Dispose(), response);
        return response;
    }

    private async ValueTask<MessageReader<TReply>> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        GrpcResponse.EnsureGrpc(response);
        return _readerOf(await response.Content.ReadAsStreamAsync(cancellationToken));
    }
}
