using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Gives enrolled boxes their next certificate: by the one they have (Renew), or, when that has expired, by proof of its
/// key (Recover). The certificate before stays valid until the next one is used (<see cref="CertificateRows"/>).
/// </summary>
internal sealed partial class CertificateDesk(
    AgentGate gate, HubDatabase database, HubAuthority authority, RecoveryNonces nonces, AgentSettings settings, TimeProvider time, ILogger<CertificateDesk> logger)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private const int LongestCertificate = 8 * 1024;

    private readonly Admission _admission = new(settings.CertificatesPerSecond, time);
    private readonly Admission _strangers = new(settings.CertificatesPerSecond * 10, time);

    public async Task<RenewReply> RenewAsync(RenewRequest request, GrpcServerCall call)
    {
        var agent = await gate.RequireAsync(call);
        var key = CertificateRequests.Read(request.CertificateRequest.ToByteArray());
        Admit(_admission);
        var reply = await SucceedAsync(agent.AgentId, agent.Serial, key, call.CancellationToken);
        LogRenewed(agent.AgentId, agent.RoomId);
        return reply;
    }

    public Task<ChallengeReply> ChallengeAsync(ChallengeRequest request, GrpcServerCall call) =>
        Task.FromResult(new ChallengeReply { Nonce = ByteString.CopyFrom(nonces.Make()) });

    public async Task<RenewReply> RecoverAsync(RecoverRequest request, GrpcServerCall call)
    {
        try
        {
            return await RecoverAsync(request, call.CancellationToken);
        }
        catch (GrpcException refusal)
        {
            LogRefused(refusal.Trailers.Get(AgentRefusal.CodeTrailer), call.HttpContext.Connection.RemoteIpAddress?.ToString());
            throw;
        }
    }

    /// <summary>Cheap questions first: who cannot prove a key gets nothing signed here and no box's turn.</summary>
    private async Task<RenewReply> RecoverAsync(RecoverRequest request, CancellationToken cancellationToken)
    {
        if (!nonces.IsGood(request.Nonce.Span)) throw NonceInvalid();
        Admit(_strangers);
        using var shown = Load(request.Certificate);
        var serial = AgentGate.SerialOf(shown);
        var row = await FindAsync(serial, cancellationToken);
        // What the hub issued, byte for byte: so its authority has signed it and its key is the one that was certified.
        if (!row.Certificate.AsSpan().SequenceEqual(request.Certificate.Span)) throw Invalid("the hub did not issue it");
        RequireProof(shown, request);
        var key = CertificateRequests.Read(request.CertificateRequest.ToByteArray());
        var expired = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.NotAfterMs);
        if (expired > settings.RecoverWithin)
            throw AgentRefusal.Create(GrpcStatusCode.FailedPrecondition, "recovery_too_late", $"The certificate ended {expired.TotalDays:0} days ago; enrol the box again with a new join code.");
        Admit(_admission);
        if (!nonces.Use(request.Nonce.Span)) throw NonceInvalid();
        var reply = await SucceedAsync(row.AgentId, serial, key, cancellationToken);
        LogRecovered(row.AgentId, row.RoomId, expired.TotalDays);
        return reply;
    }

    private async Task<CertificateRow> FindAsync(string serial, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await CertificateRows.FindAsync(connection, serial) is { Revoked: 0 } living ? living : throw AgentIdentity.RevokedRefusal();
        return row.DuplicatedAtMs is null ? row : throw AgentIdentity.DuplicatedRefusal();
    }

    private async Task<RenewReply> SucceedAsync(string agentId, string presented, PublicKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var certificate = authority.Issue(new CertificateOrder { CommonName = agentId, PublicKey = key, Usage = CertificateOrder.ForClients, Lifetime = Lifetime }, now);
        await database.WriteAsync(connection => CertificateRows.SucceedAsync(connection, presented, certificate, now.ToUnixTimeMilliseconds()), cancellationToken);
        return new RenewReply { Certificate = ByteString.CopyFrom(certificate.RawData), HubTimeMs = now.ToUnixTimeMilliseconds() };
    }

    private static X509Certificate2 Load(ByteString der)
    {
        if (der.Length is 0 or > LongestCertificate) throw Invalid($"it has {der.Length} bytes; allowed: 1 to {LongestCertificate}");
        try
        {
            return X509CertificateLoader.LoadCertificate(der.Span);
        }
        catch (CryptographicException fault)
        {
            throw Invalid(fault.Message);
        }
    }

    private static void RequireProof(X509Certificate2 shown, RecoverRequest request)
    {
        using var key = shown.GetECDsaPublicKey() ?? throw Invalid("its key is not ECDSA");
        if (!RecoveryProof.Verify(key, request.Nonce.Span, request.CertificateRequest.Span, request.Proof.Span))
            throw AgentRefusal.Invalid("recovery_proof_invalid", "The proof is not by the key of the certificate, or for another nonce or request.");
    }

    private static void Admit(Admission admission)
    {
        if (admission.TryEnter() is { } wait)
            throw AgentRefusal.Create(GrpcStatusCode.ResourceExhausted, "hub_busy", "Many boxes want a certificate at once.", wait);
    }

    private static GrpcException Invalid(string why) => AgentRefusal.Invalid("certificate_invalid", $"The certificate is refused: {why}.");

    private static GrpcException NonceInvalid() =>
        AgentRefusal.Create(GrpcStatusCode.FailedPrecondition, "recovery_nonce_invalid", "The nonce is not of this hub, older than two minutes, or used; ask for another one.");

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "Agent {AgentId} of room {RoomId} gets its next certificate")]
    private partial void LogRenewed(string agentId, string roomId);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Information, Message = "Agent {AgentId} of room {RoomId} gets another certificate by proof of its key; the last one ended {ExpiredDays:0.0} days ago")]
    private partial void LogRecovered(string agentId, string roomId, double expiredDays);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "Recovery from {RemoteAddress} refused: {Code}")]
    private partial void LogRefused(string? code, string? remoteAddress);
}
