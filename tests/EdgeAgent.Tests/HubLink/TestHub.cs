using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tongtang.Harness;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Media;
using Tongtang.Protocol.V1;
using Xunit.Sdk;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>
/// The hub's side of the contract in memory, on a real port with a CA of its own: keeps what it is sent, and says no,
/// breaks off or hangs when a test wants it to.
/// </summary>
internal sealed class TestHub : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly X509Certificate2 _ca;
    private readonly X509Certificate2 _server;
    private WebApplication? _app;
    private int _port;

    public TestHub(string serverName = "agents.tongtang.internal")
    {
        _ca = MakeCa();
        _server = Issue(serverName, "1.3.6.1.5.5.7.3.1", key: null);
    }

    public Uri Address => new($"https://127.0.0.1:{_port}");

    /// <summary>Offset of this hub's clock from the machine's.</summary>
    public TimeSpan ClockOffset { get; set; }

    public List<byte[]> JoinSecrets { get; } = [];

    public ConcurrentQueue<Hello> Hellos { get; } = new();

    public ConcurrentQueue<AgentMessage> Received { get; } = new();

    /// <summary>What the hub says over the present link; set by each Connect.</summary>
    public ChannelWriter<HubMessage>? Link { get; private set; }

    /// <summary>Refuses links with this, when set.</summary>
    public GrpcException? RefuseLink { get; set; }

    public HubRecordings Recordings { get; } = new();

    /// <summary>What it was delivered, and what it says to that.</summary>
    public HubReadings Readings { get; } = new();

    /// <summary>The frames that it was pushed.</summary>
    public HubLive Live { get; } = new();

    public int Connects { get; private set; }

    /// <summary>Validity of the next certificate that enrolment gives; null for an ordinary one.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? NextLife { get; set; }

    public GrpcException? RefuseRenewal { get; set; }

    /// <summary>Serials of the certificates that links, renewals and recoveries came with.</summary>
    public ConcurrentQueue<string> Serials { get; } = new();

    public ConcurrentQueue<string> Renewals { get; } = new();

    public ConcurrentQueue<string> Recoveries { get; } = new();

    /// <param name="port">Of a line to this hub; null: its own.</param>
    public JoinCode NewCode(bool withAddress = true, int? port = null)
    {
        var code = JoinCode.Create(_ca.RawData, withAddress ? $"127.0.0.1:{port ?? _port}" : null);
        JoinSecrets.Add(code.Secret.ToArray());
        return code;
    }

    public async Task<TestHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(_server, null, offline: true),
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || certificate.Issuer == _ca.Subject,
                }),
            });
        }));
        _app = builder.Build();
        _app.MapGet("/ca.crt", () => TypedResults.Bytes(_ca.RawData, "application/pkix-cert"));
        _app.MapGrpc(EnrolmentReflection.Descriptor.Services[0], service => service
            .Unary<EnrolRequest, EnrolReply>("Enrol", EnrolAsync)
            .Unary<RenewRequest, RenewReply>("Renew", (request, call) => Task.FromResult(Renew(request, call)))
            .Unary<ChallengeRequest, ChallengeReply>("Challenge", (_, _) => Task.FromResult(new ChallengeReply { Nonce = ByteString.CopyFromUtf8("nonce") }))
            .Unary<RecoverRequest, RenewReply>("Recover", (request, _) => Task.FromResult(Recover(request))));
        _app.MapGrpc(LinkReflection.Descriptor.Services[0], service => service.Duplex<AgentMessage, HubMessage>("Connect", ConnectAsync));
        _app.MapGrpc(RecordingsReflection.Descriptor.Services[0], service => service
            .Unary<RecordingDescription, Holdings>("Open", (request, _) => Task.FromResult(Recordings.Open(request)))
            .ClientStreaming<SegmentPiece, SegmentReceipt>("Store", (pieces, call) => Recordings.StoreAsync(pieces, call.HttpContext))
            .Unary<CloseRecording, CloseReply>("Close", (request, _) => Task.FromResult(Recordings.Close(request))));
        _app.MapGrpc(ReadingsReflection.Descriptor.Services[0], service => service.Duplex<ItemBatch, ItemAcknowledgement>("Deliver", Readings.DeliverAsync));
        _app.MapGrpc(LiveReflection.Descriptor.Services[0], service => service
            .Duplex<LiveUp, LiveWish>("Push", Live.PushAsync)
            .ServerStreaming<LivePull, LiveMessage>("Pull", Live.PullAsync));
        _app.MapGet("/lesson-media/{**path}", (HttpContext context, string path) =>
            TypedResults.Text($"{path}{context.Request.QueryString} {context.Connection.ClientCertificate is not null} {context.Request.Headers.Cookie}", HlsMediaPlaylist.ContentType));
        await _app.StartAsync();
        _port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return this;
    }

    public async Task StopAsync()
    {
        if (_app is null) return;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        Link?.TryComplete();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Waits until the agent has sent a message like this.</summary>
    public Task<AgentMessage> ReceivedAsync(Func<AgentMessage, bool> like) => EventuallyAsync(() => Received.FirstOrDefault(like));

    /// <param name="log">What to show when it never comes.</param>
    public static async Task<T> EventuallyAsync<T>(Func<T?> look, LogWatch? log = null)
        where T : class
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (look() is { } found) return found;
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new XunitException($"Not within {Patience.TotalSeconds} s.\n{string.Join('\n', log?.Lines ?? [])}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _server.Dispose();
        _ca.Dispose();
    }

    private Task<EnrolReply> EnrolAsync(EnrolRequest request, GrpcServerCall call)
    {
        if (!JoinSecrets.RemoveAll(s => s.AsSpan().SequenceEqual(request.JoinSecret.Span)).Equals(1))
            throw new GrpcException(GrpcStatusCode.NotFound, "This join code is not known.", new GrpcMetadata { { "tongtang-code", "join_code_unknown" } });
        var signing = CertificateRequest.LoadSigningRequest(request.CertificateRequest.ToByteArray(), HashAlgorithmName.SHA256);
        using var certificate = Issue("agent", "1.3.6.1.5.5.7.3.2", signing.PublicKey, NextLife);
        NextLife = null;
        return Task.FromResult(new EnrolReply
        {
            AgentId = Guid.CreateVersion7().ToString("N"),
            RoomId = new string('a', 32),
            RoomName = "七年级（1）班",
            SchoolName = "实验小学",
            Certificate = ByteString.CopyFrom(certificate.RawData),
            CaCertificate = ByteString.CopyFrom(_ca.RawData),
            HubTimeMs = NowMs,
        });
    }

    private RenewReply Renew(RenewRequest request, GrpcServerCall call)
    {
        Renewals.Enqueue(call.HttpContext.Connection.ClientCertificate!.SerialNumber);
        if (RefuseRenewal is { } refusal) throw refusal;
        return Next(request.CertificateRequest);
    }

    private RenewReply Recover(RecoverRequest request)
    {
        using var shown = X509CertificateLoader.LoadCertificate(request.Certificate.Span);
        using var key = shown.GetECDsaPublicKey();
        Assert.Equal("nonce", request.Nonce.ToStringUtf8());
        Assert.True(RecoveryProof.Verify(key!, request.Nonce.Span, request.CertificateRequest.Span, request.Proof.Span));
        Recoveries.Enqueue(shown.SerialNumber);
        return Next(request.CertificateRequest);
    }

    private RenewReply Next(ByteString request)
    {
        using var certificate = Issue("agent", "1.3.6.1.5.5.7.3.2", CertificateRequest.LoadSigningRequest(request.ToByteArray(), HashAlgorithmName.SHA256).PublicKey);
        return new RenewReply { Certificate = ByteString.CopyFrom(certificate.RawData), HubTimeMs = NowMs };
    }

    private long NowMs => (TimeProvider.System.GetUtcNow() + ClockOffset).ToUnixTimeMilliseconds();

    private async Task ConnectAsync(IAsyncEnumerable<AgentMessage> requests, GrpcStreamWriter<HubMessage> replies, GrpcServerCall call)
    {
        Connects++;
        if (call.HttpContext.Connection.ClientCertificate is null) throw new GrpcException(GrpcStatusCode.Unauthenticated, "No certificate.", new GrpcMetadata { { "tongtang-code", "certificate_missing" } });
        if (RefuseLink is { } refusal) throw refusal;
        Serials.Enqueue(call.HttpContext.Connection.ClientCertificate.SerialNumber);
        if (new DateTimeOffset(call.HttpContext.Connection.ClientCertificate.NotAfter) < TimeProvider.System.GetUtcNow() + ClockOffset) throw new GrpcException(GrpcStatusCode.Unauthenticated, "Expired.", new GrpcMetadata { { "tongtang-code", "certificate_expired" } });
        var outbound = Channel.CreateUnbounded<HubMessage>();
        Link = outbound.Writer;
        var sending = Task.Run(async () =>
        {
            await foreach (var message in outbound.Reader.ReadAllAsync(call.CancellationToken)) await replies.WriteAsync(message, call.CancellationToken);
        });
        var reading = Task.Run(async () =>
        {
            await foreach (var message in requests)
            {
                Received.Enqueue(message);
                if (message.Hello is { } hello)
                {
                    Hellos.Enqueue(hello);
                    outbound.Writer.TryWrite(new HubMessage { Welcome = new Welcome { HubTimeMs = NowMs, RoomName = "七年级（1）班", SchoolName = "实验小学", ProbeIntervalSeconds = 1 } });
                }
                if (message.TimeProbe is { } probe) outbound.Writer.TryWrite(new HubMessage { TimeReply = new TimeReply { ProbeSentMonotonicMs = probe.SentMonotonicMs, HubReceivedMs = NowMs, HubSentMs = NowMs } });
            }
        });
        await await Task.WhenAny(sending, reading);
    }

    private static X509Certificate2 MakeCa()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=test hub {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-200), TimeProvider.System.GetUtcNow().AddYears(1));
    }

    private X509Certificate2 Issue(string name, string usage, PublicKey? key, (DateTimeOffset From, DateTimeOffset To)? life = null)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), key ?? new PublicKey(own), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.Create(_ca, life?.From ?? (key is null ? new DateTimeOffset(_ca.NotBefore) : TimeProvider.System.GetUtcNow().AddHours(-1)), life?.To ?? new DateTimeOffset(_ca.NotAfter), RandomNumberGenerator.GetBytes(8));
        return key is null ? X509CertificateLoader.LoadPkcs12(certificate.CopyWithPrivateKey(own).Export(X509ContentType.Pfx), null) : certificate;
    }
}
