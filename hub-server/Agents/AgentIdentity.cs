using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Which box a call comes from, as its certificate says: nothing in a message can say otherwise.
/// </summary>
internal sealed record AgentIdentity(string AgentId, string RoomId, string Serial, DateTimeOffset NotAfter, CertificateEnd End)
{
    /// <summary>Cancelled as soon as the certificate ends, for calls that are open.</summary>
    public CancellationToken Revoked => End.Token;

    public void ThrowIfRevoked()
    {
        if (Revoked.IsCancellationRequested) throw End.Refusal();
    }

    public static GrpcException RevokedRefusal() =>
        AgentRefusal.Create(GrpcStatusCode.Unauthenticated, "certificate_revoked", "This box was replaced, its room removed, or it has a newer certificate; enrol it again with a new join code.");

    /// <summary>Only a person can say which of the two is the right one, so neither needs to ask often.</summary>
    public static GrpcException DuplicatedRefusal() => AgentRefusal.Create(
        GrpcStatusCode.Unauthenticated,
        "agent_duplicated",
        "Two machines are connected under this box's certificate: one is a copy. Both are refused until one of them is enrolled with a new join code.",
        retryAfter: TimeSpan.FromMinutes(5));
}

/// <summary>When and why a certificate is no longer taken. Never disposed: calls may still be registering with its token, and it holds no timer.</summary>
internal sealed class CertificateEnd
{
    private volatile bool _duplicated;

    private CancellationTokenSource Source { get; } = new();

    public CancellationToken Token => Source.Token;

    public GrpcException Refusal() => _duplicated ? AgentIdentity.DuplicatedRefusal() : AgentIdentity.RevokedRefusal();

    public void Come(bool duplicated)
    {
        _duplicated = duplicated;
        Source.Cancel();
    }
}
