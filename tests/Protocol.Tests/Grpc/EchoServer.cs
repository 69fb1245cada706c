using System.Net;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Grpc;

namespace Tongtang.Protocol.Tests.Grpc;

/// <summary>
/// Our server on a free port of the loopback, without TLS, and a channel to it. Disposing fails the test when the server
/// logged an error that was not expected.
/// </summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _http = new(new GrpcKeepAlive().CreateHandler());
    private int _openCalls;

    private EchoServer(WebApplication app, LogWatch log)
    {
        (_app, Log) = (app, log);
        app.Use(async (context, next) =>
        {
            Interlocked.Increment(ref _openCalls);
            await next(context);
            Interlocked.Decrement(ref _openCalls);
        });
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public GrpcChannel Channel => new(_http, Address, new() { Time = _app.Services.GetRequiredService<TimeProvider>() });

    /// <summary>Measures timeouts by the real clock, whatever the server's is.</summary>
    public GrpcChannel SystemTimeChannel => new(_http, Address, new());

    public LogWatch Log { get; }

    /// <summary>Calls whose handler has not returned.</summary>
    public int OpenCalls => Volatile.Read(ref _openCalls);

    public static async Task<EchoServer> StartAsync(Action<IEndpointRouteBuilder>? map = null, Action<KestrelServerLimits>? limits = null, TimeProvider? time = null, bool http1 = false)
    {
        var log = new LogWatch();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            limits?.Invoke(kestrel.Limits);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = http1 ? HttpProtocols.Http1 : HttpProtocols.Http2);
        });
        var app = builder.Build();
        var server = new EchoServer(app, log);
        (map ?? MapEcho)(app);
        await app.StartAsync();
        return server;
    }

    public static Task<EchoServer> StartAsync(Action<GrpcService> handlers) =>
        StartAsync((IEndpointRouteBuilder endpoints) => endpoints.MapGrpc(EchoService.Descriptor, handlers));

    /// <summary>Every handler has returned, soon.</summary>
    public Task IsIdleAsync() => Eventually.TrueAsync(() => OpenCalls == 0, TimeSpan.FromSeconds(5), () => $"{OpenCalls} calls are still open");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Log.Dispose();
    }

    private static void MapEcho(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpc(EchoService.Descriptor, service => service.AddEcho());
        endpoints.MapUnknownGrpc();
    }
}

/// <summary>The handlers of echo.proto.</summary>
internal static class EchoService
{
    public static Google.Protobuf.Reflection.ServiceDescriptor Descriptor => EchoReflection.Descriptor.Services[0];

    public static MethodDescriptor Method(string name) => Descriptor.FindMethodByName(name);

    public static GrpcService AddEcho(
        this GrpcService service,
        Func<IAsyncEnumerable<EchoRequest>, GrpcServerCall, Task<EchoReply>>? collect = null,
        Func<EchoRequest, GrpcStreamWriter<EchoReply>, GrpcServerCall, Task>? repeat = null) => service
        .Unary<EchoRequest, EchoReply>("Say", async (request, call) =>
        {
            await ObeyAsync(request, call);
            return new EchoReply { Payload = request.Payload };
        })
        .ClientStreaming<EchoRequest, EchoReply>("Collect", collect ?? (async (requests, call) =>
        {
            var reply = new EchoReply();
            await foreach (var request in requests)
            {
                await ObeyAsync(request, call);
                reply.Count++;
                reply.TotalBytes += (ulong)request.Payload.Length;
            }
            return reply;
        }))
        .ServerStreaming<EchoRequest, EchoReply>("Repeat", repeat ?? (async (request, replies, call) =>
        {
            for (var i = 1u; i <= request.Repeat; i++)
                await replies.WriteAsync(new EchoReply { Payload = request.Payload, Count = i }, call.CancellationToken);
            await ObeyAsync(request, call);
        }))
        .Duplex<EchoRequest, EchoReply>("Converse", async (requests, replies, call) =>
        {
            var count = 0u;
            await foreach (var request in requests)
            {
                await replies.WriteAsync(new EchoReply { Payload = request.Payload, Count = ++count }, call.CancellationToken);
                await ObeyAsync(request, call);
            }
        });

    private static async Task ObeyAsync(EchoRequest request, GrpcServerCall call)
    {
        if (call.ResponseTrailers.Get("x-text") is null && call.RequestHeaders.Get("x-text") is { } text) call.ResponseTrailers.Add("x-text", text);
        if (call.ResponseTrailers.Get("x-data-bin") is null && call.RequestHeaders.GetBinary("x-data-bin") is { } data) call.ResponseTrailers.AddBinary("x-data-bin", data);
        if (request.StandStill) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.CancellationToken);
        if (request.FailStatus != 0) throw new GrpcException((GrpcStatusCode)request.FailStatus, request.FailMessage);
    }
}
