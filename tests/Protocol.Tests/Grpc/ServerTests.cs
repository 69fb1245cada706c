using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Grpc;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>Our server before clients that do everything wrong, and what it puts on the wire.</summary>
public sealed class ServerTests
{
    private const string Say = "/tongtang.test.Echo/Say";
    private const string Collect = "/tongtang.test.Echo/Collect";
    private static readonly byte[] s_empty = RawCall.Frame(new EchoRequest());

    [Fact]
    public async Task Answer_Ok_HasHeadersMessageAndTrailers()
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, Say, RawCall.Frame(new EchoRequest { Payload = ByteString.CopyFromUtf8("x") }));
        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (answer.Http, answer.Headers["content-type"]));
        Assert.Equal(RawCall.Frame(new EchoReply { Payload = ByteString.CopyFromUtf8("x") }), answer.Body);
        Assert.Equal("0", answer.Trailers["grpc-status"]);
        Assert.False(answer.Headers.ContainsKey("grpc-status"));
    }

    [Fact]
    public async Task Answer_ErrorBeforeAnyMessage_IsTrailersOnly()
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, Say, RawCall.Frame(new EchoRequest { FailStatus = 9, FailMessage = "录 100%\n" }), ("x-text", "a"));
        Assert.Equal((HttpStatusCode.OK, "9", "%E5%BD%95 100%25%0A", "a"), (answer.Http, answer.Headers["grpc-status"], answer.Headers["grpc-message"], answer.Headers["x-text"]));
        Assert.Empty(answer.Body);
        Assert.Empty(answer.Trailers);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc+json")]
    [InlineData("text/plain")]
    public async Task ContentType_OfSomethingElse_Is415(string contentType)
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, Say, s_empty, ("content-type", contentType));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
        Assert.False(answer.Headers.ContainsKey("grpc-status"));
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("APPLICATION/GRPC ; x=y")]
    public async Task ContentType_ThatMeansProtobuf_IsTaken(string contentType)
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, Say, s_empty, ("content-type", contentType));
        Assert.Equal("0", answer.Trailers["grpc-status"]);
    }

    [Fact]
    public async Task Http1_IsToldToUpgrade()
    {
        await using var echo = await EchoServer.StartAsync(http1: true);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(s_empty) { Headers = { ContentType = new("application/grpc") } };
        using var response = await http.PostAsync(new Uri(echo.Address, Say), content);
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Theory]
    [InlineData("/tongtang.test.Echo/Sing")]
    [InlineData("/tongtang.test.Choir/Sing")]
    public async Task Path_ThatIsNotServed_IsUnimplemented(string path)
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, path, s_empty);
        Assert.Equal((HttpStatusCode.OK, "12"), (answer.Http, answer.Headers["grpc-status"]));
    }

    [Fact]
    public async Task Path_UnknownAndNotGrpc_IsLeftToOtherRoutes()
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, "/some/page", s_empty, ("content-type", "application/json"));
        Assert.Equal(HttpStatusCode.NotFound, answer.Http);
    }

    [Fact]
    public async Task Encoding_ThatIsNotIdentity_IsUnimplementedAndToldWhatIs()
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, Say, RawCall.Frame(1, [1, 2, 3]), ("grpc-encoding", "gzip"));
        Assert.Equal(("12", "identity"), (answer.Headers["grpc-status"], answer.Headers["grpc-accept-encoding"]));
    }

    public static TheoryData<string, byte[], string> BadStreams => new()
    {
        { "compressed, though no encoding was declared", RawCall.Frame(1, [1, 2, 3]), "13" },
        { "a flag that does not exist", RawCall.Frame(2, []), "13" },
        { "not a protobuf message", RawCall.Frame(0, [0xff, 0xff, 0xff]), "13" },
        { "cut off in the prefix", [0, 0, 0], "13" },
        { "cut off in the message", RawCall.Frame(0, [1, 2, 3], length: 1000), "13" },
        { "longer than allowed", RawCall.Frame(0, [1, 2, 3], length: 4 * 1024 * 1024 + 1), "8" },
        { "as long as can be said", RawCall.Frame(0, [1, 2, 3], length: uint.MaxValue), "8" },
    };

    [Theory]
    [MemberData(nameof(BadStreams))]
    public async Task Stream_ThatIsBad_EndsWithAStatus(string what, byte[] body, string status)
    {
        await using var echo = await EchoServer.StartAsync();
        foreach (var path in new[] { Say, Collect })
        {
            var answer = await RawCall.SendAsync(echo.Address, path, body);
            Assert.True(answer.Headers["grpc-status"] == status, $"{path}, {what}: {answer.Headers["grpc-status"]}");
        }
    }

    [Fact]
    public async Task Unary_NoneOrTwoRequests_AreUnimplemented()
    {
        await using var echo = await EchoServer.StartAsync();
        foreach (var body in new[] { [], (byte[])[.. s_empty, .. s_empty] })
            Assert.Equal("12", (await RawCall.SendAsync(echo.Address, Say, body)).Headers["grpc-status"]);
    }

    [Theory]
    [InlineData("/v8")]
    [InlineData("/v8=")]
    [InlineData("AAAA,/v8")]
    public async Task BinaryMetadata_PaddedOrNotOrJoined_IsDecoded(string value)
    {
        await using var echo = await EchoServer.StartAsync();
        var answer = await RawCall.SendAsync(echo.Address, Say, s_empty, ("x-data-bin", value));
        Assert.Equal("/v8", answer.Trailers["x-data-bin"]);
    }

    [Fact]
    public async Task BinaryMetadata_ThatIsNotBase64_IsInvalidArgument()
    {
        await using var echo = await EchoServer.StartAsync();
        Assert.Equal("3", (await RawCall.SendAsync(echo.Address, Say, s_empty, ("x-data-bin", "!"))).Headers["grpc-status"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    [InlineData("1s")]
    public async Task Timeout_Malformed_IsInternal(string timeout)
    {
        await using var echo = await EchoServer.StartAsync();
        Assert.Equal("13", (await RawCall.SendAsync(echo.Address, Say, s_empty, ("grpc-timeout", timeout))).Headers["grpc-status"]);
    }

    [Fact]
    public async Task Deadline_HandlerStandsStill_IsCancelledAndAnswered()
    {
        var time = new ManualTimeProvider();
        await using var echo = await EchoServer.StartAsync(time: time);
        var answer = RawCall.SendAsync(echo.Address, Say, RawCall.Frame(new EchoRequest { StandStill = true }), ("grpc-timeout", "2H"));
        await Eventually.TrueAsync(() => echo.OpenCalls == 1, TimeSpan.FromSeconds(5), () => "the call did not come");
        time.Advance(TimeSpan.FromMinutes(119));
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("4", (await answer).Headers["grpc-status"]);
        await echo.IsIdleAsync();
    }

    [Fact]
    public async Task Deadline_ReaderStandsStill_ReleasesTheWriter()
    {
        var time = new ManualTimeProvider();
        await using var echo = await EchoServer.StartAsync(
            endpoints => endpoints.MapGrpc(EchoService.Descriptor, service => service.AddEcho(repeat: async (request, replies, _) =>
            {
                while (true) await replies.WriteAsync(new EchoReply { Payload = request.Payload }, CancellationToken.None);
            })),
            time: time);
        await using var call = await UnreadAsync(echo.SystemTimeChannel, new() { Timeout = TimeSpan.FromHours(2) });
        time.Advance(TimeSpan.FromHours(3));
        await echo.IsIdleAsync();
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadAllAsync(CancellationToken.None).CountAsync().AsTask());
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, error.Status);
    }

    [Fact]
    public async Task Writer_HandlerGivesUpWaiting_CallStillHasAStatus()
    {
        using var patience = new CancellationTokenSource();
        await using var echo = await EchoServer.StartAsync((GrpcService service) => service.AddEcho(repeat: async (request, replies, _) =>
        {
            try
            {
                while (true) await replies.WriteAsync(new EchoReply { Payload = request.Payload }, patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new GrpcException(GrpcStatusCode.Aborted, "not reading");
            }
        }));
        await using var call = await UnreadAsync(echo.Channel, new());
        await patience.CancelAsync();
        await echo.IsIdleAsync();
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadAllAsync(CancellationToken.None).CountAsync().AsTask());
        Assert.Equal((GrpcStatusCode.Aborted, "not reading"), (error.Status, error.Message));
    }

    [Fact]
    public async Task Deadline_ClientSaysNothing_ReleasesTheReader()
    {
        var time = new ManualTimeProvider();
        await using var echo = await EchoServer.StartAsync(time: time);
        await using var call = echo.SystemTimeChannel.Start<EchoRequest, EchoReply>(EchoService.Method("Collect"), new() { Timeout = TimeSpan.FromHours(2) }, CancellationToken.None);
        await Eventually.TrueAsync(() => echo.OpenCalls == 1, TimeSpan.FromSeconds(5), () => "the call did not come");
        time.Advance(TimeSpan.FromHours(3));
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadReplyAsync(CancellationToken.None));
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, error.Status);
        Assert.False(await call.WriteAsync(new(), CancellationToken.None));
    }

    [Fact]
    public async Task Handler_ThatThrows_IsUnknownWithoutDetailsAndLogged()
    {
        await using var echo = await EchoServer.StartAsync((GrpcService service) => service
            .Unary<EchoRequest, EchoReply>("Say", (_, _) => throw new InvalidOperationException("password=hunter2"))
            .ClientStreaming<EchoRequest, EchoReply>("Collect", (_, _) => throw new OperationCanceledException("password=hunter2"))
            .ServerStreaming<EchoRequest, EchoReply>("Repeat", async (_, replies, call) =>
            {
                await replies.WriteAsync(new(), call.CancellationToken);
                throw new IOException("password=hunter2");
            })
            .Duplex<EchoRequest, EchoReply>("Converse", (_, _, _) => Task.CompletedTask));
        echo.Log.Expect("hunter2");
        foreach (var method in new[] { "Say", "Collect", "Repeat" })
        {
            var answer = await RawCall.SendAsync(echo.Address, $"/tongtang.test.Echo/{method}", s_empty);
            var end = method == "Repeat" ? answer.Trailers : answer.Headers;
            Assert.Equal(("2", "The handler failed."), (end["grpc-status"], end["grpc-message"]));
        }
        Assert.Equal(3, echo.Log.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("hunter2")));
    }

    [Fact]
    public async Task Writer_TwoAtOnceOrAfterTheHandler_Refuses()
    {
        GrpcStreamWriter<EchoReply>? kept = null;
        var refused = new TaskCompletionSource<Exception>();
        await using var echo = await EchoServer.StartAsync((GrpcService service) => service
            .Unary<EchoRequest, EchoReply>("Say", (_, _) => Task.FromResult(new EchoReply()))
            .ClientStreaming<EchoRequest, EchoReply>("Collect", (_, _) => Task.FromResult(new EchoReply()))
            .ServerStreaming<EchoRequest, EchoReply>("Repeat", async (_, replies, call) =>
            {
                kept = replies;
                var large = new EchoReply { Payload = ByteString.CopyFrom(new byte[3_000_000]) };
                var first = replies.WriteAsync(large, call.CancellationToken).AsTask();
                refused.SetResult(await Assert.ThrowsAsync<InvalidOperationException>(() => replies.WriteAsync(large, call.CancellationToken).AsTask()));
                await first;
            })
            .Duplex<EchoRequest, EchoReply>("Converse", (_, _, _) => Task.CompletedTask));
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Repeat"), new(), CancellationToken.None);
        await call.WriteAsync(new(), CancellationToken.None);
        call.Complete();
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await call.ReadAllAsync(CancellationToken.None).CountAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.WriteAsync(new(), CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Start_HandlersThatDoNotFit_NamesEveryFault()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => EchoServer.StartAsync((GrpcService service) => service
            .Unary<EchoRequest, EchoRequest>("Say", (request, _) => Task.FromResult(request))
            .Unary<EchoRequest, EchoReply>("Collect", (_, _) => Task.FromResult(new EchoReply()))
            .ServerStreaming<EchoRequest, EchoReply>("Repeat", (_, _, _) => Task.CompletedTask)
            .ServerStreaming<EchoRequest, EchoReply>("Repeat", (_, _, _) => Task.CompletedTask)
            .Unary<EchoRequest, EchoReply>("Sing", (_, _) => Task.FromResult(new EchoReply()))));
        Assert.Contains("tongtang.test.Echo", error.Message);
        foreach (var fault in new[] { "Say is (", "Collect is (stream ", "Repeat has two handlers", "it has no method Sing", "Converse has no handler" })
            Assert.Contains(fault, error.Message);
    }

    /// <summary>Asks for replies without end and reads the first alone, until the writer has filled every window and waits.</summary>
    private static async Task<GrpcClientCall<EchoRequest, EchoReply>> UnreadAsync(GrpcChannel channel, GrpcCallOptions options)
    {
        var call = channel.Start<EchoRequest, EchoReply>(EchoService.Method("Repeat"), options, CancellationToken.None);
        await call.WriteAsync(new() { Payload = ByteString.CopyFrom(new byte[100_000]) }, CancellationToken.None);
        call.Complete();
        Assert.NotNull(await call.ReadAsync(CancellationToken.None));
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        return call;
    }
}
