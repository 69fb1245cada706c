using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tongtang.Protocol.Grpc;

/// <summary>The limits of one service.</summary>
public sealed record GrpcServiceOptions
{
    public const int DefaultMaxReceiveMessageBytes = 4 * 1024 * 1024;

    /// <summary>A larger request message ends its call with RESOURCE_EXHAUSTED.</summary>
    public int MaxReceiveMessageBytes { get; init; } = DefaultMaxReceiveMessageBytes;
}

/// <summary>
/// The handlers of a service that a .proto declares, one for each of its methods. A handler returns the reply, or throws
/// <see cref="GrpcException"/>; it reads requests at its own pace, and the client waits when it is slow.
/// </summary>
public sealed class GrpcService
{
    private readonly ServiceDescriptor _descriptor;
    private readonly GrpcServiceOptions _options;
    private readonly Dictionary<string, GrpcHandler> _handlers = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    internal GrpcService(ServiceDescriptor descriptor, GrpcServiceOptions options) => (_descriptor, _options) = (descriptor, options);

    public GrpcService Unary<TRequest, TReply>(string method, Func<TRequest, GrpcServerCall, Task<TReply>> handler)
        where TRequest : class, IMessage
        where TReply : class, IMessage =>
        Add<TRequest, TReply>(method, streamsRequests: false, streamsReplies: false, async (requests, replies, call) =>
            replies.Append(await handler(await requests.ReadOnlyAsync(call.CancellationToken), call)));

    public GrpcService ClientStreaming<TRequest, TReply>(string method, Func<IAsyncEnumerable<TRequest>, GrpcServerCall, Task<TReply>> handler)
        where TRequest : class, IMessage
        where TReply : class, IMessage =>
        Add<TRequest, TReply>(method, streamsRequests: true, streamsReplies: false, async (requests, replies, call) =>
            replies.Append(await handler(requests.ReadAllAsync(call.CancellationToken), call)));

    /// <summary>
    /// <c>ClientStreaming</c> for bulk data: each request comes as the bytes of its message, unparsed and not
    /// copied. They are gone when the next is asked for. What is no valid message is for the handler to refuse.
    /// </summary>
    public GrpcService ClientStreamingBytes<TRequest, TReply>(string method, Func<IAsyncEnumerable<ReadOnlySequence<byte>>, GrpcServerCall, Task<TReply>> handler)
        where TRequest : class, IMessage
        where TReply : class, IMessage =>
        Add<TRequest, TReply>(method, streamsRequests: true, streamsReplies: false, async (requests, replies, call) =>
            replies.Append(await handler(requests.ReadAllBytesAsync(call.CancellationToken), call)));

    public GrpcService ServerStreaming<TRequest, TReply>(string method, Func<TRequest, GrpcStreamWriter<TReply>, GrpcServerCall, Task> handler)
        where TRequest : class, IMessage
        where TReply : class, IMessage =>
        Add<TRequest, TReply>(method, streamsRequests: false, streamsReplies: true, async (requests, replies, call) =>
            await handler(await requests.ReadOnlyAsync(call.CancellationToken), replies, call));

    /// <param name="admit">
    /// Sees each request's bytes before it is parsed, and throws to end the call: a busy server turns requests away without
    /// making objects of them first. The bytes are gone when it returns.
    /// </param>
    public GrpcService Duplex<TRequest, TReply>(
        string method, Func<IAsyncEnumerable<TRequest>, GrpcStreamWriter<TReply>, GrpcServerCall, Task> handler, Action<ReadOnlySequence<byte>>? admit = null)
        where TRequest : class, IMessage
        where TReply : class, IMessage =>
        Add<TRequest, TReply>(method, streamsRequests: true, streamsReplies: true, (requests, replies, call) =>
            handler(requests.ReadAllAsync(call.CancellationToken), replies, call), admit);

    /// <summary>Handlers by the method's name.</summary>
    /// <exception cref="InvalidOperationException">The handlers are not those that the .proto asks for; names every fault.</exception>
    internal IReadOnlyDictionary<string, GrpcHandler> Build()
    {
        _faults.AddRange(_descriptor.Methods.Where(m => !_handlers.ContainsKey(m.Name)).Select(m => $"{m.Name} has no handler"));
        return _faults.Count == 0
            ? _handlers
            : throw new InvalidOperationException($"The handlers of {_descriptor.FullName} do not fit its .proto: {string.Join("; ", _faults)}.");
    }

    private GrpcService Add<TRequest, TReply>(
        string name, bool streamsRequests, bool streamsReplies, Func<MessageReader<TRequest>, GrpcStreamWriter<TReply>, GrpcServerCall, Task> converse,
        Action<ReadOnlySequence<byte>>? admit = null)
        where TRequest : class, IMessage
        where TReply : class, IMessage
    {
        if (_descriptor.FindMethodByName(name) is not { } method)
        {
            _faults.Add($"it has no method {name}");
            return this;
        }
        var declared = Signature(method.IsClientStreaming, method.InputType.ClrType, method.IsServerStreaming, method.OutputType.ClrType);
        var given = Signature(streamsRequests, typeof(TRequest), streamsReplies, typeof(TReply));
        if (declared != given) _faults.Add($"{name} is ({declared}), its handler ({given})");
        if (!_handlers.TryAdd(name, RunAsync)) _faults.Add($"{name} has two handlers");
        return this;

        async Task RunAsync(GrpcServerCall call)
        {
            var requests = new MessageReader<TRequest>(call.HttpContext.Request.BodyReader, method.InputType.Parser, _options.MaxReceiveMessageBytes, call.End, admit);
            var replies = new GrpcStreamWriter<TReply>(call.HttpContext.Response.BodyWriter, call);
            try
            {
                await converse(requests, replies, call);
            }
            finally
            {
                replies.Close();
            }
        }
    }

    private static string Signature(bool streamsRequests, Type request, bool streamsReplies, Type reply) =>
        $"{(streamsRequests ? "stream " : "")}{request} → {(streamsReplies ? "stream " : "")}{reply}";
}

/// <summary>Answers one call; what it throws becomes the status.</summary>
internal delegate Task GrpcHandler(GrpcServerCall call);
