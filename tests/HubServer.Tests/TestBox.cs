using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests;

/// <summary>A classroom box as the hub sees it: real TLS with its own key and certificate, real gRPC, nothing else.</summary>
internal sealed class TestBox : IAsyncDisposable
{
    private static readonly GrpcCallOptions s_options = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The test's port is chosen only when the hub listens; join codes want one before.</summary>
    public static readonly IReadOnlyDictionary<string, string?> HubSettings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Agents:Address"] = "hub.example:8701" };

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentBag<Socket> _sockets = [];

    public TestBox(Uri address, X509Certificate2? certificate)
    {
        (_address, _certificate) = (address, certificate);
        _http = new HttpMessageInvoker(Handler(certificate));
        Channel = new GrpcChannel(_http, address, new GrpcChannelOptions());
    }

    public GrpcChannel Channel { get; }

    /// <summary>The same connection for requests that are no calls.</summary>
    public HttpMessageInvoker Http => _http;

    /// <summary>What the hub answered to the enrolment; null for a stranger.</summary>
    public EnrolReply? Enrolment { get; private init; }

    /// <summary>The same box, where the hub listens now.</summary>
    public TestBox At(Uri address) => new(address, _certificate) { Enrolment = Enrolment };

    /// <summary>A box with a certificate for the room.</summary>
    public static async Task<TestBox> EnrolAsync(RunningHub hub, string roomId) => await EnrolAsync(hub.AgentsAddress, await CodeAsync(hub, roomId));

