using System.Diagnostics;
using Google.Protobuf;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Grpc;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>Long, large, slow, idle and lost calls: what HTTP/2 below does for us, and what Kestrel must be told not to.</summary>
public sealed class TransportTests
{
    private const int PieceBytes = 256 * 1024;
    private const int PiecesOfAGibibyte = 4096;
    private static readonly ByteString s_piece = ByteString.CopyFrom(new byte[PieceBytes]);
    private static readonly GrpcKeepAlive s_quick = new() { Delay = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Upload_OfAGibibyte_PassesAndMemoryStaysFlat()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Collect"), new(), CancellationToken.None);
        var peak = new PeakMemory();
        for (var i = 0; i < PiecesOfAGibibyte; i++)
        {
            Assert.True(await call.WriteAsync(new() { Payload = s_piece }, CancellationToken.None));
            peak.Sample();
        }
        call.Complete();
        Assert.Equal(1UL << 30, (await call.ReadReplyAsync(CancellationToken.None)).TotalBytes);
        peak.AssertBelow(mebibytes: 100);
    }

    [Fact]
    public async Task Download_OfAGibibyte_PassesAndMemoryStaysFlat()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Repeat"), new(), CancellationToken.None);
        await call.WriteAsync(new() { Repeat = PiecesOfAGibibyte, Payload = s_piece }, CancellationToken.None);
        call.Complete();
        var peak = new PeakMemory();
        var bytes = 0L;
        await foreach (var reply in call.ReadAllAsync(CancellationToken.None))
        {
            bytes += reply.Payload.Length;
            peak.Sample();
        }
        Assert.Equal(1L << 30, bytes);
        peak.AssertBelow(mebibytes: 100);
    }

    [Fact]
    public async Task SlowReader_OfReplies_HoldsTheHandler()
    {
        var written = 0;
        await using var echo = await EchoServer.StartAsync((GrpcService service) => service.AddEcho(repeat: async (_, replies, call) =>
        {
            for (; written < 1000; written++) await replies.WriteAsync(new() { Payload = s_piece }, call.CancellationToken);
        }));
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Repeat"), new(), CancellationToken.None);
        await call.WriteAsync(new(), CancellationToken.None);
        call.Complete();
        Assert.NotNull(await call.ReadAsync(CancellationToken.None));
        await StandsStillAsync(() => Volatile.Read(ref written));
        Assert.InRange(written, 1, 20);
        Assert.Equal(999, await call.ReadAllAsync(CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task SlowReader_OfRequests_HoldsTheClient()
    {
        var go = new TaskCompletionSource();
        await using var echo = await EchoServer.StartAsync((GrpcService service) => service.AddEcho(collect: async (requests, _) =>
        {
            await go.Task;
            return new EchoReply { Count = (uint)await requests.CountAsync() };
        }));
        await using var call = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Collect"), new(), CancellationToken.None);
        var written = 0;
        var writing = Task.Run(async () =>
        {
            for (; written < 1000; written++) Assert.True(await call.WriteAsync(new() { Payload = s_piece }, CancellationToken.None));
            call.Complete();
        });
        await StandsStillAsync(() => Volatile.Read(ref written));
        Assert.InRange(written, 1, 20);
        go.SetResult();
        await writing;
        Assert.Equal(1000u, (await call.ReadReplyAsync(CancellationToken.None)).Count);
    }

    /// <summary>
    /// Kestrel's limits are set so that each would end the call within two seconds were it not lifted; the pings, once a
    /// second, must be answered in silence too.
    /// </summary>
    [Fact]
    public async Task StandingStill_LongerThanEveryLimit_DoesNotEndACall()
    {
        await using var echo = await EchoServer.StartAsync(limits: limits =>
        {
            limits.MaxRequestBodySize = 10;
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
            limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1e6, gracePeriod: TimeSpan.FromSeconds(1.1));
            s_quick.Apply(limits);
        });
        await using var idle = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Converse"), new(), CancellationToken.None);
        await idle.WriteAsync(new(), CancellationToken.None);
        Assert.Equal(1u, (await idle.ReadAsync(CancellationToken.None))!.Count);
        await using var unread = echo.Channel.Start<EchoRequest, EchoReply>(EchoService.Method("Repeat"), new(), CancellationToken.None);
        await unread.WriteAsync(new() { Repeat = 100, Payload = s_piece }, CancellationToken.None);
        unread.Complete();

        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);

        await idle.WriteAsync(new(), CancellationToken.None);
        Assert.Equal(2u, (await idle.ReadAsync(CancellationToken.None))!.Count);
        Assert.Equal(100, await unread.ReadAllAsync(CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task Peer_ThatVanishes_IsNoticedByTheClient()
    {
        await using var echo = await EchoServer.StartAsync();
        await using var wire = new Wire(echo.Address);
        using var http = new HttpMessageInvoker(s_quick.CreateHandler());
        await using var call = await ConverseAsync(http, wire);
        wire.Silence();
        var clock = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<GrpcException>(() => call.ReadAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(GrpcStatusCode.Unavailable, error.Status);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task Peer_ThatVanishes_IsNoticedByTheServer()
    {
        await using var echo = await EchoServer.StartAsync(limits: s_quick.Apply);
        await using var wire = new Wire(echo.Address);
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        await using var call = await ConverseAsync(http, wire);
        Assert.Equal(1, echo.OpenCalls);
        wire.Silence();
        await echo.IsIdleAsync();
    }

    [Fact]
    public void KeepAlive_ByDefault_TakesLessThanThirtySeconds()
    {
        var keepAlive = new GrpcKeepAlive();
        using var handler = keepAlive.CreateHandler();
        var limits = new KestrelServerLimits();
        keepAlive.Apply(limits);
        // SocketsHttpHandler looks four times in the shorter of both, Kestrel once a second; each may be late twice.
        var checks = 2 * Math.Min(keepAlive.Delay.TotalSeconds, keepAlive.Timeout.TotalSeconds) / 4;
        Assert.InRange((handler.KeepAlivePingDelay + handler.KeepAlivePingTimeout).TotalSeconds + checks, 1, 30);
        Assert.InRange((limits.Http2.KeepAlivePingDelay + limits.Http2.KeepAlivePingTimeout).TotalSeconds + checks, 1, 30);
        Assert.Equal(HttpKeepAlivePingPolicy.Always, handler.KeepAlivePingPolicy);
    }

    private static async Task<GrpcClientCall<EchoRequest, EchoReply>> ConverseAsync(HttpMessageInvoker http, Wire wire)
    {
        var call = new GrpcChannel(http, wire.Address, new()).Start<EchoRequest, EchoReply>(EchoService.Method("Converse"), new(), CancellationToken.None);
        await call.WriteAsync(new(), CancellationToken.None);
        Assert.NotNull(await call.ReadAsync(CancellationToken.None));
        return call;
    }

    /// <summary>The figure has been the same for a third of a second.</summary>
    private static async Task StandsStillAsync(Func<int> figure)
    {
        for (var (last, same) = (-1, 0); same < 10; same = figure() == last ? same + 1 : 0)
        {
            last = figure();
            await Task.Delay(TimeSpan.FromMilliseconds(33), TimeProvider.System);
        }
    }

    /// <summary>What is alive, looked at now and then; garbage, ours or that of tests beside, does not count.</summary>
    private sealed class PeakMemory
    {
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private long _peak;
        private int _samples;

        public void Sample()
        {
            if (_samples++ % 256 == 255) _peak = Math.Max(_peak, GC.GetTotalMemory(forceFullCollection: true));
        }

        public void AssertBelow(int mebibytes) => Assert.InRange((_peak - _before) >> 20, -mebibytes, mebibytes);
    }
}
