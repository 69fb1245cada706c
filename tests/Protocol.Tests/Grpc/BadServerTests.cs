using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Tongtang.Protocol.Grpc;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>Our client before servers and proxies that do everything wrong.</summary>
public sealed class BadServerTests
{
    private static readonly byte[] s_reply = RawCall.Frame(new EchoReply { Count = 1 });

    [Theory]
    [InlineData(400, GrpcStatusCode.Internal)]
    [InlineData(401, GrpcStatusCode.Unauthenticated)]
    [InlineData(403, GrpcStatusCode.PermissionDenied)]
    [InlineData(404, GrpcStatusCode.Unimplemented)]
    [InlineData(429, GrpcStatusCode.Unavailable)]
    [InlineData(502, GrpcStatusCode.Unavailable)]
    [InlineData(503, GrpcStatusCode.Unavailable)]
    [InlineData(504, GrpcStatusCode.Unavailable)]
    [InlineData(500, GrpcStatusCode.Unknown)]
    [InlineData(302, GrpcStatusCode.Unknown)]
    public async Task Answer_OfHttpOnly_HasItsStatus(int http, GrpcStatusCode status)
    {
        var error = await FailureAsync(context =>
        {
            context.Response.StatusCode = http;
            return context.Response.WriteAsync("<html>", CancellationToken.None);
        });
        Assert.Equal(status, error.Status);
        Assert.Contains(http.ToString(), error.Message);
    }

    [Fact]
    public async Task Answer_OfAnotherType_IsUnknown()
    {
        var error = await FailureAsync(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>", CancellationToken.None);
        });
        Assert.Equal(GrpcStatusCode.Unknown, error.Status);
        Assert.Contains("text/html", error.Message);
    }

    public static TheoryData<string, byte[], string?, GrpcStatusCode> BadAnswers => new()
    {
        { "no status", s_reply, null, GrpcStatusCode.Unknown },
        { "a status that is no number", s_reply, "x", GrpcStatusCode.Unknown },
        { "a status that does not exist", s_reply, "99", GrpcStatusCode.Unknown },
        { "no reply", [], "0", GrpcStatusCode.Unimplemented },
        { "two replies", [.. s_reply, .. s_reply], "0", GrpcStatusCode.Unimplemented },
        { "cut off", RawCall.Frame(0, [1, 2], length: 9), "0", GrpcStatusCode.Internal },
        { "compressed", RawCall.Frame(1, [1, 2]), "0", GrpcStatusCode.Internal },
        { "no protobuf", RawCall.Frame(0, [0xff, 0xff]), "0", GrpcStatusCode.Internal },
        { "too long", RawCall.Frame(0, [1, 2], length: uint.MaxValue), "0", GrpcStatusCode.ResourceExhausted },
        { "an error after a reply", s_reply, "10", GrpcStatusCode.Aborted },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Answer_ThatIsBad_IsAnError(string what, byte[] body, string? status, GrpcStatusCode expected)
    {
        var error = await FailureAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(body, CancellationToken.None);
            if (status is not null) context.Response.AppendTrailer("grpc-status", status);
        });
        Assert.True(expected == error.Status, $"{what}: {error.Status}");
    }

    [Fact]
    public async Task Message_BrokenlyEncoded_IsGivenAllTheSame()
    {
        var error = await FailureAsync(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "5";
            context.Response.Headers["grpc-message"] = "100% %zz %E5%BD%95 %";
            return Task.CompletedTask;
        });
        Assert.Equal("100% %zz 录 %", error.Message);
    }

    [Theory]
    [InlineData(0x8, GrpcStatusCode.Cancelled)]
    [InlineData(0x7, GrpcStatusCode.Unavailable)]
    [InlineData(0xb, GrpcStatusCode.ResourceExhausted)]
    [InlineData(0x2, GrpcStatusCode.Internal)]
    public async Task Reset_BeforeOrAfterAReply_HasItsStatus(int code, GrpcStatusCode status)
    {
        foreach (var replies in new[] { 0, 1 })
        {
            var error = await FailureAsync(async context =>
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/grpc";
                for (var i = 0; i < replies; i++) await context.Response.Body.WriteAsync(s_reply, CancellationToken.None);
                if (replies > 0) await context.Response.Body.FlushAsync(CancellationToken.None);
                context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);
            });
            Assert.Equal(status, error.Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_ThatTheServerIgnores_IsKeptHereAndEndsTheCallThere(bool afterReply)
    {
        await using var server = await EchoServer.StartAsync((IEndpointRouteBuilder endpoints) => endpoints.MapPost("/tongtang.test.Echo/Say", async context =>
        {
            context.Response.ContentType = "application/grpc";
            if (afterReply) await context.Response.Body.WriteAsync(s_reply, context.RequestAborted);
            var aborted = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        }));
        await using var call = server.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Say"), new() { Timeout = TimeSpan.FromMilliseconds(300) }, CancellationToken.None);
        await call.WriteAsync(new(), CancellationToken.None);
        call.Complete();
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadReplyAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(GrpcStatusCode.DeadlineExceeded, error.Status);
        await server.IsIdleAsync();
        Assert.False(await call.WriteAsync(new(), CancellationToken.None));
    }

    [Fact]
    public async Task Connection_Refused_IsUnavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();
        using var http = new HttpMessageInvoker(new GrpcKeepAlive().CreateHandler());
        var error = await Assert.ThrowsAsync<GrpcException>(() => SayAsync(new GrpcChannel(http, address, new())));
        Assert.Equal(GrpcStatusCode.Unavailable, error.Status);
    }

    [Fact]
    public async Task Connection_LostInMidStream_IsUnavailable()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var proxy = new Wire(echo.Address);
        using var http = new HttpMessageInvoker(new GrpcKeepAlive().CreateHandler());
        await using var call = new GrpcChannel(http, proxy.Address, new()).Start<EchoRequest, EchoReply>(EchoService.Method("Converse"), new(), CancellationToken.None);
        await call.WriteAsync(new(), CancellationToken.None);
        Assert.NotNull(await call.ReadAsync(CancellationToken.None));
        proxy.Break();
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadAsync(CancellationToken.None).AsTask());
        Assert.Equal(GrpcStatusCode.Unavailable, error.Status);
        Assert.False(await call.WriteAsync(new(), CancellationToken.None));
        await echo.IsIdleAsync();
    }

    [Fact]
    public void Channel_OverHttpClient_Refuses()
    {
        using var http = new HttpClient();
        Assert.Throws<ArgumentException>(() => new GrpcChannel(http, new Uri("http://localhost"), new()));
    }

    [Fact]
    public async Task Start_WithOtherMessages_Refuses()
    {
        await using var echo = await EchoServer.StartAsync();
        Assert.Throws<ArgumentException>(() => echo.Channel.Start<EchoReply, EchoReply>(EchoService.Method("Say"), new(), CancellationToken.None));
    }

    private static async Task<GrpcException> FailureAsync(RequestDelegate answer)
    {
        await using var server = await EchoServer.StartAsync((IEndpointRouteBuilder endpoints) => endpoints.MapPost("/tongtang.test.Echo/Say", answer));
        return await Assert.ThrowsAsync<GrpcException>(() => SayAsync(server.Channel));
    }

    private static Task<EchoReply> SayAsync(GrpcChannel channel) =>
        channel.UnaryAsync<EchoRequest, EchoReply>(EchoService.Method("Say"), new() { Payload = ByteString.CopyFromUtf8("x") }, new(), CancellationToken.None);
}