    public static async Task<TestBox> EnrolAsync(Uri agents, JoinCode code)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var stranger = new TestBox(agents, certificate: null);
        var reply = await stranger.EnrolAsync(code, RequestFor(key));
        return new TestBox(agents, WithKey(reply.Certificate.ToByteArray(), key)) { Enrolment = reply };
    }

    public static async Task<JoinCode> CodeAsync(RunningHub hub, string roomId)
    {
        var issued = await hub.Services.GetRequiredService<JoinCodes>().CreateAsync(roomId, "test", CancellationToken.None);
        return JoinCode.TryParse(issued.Code, out _)!;
    }

    public static byte[] RequestFor(ECDsa key) => new CertificateRequest("CN=ignored", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    public static X509Certificate2 WithKey(byte[] certificate, ECDsa key)
    {
        using var bare = X509CertificateLoader.LoadCertificate(certificate);
        return bare.CopyWithPrivateKey(key);
    }

    public Task<EnrolReply> EnrolAsync(JoinCode code, byte[] certificateRequest) => EnrolAsync(code.Secret.ToArray(), certificateRequest);

    public Task<EnrolReply> EnrolAsync(byte[] secret, byte[] certificateRequest) => UnaryAsync<EnrolRequest, EnrolReply>(
        EnrolmentReflection.Descriptor.Services[0],
        "Enrol",
        new EnrolRequest { JoinSecret = ByteString.CopyFrom(secret), CertificateRequest = ByteString.CopyFrom(certificateRequest), HostName = "box", AgentVersion = "0.1.0" });

    public Task<RenewReply> RenewAsync(ECDsa key) => UnaryAsync<RenewRequest, RenewReply>(
        EnrolmentReflection.Descriptor.Services[0], "Renew", new RenewRequest { CertificateRequest = ByteString.CopyFrom(RequestFor(key)) });

    public async Task<byte[]> ChallengeAsync() =>
        (await UnaryAsync<ChallengeRequest, ChallengeReply>(EnrolmentReflection.Descriptor.Services[0], "Challenge", new ChallengeRequest())).Nonce.ToByteArray();

    /// <summary>Asks for another certificate by proof of <paramref name="old"/>'s key.</summary>
    public async Task<RenewReply> RecoverAsync(X509Certificate2 old, byte[] nonce, ECDsa key, ECDsa? prover = null)
    {
        var signing = RequestFor(key);
        using var own = old.GetECDsaPrivateKey();
        return await UnaryAsync<RecoverRequest, RenewReply>(EnrolmentReflection.Descriptor.Services[0], "Recover", new RecoverRequest
        {
            Certificate = ByteString.CopyFrom(old.RawData),
            Nonce = ByteString.CopyFrom(nonce),
            CertificateRequest = ByteString.CopyFrom(signing),
            Proof = ByteString.CopyFrom(RecoveryProof.Sign(prover ?? own!, nonce, signing)),
        });
    }

    public Task<Holdings> OpenAsync(RecordingDescription description) =>
        UnaryAsync<RecordingDescription, Holdings>(RecordingsReflection.Descriptor.Services[0], "Open", description);

    public Task<CloseReply> CloseAsync(CloseRecording close) => UnaryAsync<CloseRecording, CloseReply>(RecordingsReflection.Descriptor.Services[0], "Close", close);

    /// <summary>Sends the pieces as they are, right or wrong.</summary>
    public async Task<SegmentReceipt> StoreAsync(params SegmentPiece[] pieces)
    {
        await using var call = StartStore(CancellationToken.None);
        foreach (var piece in pieces)
        {
            if (!await call.WriteAsync(piece, CancellationToken.None)) break;
        }
        call.Complete();
        return await call.ReadReplyAsync(CancellationToken.None);
    }

    public Task<SegmentReceipt> StoreAsync(SegmentHeader header, byte[] data) =>
        StoreAsync([new SegmentPiece { Header = header }, .. data.Chunk(256 * 1024).Select(chunk => new SegmentPiece { Data = ByteString.CopyFrom(chunk) })]);

    public GrpcClientCall<SegmentPiece, SegmentReceipt> StartStore(CancellationToken cancellationToken) => Channel.Start<SegmentPiece, SegmentReceipt>(
        RecordingsReflection.Descriptor.Services[0].FindMethodByName("Store"), s_options, cancellationToken);

    /// <summary>Opens the control stream, says Hello and takes the Welcome.</summary>
    public async Task<TestLink> ConnectAsync(string bootId = "b", string timetableHash = "")
    {
        var link = new TestLink(Channel.Start<AgentMessage, HubMessage>(LinkReflection.Descriptor.Services[0].FindMethodByName("Connect"), new GrpcCallOptions(), CancellationToken.None));
        await link.SayAsync(new AgentMessage { Hello = new Hello { AgentVersion = "0.1.0", StoreEpoch = "e", BootId = bootId, ClockKnown = true, TimetableHash = timetableHash } });
        link.Welcome = (await link.HearAsync()).Welcome;
        // What every link begins with.
        link.Part = (await link.HearAsync()).LessonPart;
        return link;
    }

    /// <summary>Without gRPC, on the boxes' own listener.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) =>
        _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_address, path)) { Version = System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact }, CancellationToken.None);

    /// <summary>The refusal's status and code.</summary>
    public static async Task<(GrpcStatusCode Status, string? Code)> RefusalAsync(Task call)
    {
        var refusal = await Assert.ThrowsAsync<GrpcException>(() => call);
        return (refusal.Status, refusal.Trailers.Get(AgentRefusal.CodeTrailer));
    }

    /// <summary>Breaks the connections in mid-sentence, as a pulled plug does.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets) socket.Close(timeout: 0);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<TReply> UnaryAsync<TRequest, TReply>(Google.Protobuf.Reflection.ServiceDescriptor service, string method, TRequest request)
        where TRequest : class, IMessage
        where TReply : class, IMessage => Channel.UnaryAsync<TRequest, TReply>(service.FindMethodByName(method), request, s_options, CancellationToken.None);

    private SocketsHttpHandler Handler(X509Certificate2? certificate)
    {
        var handler = new GrpcKeepAlive().CreateHandler();
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            }
            catch
            {
                // Whoever dials a dead hub all the time would run out of them.
                socket.Dispose();
                throw;
            }
            _sockets.Add(socket);
            return new NetworkStream(socket, ownsSocket: true);
        };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            TargetHost = AgentTls.ServerName,
            // Whom the box trusts is the box's to test.
            RemoteCertificateValidationCallback = (_, server, _, _) => server!.Subject == $"CN={AgentTls.ServerName}",
            ClientCertificates = certificate is null ? null : [certificate],
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
        };
        return handler;
    }
}

/// <summary>A box's end of the control stream.</summary>
internal sealed class TestLink(GrpcClientCall<AgentMessage, HubMessage> call) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<HubMessage> _messages = call.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator();

    public Welcome Welcome { get; set; } = new();

    /// <summary>The part in a lesson with which the link began; empty: none.</summary>
    public LessonPart Part { get; set; } = new();

    public async Task SayAsync(AgentMessage message) => await call.WriteAsync(message, CancellationToken.None);

    public async Task<HubMessage> HearAsync()
    {
        Assert.True(await _messages.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)), "The hub ended the link.");
        return _messages.Current;
    }

    /// <summary>All that the hub says from now on, until the link ends.</summary>
    public async IAsyncEnumerable<HubMessage> ReadAllAsync()
    {
        while (await _messages.MoveNextAsync()) yield return _messages.Current;
    }

    /// <summary>How the hub ends the stream.</summary>
    public Task<(GrpcStatusCode Status, string? Code)> EndAsync() => TestBox.RefusalAsync(ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20)));

    public ValueTask DisposeAsync() => call.DisposeAsync();

    private async Task ReadToEndAsync()
    {
        while (await _messages.MoveNextAsync())
        {
        }
    }
}
