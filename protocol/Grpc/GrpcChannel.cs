using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tongtang.Protocol.Grpc;

/// <summary>What holds for all calls of a channel.</summary>
public sealed record GrpcChannelOptions
{
    /// <summary>A larger reply ends its call with RESOURCE_EXHAUSTED.</summary>
    public int MaxReceiveMessageBytes { get; init; } = GrpcServiceOptions.DefaultMaxReceiveMessageBytes;

    /// <summary>Measures the timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What holds for one call.</summary>
public sealed record GrpcCallOptions
{
    /// <summary>Sent to the server and kept here as well; null waits for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    public GrpcMetadata? Headers { get; init; }

    /// <summary>Instead of the channel's.</summary>
    public int? MaxReceiveMessageBytes { get; init; }
}

/// <summary>
/// Makes calls to one server. Connections are <paramref name="http"/>'s, which stays the caller's; see
/// <see cref="GrpcKeepAlive.CreateHandler"/>. An <c>http</c> address speaks HTTP/2 without TLS from the first byte.
/// </summary>
public sealed class GrpcChannel(HttpMessageInvoker http, Uri address, GrpcChannelOptions options)
{
    // HttpClient would keep a whole answer in memory before it gave any of it, and end long calls by its own timeout.
    private readonly HttpMessageInvoker _http = http is HttpClient
        ? throw new ArgumentException("Give a plain HttpMessageInvoker: HttpClient buffers answers.", nameof(http))
        : http;

    /// <summary>Starts a call of any kind. Dispose of it when done: what still runs then is cancelled.</summary>
    /// <exception cref="ArgumentException">The method has other messages.</exception>
    public GrpcClientCall<TRequest, TReply> Start<TRequest, TReply>(MethodDescriptor method, GrpcCallOptions callOptions, CancellationToken cancellationToken)
        where TRequest : class, IMessage
        where TReply : class, IMessage
    {
        if (method.InputType.ClrType != typeof(TRequest) || method.OutputType.ClrType != typeof(TReply))
            throw new ArgumentException($"{method.FullName} takes {method.InputType.ClrType} and answers {method.OutputType.ClrType}.", nameof(method));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/{method.Service.FullName}/{method.Name}"))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (callOptions.Timeout is { } timeout && timeout > TimeSpan.Zero)
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(timeout));
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.Identity);
        request.Headers.TryAddWithoutValidation("user-agent", "grpc-csharp-tongtang/1");
        foreach (var (name, value) in callOptions.Headers ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        return new GrpcClientCall<TRequest, TReply>(_http, request, method, options, callOptions, cancellationToken);
    }

    /// <summary>One request, one reply.</summary>
    /// <exception cref="GrpcException">Any other end than OK.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<TReply> UnaryAsync<TRequest, TReply>(MethodDescriptor method, TRequest request, GrpcCallOptions callOptions, CancellationToken cancellationToken)
        where TRequest : class, IMessage
        where TReply : class, IMessage
    {
        await using var call = Start<TRequest, TReply>(method, callOptions, cancellationToken);
        await call.WriteAsync(request, cancellationToken);
        call.Complete();
        return await call.ReadReplyAsync(cancellationToken);
    }
}
