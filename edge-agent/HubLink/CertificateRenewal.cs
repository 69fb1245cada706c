using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Gets this box its next certificate, for a new key that is made here and never leaves: by the certificate it has, or,
/// when that has expired, by proof of its key. What is lost on the way (power, answer) is asked for again with the old
/// certificate, which the hub takes until it has seen the new one.
/// </summary>
internal sealed class CertificateRenewal(HubConnections connections, HubIdentity identity, HubClock clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Google.Protobuf.Reflection.ServiceDescriptor Enrolment = EnrolmentReflection.Descriptor.Services[0];

    /// <returns>False when the box became another agent meanwhile; then nothing was changed.</returns>
    /// <exception cref="GrpcException">The hub said no.</exception>
    public async Task<bool> RenewAsync(AgentIdentity current, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var connection = connections.Open(current);
        var request = new RenewRequest { CertificateRequest = ByteString.CopyFrom(RequestFor(key)) };
        var askedMs = clock.MonotonicMs;
        return await KeepAsync(current, key, await AskAsync<RenewRequest, RenewReply>(connection, "Renew", request, cancellationToken), askedMs, cancellationToken);
    }

    /// <returns>False when the box became another agent meanwhile; then nothing was changed.</returns>
    /// <exception cref="GrpcException">The hub said no.</exception>
    public async Task<bool> RecoverAsync(AgentIdentity current, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var old = current.Certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The box's key is not ECDSA.");
        using var connection = connections.OpenUnenrolled(current.Enrolled.Hub, current.Ca);
        var challenge = await AskAsync<ChallengeRequest, ChallengeReply>(connection, "Challenge", new ChallengeRequest(), cancellationToken);
        var signing = RequestFor(key);
        var request = new RecoverRequest
        {
            Certificate = ByteString.CopyFrom(current.Certificate.RawData),
            Nonce = challenge.Nonce,
            CertificateRequest = ByteString.CopyFrom(signing),
            Proof = ByteString.CopyFrom(RecoveryProof.Sign(old, challenge.Nonce.Span, signing)),
        };
        var askedMs = clock.MonotonicMs;
        return await KeepAsync(current, key, await AskAsync<RecoverRequest, RenewReply>(connection, "Recover", request, cancellationToken), askedMs, cancellationToken);
    }

    private async Task<bool> KeepAsync(AgentIdentity current, ECDsa key, RenewReply reply, long askedMs, CancellationToken cancellationToken)
    {
        clock.TakeRough(askedMs, reply.HubTimeMs);
        using var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
        using var certified = certificate.GetECDsaPublicKey();
        if (certified?.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()) is not true)
            throw new CryptographicException("The hub's certificate is not for the key of this box.");
        return await identity.SucceedAsync(current, key, certificate, cancellationToken);
    }

    private static byte[] RequestFor(ECDsa key) => new CertificateRequest("CN=tongtang-agent", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    private static Task<TReply> AskAsync<TRequest, TReply>(HubConnection connection, string method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage
        where TReply : class, IMessage =>
        connection.Channel.UnaryAsync<TRequest, TReply>(Enrolment.FindMethodByName(method), request, new GrpcCallOptions { Timeout = Patience }, cancellationToken);
}
