using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Google.Protobuf;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Makes a box the agent of a room: a join code for a certificate. The code is spent in the transaction that stores the
/// certificate; a box that did not get the answer may ask again with the same code and key. A room that has a box gets
/// the new one: the old certificate is revoked and what it has open is ended; what it recorded stays with the room.
/// </summary>
internal sealed partial class EnrolmentDesk(
    HubDatabase database, HubAuthority authority, AgentRegistry registry, RoomStates states, EventHub events, TimeProvider time, ILogger<EnrolmentDesk> logger)
{
    public async Task<EnrolReply> EnrolAsync(EnrolRequest request, GrpcServerCall call)
    {
        try
        {
            return await EnrolAsync(request, call.CancellationToken);
        }
        catch (GrpcException refusal)
        {
            LogRefused(refusal.Trailers.Get(AgentRefusal.CodeTrailer), call.HttpContext.Connection.RemoteIpAddress?.ToString());
            throw;
        }
    }

    private async Task<EnrolReply> EnrolAsync(EnrolRequest request, CancellationToken cancellationToken)
    {
        if (request.JoinSecret.Length != JoinCode.SecretLength)
            throw AgentRefusal.Invalid("join_code_malformed", $"The join code's secret has {request.JoinSecret.Length} bytes; it has {JoinCode.SecretLength}.");
        var key = CertificateRequests.Read(request.CertificateRequest.ToByteArray());
        var hash = JoinCodes.HashOf(request.JoinSecret.Span);
        var now = time.GetUtcNow();
        await using (var reading = await database.OpenAsync(cancellationToken))
        {
            // Before anything is signed: strangers get no work done here.
            await EnrolmentRows.RequireUsableAsync(reading, hash, CertificateRequests.Fingerprint(key), now);
        }
        using var certificate = Sign(key, out var agentId, now);
        var enrolled = new NewAgent(agentId, hash, key, certificate, Clean(request.HostName, 255), Clean(request.AgentVersion, 64), now.ToUnixTimeMilliseconds());
        var (placed, replaced) = await database.WriteAsync(connection => EnrolmentRows.PlaceAsync(connection, enrolled, now), cancellationToken);
        foreach (var serial in replaced) registry.Revoke(serial);
        states.Forget(placed.RoomId);
        events.Changed(FleetFeature.RoomEvent, placed.RoomId);
        LogEnrolled(placed.AgentId, placed.RoomId, enrolled.HostName, replaced.Count);
        return Reply(placed, now);
    }

    private X509Certificate2 Sign(PublicKey key, out string agentId, DateTimeOffset now)
    {
        agentId = Guid.CreateVersion7(now).ToString("N");
        return authority.Issue(new CertificateOrder { CommonName = agentId, PublicKey = key, Usage = CertificateOrder.ForClients, Lifetime = CertificateDesk.Lifetime }, now);
    }

    private EnrolReply Reply(PlacedAgent placed, DateTimeOffset now) => new()
    {
        AgentId = placed.AgentId,
        RoomId = placed.RoomId,
        RoomName = placed.RoomName,
        SchoolName = placed.SchoolName,
        Certificate = ByteString.CopyFrom(placed.Certificate),
        CaCertificate = ByteString.CopyFrom(authority.CertificateDer),
        HubTimeMs = now.ToUnixTimeMilliseconds(),
    };

    /// <summary>For people only, so it is made fit instead of refused: no control characters, not too long.</summary>
    public static string Clean(string text, int longest)
    {
        var visible = new string(text.Where(character => !char.IsControl(character)).ToArray());
        return visible.Length <= longest ? visible : visible[..longest];
    }

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Agent {AgentId} ({HostName}) enrolled for room {RoomId}; certificates revoked: {Revoked}")]
    private partial void LogEnrolled(string agentId, string roomId, string hostName, int revoked);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Enrolment from {RemoteAddress} refused: {Code}")]
    private partial void LogRefused(string? code, string? remoteAddress);
}
