using System.Security.Cryptography.X509Certificates;
using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Every call of a box but Enrol passes here: no certificate, no call. That the certificate is of our authority was
/// checked when the connection was made (<see cref="AgentTls"/>).
/// </summary>
internal sealed class AgentGate(AgentRegistry registry, CertificateAdoption adoption, TimeProvider time)
{
    /// <exception cref="GrpcException">UNAUTHENTICATED certificate_missing, certificate_revoked, certificate_expired or agent_duplicated.</exception>
    public Task<AgentIdentity> RequireAsync(GrpcServerCall call) => RequireAsync(call.HttpContext, call.CancellationToken);

    /// <summary>For what boxes fetch without gRPC.</summary>
    /// <exception cref="GrpcException">As of a call.</exception>
    public async Task<AgentIdentity> RequireAsync(HttpContext context, CancellationToken cancellationToken)
    {
        // Kestrel keeps one certificate object for the connection; reading its serial number costs next to nothing.
        if (context.Connection.ClientCertificate is not X509Certificate2 certificate)
            throw AgentRefusal.Create(GrpcStatusCode.Unauthenticated, "certificate_missing", "This call needs the certificate of an enrolled box.");
        var identity = await RequireAsync(certificate, cancellationToken);
        ThrowIfExpired(identity);
        return identity;
    }

    private async Task<AgentIdentity> RequireAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var serial = SerialOf(certificate);
        try
        {
            return await registry.RequireAsync(serial, cancellationToken);
        }
        catch (GrpcException)
        {
            if (!await adoption.TryAsync(certificate, cancellationToken)) throw;
            return await registry.RequireAsync(serial, cancellationToken);
        }
    }

    /// <summary>For calls that live for days: whether the box is still one of ours.</summary>
    /// <exception cref="GrpcException">UNAUTHENTICATED certificate_revoked, certificate_expired or agent_duplicated.</exception>
    public async ValueTask RecheckAsync(AgentIdentity agent, CancellationToken cancellationToken)
    {
        await registry.RequireAsync(agent.Serial, cancellationToken);
        ThrowIfExpired(agent);
    }

    /// <summary>The part of it that asks nobody.</summary>
    /// <exception cref="GrpcException">UNAUTHENTICATED certificate_expired.</exception>
    public void ThrowIfExpired(AgentIdentity agent)
    {
        if (agent.NotAfter <= time.GetUtcNow())
            throw AgentRefusal.Create(GrpcStatusCode.Unauthenticated, "certificate_expired", $"The box's certificate ended at {agent.NotAfter:u}; the box gets another one by proof of its key.");
    }

    /// <summary>As the database has it: lower-case hex.</summary>
    public static string SerialOf(X509Certificate2 certificate) => Convert.ToHexStringLower(certificate.SerialNumberBytes.Span);
}
