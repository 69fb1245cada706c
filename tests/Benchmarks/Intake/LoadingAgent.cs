using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Intake;

/// <summary>
/// A box as the hub sees it, without a classroom: enrolled for a room of its own, it opens a recording and stores
/// segments as fast as the hub takes them.
/// </summary>
internal sealed class LoadingAgent : IDisposable
{
    private const int PieceBytes = 64 * 1024;
    private static readonly ServiceDescriptor Recordings = RecordingsReflection.Descriptor.Services[0];
    private readonly HttpMessageInvoker _http;
    private readonly GrpcChannel _channel;
    private readonly Uri _hub;
    private readonly X509Certificate2? _certificate;
    private int _next = -1;

    private LoadingAgent(Uri hub, X509Certificate2? certificate)
    {
        (_hub, _certificate) = (hub, certificate);
        _http = new HttpMessageInvoker(Handler());
        _channel = new GrpcChannel(_http, hub, new GrpcChannelOptions());
    }

    public string RecordingId { get; } = Guid.CreateVersion7().ToString("N");

    public string RoomId { get; private init; } = "";

    /// <summary>For what else a box calls.</summary>
    public GrpcChannel Channel => _channel;

    public static async Task<LoadingAgent> EnrolAsync(Hub hub, byte[] initSegment)
    {
        var agent = await EnrolAsync(hub);
        await agent.OpenAsync(initSegment);
        return agent;
    }

    /// <summary>The box of a new room.</summary>
    public static async Task<LoadingAgent> EnrolAsync(Hub hub)
    {
        var room = await hub.CreateRoomAsync("load " + Guid.NewGuid().ToString("N"));
        var code = JoinCode.TryParse(await hub.JoinCodeAsync(room), out var problem) ?? throw new InvalidOperationException(problem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var unenrolled = new LoadingAgent(hub.AgentsAddress, certificate: null);
        var reply = await unenrolled._channel.UnaryAsync<EnrolRequest, EnrolReply>(
            EnrolmentReflection.Descriptor.Services[0].FindMethodByName("Enrol"),
            new EnrolRequest
            {
                JoinSecret = ByteString.CopyFrom(code.Secret),
                CertificateRequest = ByteString.CopyFrom(new CertificateRequest("CN=load", key, HashAlgorithmName.SHA256).CreateSigningRequest()),
            },
            new GrpcCallOptions(),
            CancellationToken.None);
        using var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
        return new LoadingAgent(hub.AgentsAddress, certificate.CopyWithPrivateKey(key)) { RoomId = room };
    }

    /// <summary>Stores one more segment; returns when the hub has it on disk.</summary>
    public async Task StoreAsync(byte[] segment, byte[] sha256)
    {
        await using var call = _channel.Start<SegmentPiece, SegmentReceipt>(Recordings.FindMethodByName("Store"), new GrpcCallOptions(), CancellationToken.None);
        await call.WriteAsync(new SegmentPiece { Header = NextHeader(segment, sha256) }, CancellationToken.None);
        for (var at = 0; at < segment.Length; at += PieceBytes)
        {
            var piece = UnsafeByteOperations.UnsafeWrap(segment.AsMemory(at, Math.Min(PieceBytes, segment.Length - at)));
            await call.WriteAsync(new SegmentPiece { Data = piece }, CancellationToken.None);
        }
        call.Complete();
        await call.ReadReplyAsync(CancellationToken.None);
    }

    /// <summary>A connection with the box's certificate for someone else to speak HTTP/2 on.</summary>
    public async Task<SslStream> ConnectAsync()
    {
        var tls = new SslStream(new NetworkStream(await DialAsync(CancellationToken.None), ownsSocket: true));
        await tls.AuthenticateAsClientAsync(TlsOptions());
        return tls;
    }

    /// <summary>Of the segment after the last.</summary>
    public SegmentHeader NextHeader(byte[] segment, byte[] sha256)
    {
        var number = Interlocked.Increment(ref _next);
        return new SegmentHeader
        {
            RecordingId = RecordingId,
            Track = "camera.video",
            Number = (uint)number,
            Length = (uint)segment.Length,
            Sha256 = ByteString.CopyFrom(sha256),
            CapturedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            MediaTimeUs = number * 2_000_000L,
            DurationUs = 2_000_000,
            Independent = true,
        };
    }

    public void Dispose() => _http.Dispose();

    private async Task OpenAsync(byte[] initSegment)
    {
        var description = new RecordingDescription
        {
            RecordingId = RecordingId,
            Revision = 1,
            Title = "load",
            StartedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            ClockKnown = true,
            Tracks = { new Track { Name = "camera.video", Kind = TrackKind.Video, Codec = "avc1.64001F", Width = 640, Height = 360, Epochs = { new Epoch { InitSegment = ByteString.CopyFrom(initSegment) } } } },
            Views = { new View { Name = "camera", Role = SourceRole.Teacher, VideoTrack = "camera.video" } },
        };
        await _channel.UnaryAsync<RecordingDescription, Holdings>(Recordings.FindMethodByName("Open"), description, new GrpcCallOptions(), CancellationToken.None);
    }

    private async Task<Socket> DialAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_hub.Host, _hub.Port, cancellationToken);
        return socket;
    }

    private SocketsHttpHandler Handler()
    {
        var handler = new GrpcKeepAlive().CreateHandler();
        handler.SslOptions = TlsOptions();
        handler.ConnectCallback = async (_, cancellationToken) => new NetworkStream(await DialAsync(cancellationToken), ownsSocket: true);
        return handler;
    }

    private SslClientAuthenticationOptions TlsOptions() => new()
    {
        TargetHost = "agents.tongtang.internal",
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        // What is measured is the hub; whom the box trusts is tested elsewhere.
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
        ClientCertificateContext = _certificate is null ? null : SslStreamCertificateContext.Create(_certificate, [], offline: true),
    };
}
