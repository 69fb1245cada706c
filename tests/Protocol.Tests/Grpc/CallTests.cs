using Google.Protobuf;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>Our client before our server: every kind of call and every way one can end.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task Unary_APayload_ComesBack()
    {
        await using var echo = await EchoServer.StartAsync();
        var reply = await echo.Channel.UnaryAsync<EchoRequest, EchoReply>(EchoService.Method("Say"), new() { Payload = ByteString.CopyFromUtf8("课") }, new(), CancellationToken.None);
        Assert.Equal("课", reply.Payload.ToStringUtf8());
    }

    [Fact]
    public async Task ClientStreaming_AThousandRequests_AreCounted()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Collect"), new(), CancellationToken.None);
        for (var i = 0; i < 1000; i++) Assert.True(await call.WriteAsync(new() { Payload = ByteString.CopyFrom(new byte[i]) }, CancellationToken.None));
        call.Complete();
        var reply = await call.ReadReplyAsync(CancellationToken.None);
        Assert.Equal((1000u, 499_500ul), (reply.Count, reply.TotalBytes));
    }

    [Fact]
    public async Task ServerStreaming_AThousandReplies_ComeInOrder()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Repeat"), new(), CancellationToken.None);
        await call.WriteAsync(new() { Repeat = 1000 }, CancellationToken.None);
        call.Complete();
        var expected = 1u;
        await foreach (var reply in call.ReadAllAsync(CancellationToken.None)) Assert.Equal(expected++, reply.Count);
        Assert.Equal(1001u, expected);
    }

    [Fact]
    public async Task Duplex_QuestionAndAnswer_Alternate()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Converse"), new(), CancellationToken.None);
        for (var i = 1u; i <= 100; i++)
        {
            await call.WriteAsync(new() { Payload = ByteString.CopyFrom((byte)i) }, CancellationToken.None);
            Assert.Equal(i, (await call.ReadAsync(CancellationToken.None))!.Count);
        }
        call.Complete();
        Assert.Null(await call.ReadAsync(CancellationToken.None));
    }
}
