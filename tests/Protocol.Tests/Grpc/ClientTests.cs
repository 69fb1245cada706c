using Google.Protobuf;
using Tongtang.Protocol.Grpc;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>Our client before our server and before foreign ones: every kind of call and every way one can end.</summary>
public sealed class ClientTests(ClientTests.Servers servers) : IClassFixture<ClientTests.Servers>
{
    private static readonly ByteString s_fourMebibytes = ByteString.CopyFrom(Enumerable.Repeat((byte)7, 4 * 1024 * 1024 - 64).ToArray());

    public static TheoryData<string> Peers => ["ours", ForeignPeer.GrpcJs, ForeignPeer.Grpcio];

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Unary_PayloadOfAnySize_ComesBack(string peer)
    {
        foreach (var payload in new[] { ByteString.Empty, ByteString.CopyFromUtf8("课"), s_fourMebibytes })
        {
            var reply = await servers[peer].UnaryAsync<EchoRequest, EchoReply>(EchoService.Method("Say"), new() { Payload = payload }, new(), CancellationToken.None);
            Assert.Equal(payload, reply.Payload);
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task ClientStreaming_TenThousandRequests_AreCounted(string peer)
    {
        await using var call = Start(peer, "Collect");
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[10]) };
        for (var i = 0; i < 10_000; i++) Assert.True(await call.WriteAsync(request, CancellationToken.None));
        call.Complete();
        var reply = await call.ReadReplyAsync(CancellationToken.None);
        Assert.Equal((10_000u, 100_000ul), (reply.Count, reply.TotalBytes));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task ClientStreaming_ServerHasHadEnough_WritingStopsAndReadingTellsWhy(string peer)
    {
        await using var call = Start(peer, "Collect");
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[100_000]), FailStatus = (uint)GrpcStatusCode.ResourceExhausted, FailMessage = "满" };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await call.WriteAsync(request, deadline.Token)) request.FailStatus = 0;
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadReplyAsync(CancellationToken.None));
        Assert.Equal((GrpcStatusCode.ResourceExhausted, "满"), (error.Status, error.Message));
    }

    [Fact]
    public async Task Write_StreamGoneUnderHttpClient_IsTheEndOfTheCall()
    {
        // What HttpClient's stream does when the server ends it at the wrong moment.
        using var invoker = new HttpMessageInvoker(new BrokenStreamHandler());
        var channel = new GrpcChannel(invoker, new Uri("https://nowhere.invalid"), new GrpcChannelOptions());
        await using var call = channel.Start<EchoRequest, EchoReply>(EchoService.Method("Collect"), new GrpcCallOptions(), CancellationToken.None);
        Assert.False(await call.WriteAsync(new EchoRequest(), CancellationToken.None));
        Assert.Equal(GrpcStatusCode.ResourceExhausted, (await Assert.ThrowsAsync<GrpcException>(() => call.ReadReplyAsync(CancellationToken.None))).Status);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task ServerStreaming_TenThousandReplies_ComeInOrder(string peer)
    {
        await using var call = await AskAsync(peer, "Repeat", new() { Repeat = 10_000, Payload = ByteString.CopyFrom(new byte[10]) });
        var expected = 1u;
        await foreach (var reply in call.ReadAllAsync(CancellationToken.None)) Assert.Equal(expected++, reply.Count);
        Assert.Equal(10_001u, expected);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task ServerStreaming_ErrorAfterReplies_ComesAfterThem(string peer)
    {
        await using var call = await AskAsync(peer, "Repeat", new() { Repeat = 3, FailStatus = (uint)GrpcStatusCode.DataLoss, FailMessage = "丢 100%" });
        for (var i = 1u; i <= 3; i++) Assert.Equal(i, (await call.ReadAsync(CancellationToken.None))!.Count);
        for (var again = 0; again < 2; again++)
        {
            var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadAsync(CancellationToken.None).AsTask());
            Assert.Equal((GrpcStatusCode.DataLoss, "丢 100%"), (error.Status, error.Message));
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Duplex_QuestionAndAnswer_Alternate(string peer)
    {
        await using var call = Start(peer, "Converse");
        for (var i = 1u; i <= 100; i++)
        {
            Assert.True(await call.WriteAsync(new() { Payload = ByteString.CopyFrom((byte)i) }, CancellationToken.None));
            Assert.Equal(i, (await call.ReadAsync(CancellationToken.None))!.Count);
        }
        call.Complete();
        Assert.Null(await call.ReadAsync(CancellationToken.None));
        Assert.Null(await call.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Duplex_FourMebibytesEach_ComeBack(string peer)
    {
        await using var call = Start(peer, "Converse");
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 4; i++) Assert.True(await call.WriteAsync(new() { Payload = s_fourMebibytes }, CancellationToken.None));
            call.Complete();
        });
        var replies = 0;
        await foreach (var reply in call.ReadAllAsync(CancellationToken.None))
        {
            Assert.Equal(s_fourMebibytes, reply.Payload);
            replies++;
        }
        await writing;
        Assert.Equal(4, replies);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Metadata_TextAndBytes_ComeBackAsTrailers(string peer)
    {
        foreach (var length in new[] { 0, 1, 2, 3, 255 })
        {
            var bytes = Enumerable.Repeat((byte)0xfe, length).ToArray();
            var headers = new GrpcMetadata();
            headers.Add("x-text", "plain text, with comma");
            headers.AddBinary("x-data-bin", bytes);
            await using var call = await AskAsync(peer, "Say", new(), new() { Headers = headers });
            await call.ReadReplyAsync(CancellationToken.None);
            Assert.Equal("plain text, with comma", call.Trailers.Get("x-text"));
            Assert.Equal(bytes, call.Trailers.GetBinary("x-data-bin"));

            await using var failing = await AskAsync(peer, "Say", new() { FailStatus = 5 }, new() { Headers = headers });
            var error = await Assert.ThrowsAsync<GrpcException>(() => failing.ReadReplyAsync(CancellationToken.None));
            Assert.Equal(GrpcStatusCode.NotFound, error.Status);
            Assert.Equal(bytes, error.Trailers.GetBinary("x-data-bin"));
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Deadline_ServerStandsStill_IsExceeded(string peer)
    {
        var options = new GrpcCallOptions { Timeout = TimeSpan.FromMilliseconds(300) };
        var call = servers[peer].UnaryAsync<EchoRequest, EchoReply>(EchoService.Method("Say"), new() { StandStill = true }, options, CancellationToken.None);
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, error.Status);
        await servers.Ours.IsIdleAsync();
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Cancellation_BeforeTheReply_EndsTheCallOnBothSides(string peer)
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var call = servers[peer].UnaryAsync<EchoRequest, EchoReply>(EchoService.Method("Say"), new() { StandStill = true }, new(), cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(5)));
        await servers.Ours.IsIdleAsync();
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Cancellation_InMidStream_EndsTheCallOnBothSides(string peer)
    {
        using var cancel = new CancellationTokenSource();
        await using var call = servers[peer].Start<EchoRequest, EchoReply>(EchoService.Method("Repeat"), new(), cancel.Token);
        await call.WriteAsync(new() { Repeat = uint.MaxValue, Payload = ByteString.CopyFrom(new byte[1000]) }, CancellationToken.None);
        call.Complete();
        for (var i = 1u; i <= 100; i++) Assert.Equal(i, (await call.ReadAsync(CancellationToken.None))!.Count);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.ReadAllAsync(CancellationToken.None).CountAsync().AsTask());
        await servers.Ours.IsIdleAsync();
    }

    [Fact]
    public async Task Cancellation_WithRequestsStillOpen_IsHeardWithoutDisposal()
    {
        using var cancel = new CancellationTokenSource();
        await using var call = servers["ours"].Start<EchoRequest, EchoReply>(EchoService.Method("Collect"), new(), cancel.Token);
        Assert.True(await call.WriteAsync(new(), CancellationToken.None));
        await cancel.CancelAsync();
        await servers.Ours.IsIdleAsync();
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Disposal_InMidStream_EndsTheCallOnTheServer(string peer)
    {
        await using (var call = await AskAsync(peer, "Repeat", new() { Repeat = uint.MaxValue, Payload = ByteString.CopyFrom(new byte[1000]) }))
            Assert.NotNull(await call.ReadAsync(CancellationToken.None));
        await servers.Ours.IsIdleAsync();
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Reply_LargerThanAllowed_IsResourceExhausted(string peer)
    {
        var options = new GrpcCallOptions { MaxReceiveMessageBytes = 1000 };
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[1000]) };
        var error = await Assert.ThrowsAsync<GrpcException>(() => servers[peer].UnaryAsync<EchoRequest, EchoReply>(EchoService.Method("Say"), request, options, CancellationToken.None));
        Assert.Equal(GrpcStatusCode.ResourceExhausted, error.Status);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Service_ThatNobodyServes_IsUnimplemented(string peer)
    {
        var sing = EchoReflection.Descriptor.Services.Single(s => s.Name == "Choir").FindMethodByName("Sing");
        var error = await Assert.ThrowsAsync<GrpcException>(() => servers[peer].UnaryAsync<EchoRequest, EchoReply>(sing, new(), new(), CancellationToken.None));
        Assert.Equal(GrpcStatusCode.Unimplemented, error.Status);
    }

    private GrpcClientCall<EchoRequest, EchoReply> Start(string peer, string method, GrpcCallOptions? options = null) =>
        servers[peer].Start<EchoRequest, EchoReply>(EchoService.Method(method), options ?? new(), CancellationToken.None);

    private async Task<GrpcClientCall<EchoRequest, EchoReply>> AskAsync(string peer, string method, EchoRequest request, GrpcCallOptions? options = null)
    {
        var call = Start(peer, method, options);
        await call.WriteAsync(request, CancellationToken.None);
        call.Complete();
        return call;
    }

    /// <summary>The three servers, started once, and a channel to each.</summary>
    public sealed class Servers : IAsyncLifetime, IDisposable
    {
        private readonly HttpMessageInvoker _http = new(new GrpcKeepAlive().CreateHandler());
        private readonly Dictionary<string, GrpcChannel> _channels = [];
        private readonly List<IAsyncDisposable> _foreign = [];

        internal EchoServer Ours { get; private set; } = null!;

        internal GrpcChannel this[string peer] => _channels[peer];

        public async Task InitializeAsync()
        {
            Ours = await EchoServer.StartAsync();
            _channels.Add("ours", Ours.Channel);
            foreach (var peer in new[] { ForeignPeer.GrpcJs, ForeignPeer.Grpcio })
            {
                var server = await ForeignServer.StartAsync(peer);
                _foreign.Add(server);
                _channels.Add(peer, new GrpcChannel(_http, server.Address, new()));
            }
        }

        public async Task DisposeAsync()
        {
            foreach (var server in _foreign) await server.DisposeAsync();
            await Ours.DisposeAsync();
        }

        public void Dispose() => _http.Dispose();
    }

    private sealed class BrokenStreamHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var stream = new BrokenStream();
            var sending = request.Content!.CopyToAsync(stream, CancellationToken.None);
            await stream.Written.Task.WaitAsync(cancellationToken);
            Assert.False(sending.IsCompleted);
            var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
            response.Content.Headers.ContentType = new("application/grpc");
            response.Headers.Add("grpc-status", "8");
            return response;
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.TrySetResult();
            return ValueTask.FromException(new NullReferenceException());
        }
    }
}
