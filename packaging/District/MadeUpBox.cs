using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.District;

/// <summary>A room whose box is a part of this program: enrolled by a join code, it speaks to the hub as any box does.</summary>
internal sealed class MadeUpBox : IDisposable
{
    private const int PieceBytes = 256 * 1024;

    private static readonly ServiceDescriptor s_recordings = RecordingsReflection.Descriptor.Services[0];

    private readonly HttpMessageInvoker _http;

    private MadeUpBox(MadeUpRoom room, Uri agents, X509Certificate2? certificate)
    {
        Room = room;
        var handler = new GrpcKeepAlive().CreateHandler();
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            TargetHost = "agents.tongtang.internal",
            // A hub on this machine, to which nobody's lessons go; a real box trusts the authority of its join code alone.
            RemoteCertificateValidationCallback = (_, server, _, _) => server!.Subject == "CN=agents.tongtang.internal",
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [], offline: true),
        };
        _http = new HttpMessageInvoker(handler);
        Channel = new GrpcChannel(_http, agents, new GrpcChannelOptions());
    }

    public MadeUpRoom Room { get; }

    public GrpcChannel Channel { get; }

    /// <summary>The box of the room; with a certificate of an earlier run where there is one.</summary>
    /// <param name="folder">Where certificates are kept.</param>
    public static async Task<MadeUpBox> OfAsync(MadeUpRoom room, HubApi api, Uri agents, string folder)
    {
        var file = Path.Combine(folder, $"{room.Id}.pfx");
        if (File.Exists(file)) return new MadeUpBox(room, agents, X509CertificateLoader.LoadPkcs12FromFile(file, null));
        var issued = await api.PostAsync($"rooms/{room.Id}/join-codes", new { });
        var code = JoinCode.TryParse(issued["code"]!.GetValue<string>(), out var problem) ?? throw new DistrictException(problem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = new MadeUpBox(room, agents, certificate: null);
        var reply = await stranger.CallAsync<EnrolRequest, EnrolReply>(EnrolmentReflection.Descriptor.Services[0], "Enrol", new EnrolRequest
        {
            JoinSecret = ByteString.CopyFrom(code.Secret),
            CertificateRequest = ByteString.CopyFrom(new CertificateRequest("CN=district", key, HashAlgorithmName.SHA256).CreateSigningRequest()),
            HostName = $"box-{room.Id[^6..]}",
            AgentVersion = "0.1.0",
        });
        using var bare = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
        var certificate = bare.CopyWithPrivateKey(key);
        DurableFile.Write(file, certificate.Export(X509ContentType.Pkcs12), DurableFile.OwnerOnly);
        return new MadeUpBox(room, agents, certificate);
    }

    public async Task<TReply> CallAsync<TRequest, TReply>(ServiceDescriptor service, string method, TRequest request)
        where TRequest : class, IMessage
        where TReply : class, IMessage =>
        await Channel.UnaryAsync<TRequest, TReply>(service.FindMethodByName(method), request, new GrpcCallOptions { Timeout = TimeSpan.FromMinutes(1) }, CancellationToken.None);

    public Task<Holdings> OpenAsync(RecordingDescription description) => CallAsync<RecordingDescription, Holdings>(s_recordings, "Open", description);

    public Task<CloseReply> CloseAsync(CloseRecording close) => CallAsync<CloseRecording, CloseReply>(s_recordings, "Close", close);

    public async Task StoreAsync(SegmentHeader header, byte[] segment)
    {
        await using var call = Channel.Start<SegmentPiece, SegmentReceipt>(s_recordings.FindMethodByName("Store"), new GrpcCallOptions(), CancellationToken.None);
        await call.WriteAsync(new SegmentPiece { Header = header }, CancellationToken.None);
        for (var at = 0; at < segment.Length; at += PieceBytes)
        {
            var piece = UnsafeByteOperations.UnsafeWrap(segment.AsMemory(at, Math.Min(PieceBytes, segment.Length - at)));
            await call.WriteAsync(new SegmentPiece { Data = piece }, CancellationToken.None);
        }
        call.Complete();
        await call.ReadReplyAsync(CancellationToken.None);
    }

    /// <summary>Delivers what of these the hub does not have yet: they are numbered from 1, the same in every run.</summary>
    public async Task DeliverAsync(ItemClass kind, IReadOnlyList<Item> items)
    {
        const string epoch = "past";
        await using var call = Channel.Start<ItemBatch, ItemAcknowledgement>(ReadingsReflection.Descriptor.Services[0].FindMethodByName("Deliver"), new GrpcCallOptions(), CancellationToken.None);
        var done = (await AskAsync(new ItemBatch { StoreEpoch = epoch, ItemClass = kind })).UpToSequence;
        for (var at = (int)done; at < items.Count; at += 1000)
        {
            var batch = new ItemBatch { StoreEpoch = epoch, ItemClass = kind };
            foreach (var (index, item) in items.Skip(at).Take(1000).Index())
            {
                item.Sequence = (ulong)(at + index + 1);
                batch.Items.Add(item);
            }
            var answer = await AskAsync(batch);
            if (answer.Fault is not null || answer.Rejected.Count > 0) throw new DistrictException($"Items of {Room.Name} were refused: {answer}");
        }
        call.Complete();

        async Task<ItemAcknowledgement> AskAsync(ItemBatch batch)
        {
            await call.WriteAsync(batch, CancellationToken.None);
            return await call.ReadAsync(CancellationToken.None) ?? throw new DistrictException("The hub ended a delivery.");
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <param name="Number">Counts all rooms of the district from 0.</param>
internal sealed record MadeUpRoom(string Id, string Name, string SchoolId, string School, int Number, bool IsClass);
