using Tongtang.Protocol.Grpc;

namespace Tongtang.HubServer.Agents;

/// <summary>
/// Which box a call comes from, as its certificate says: nothing in a message can say otherwise.
/// </summary>
/// <param name="Revoked">Cancelled as soon as the box is replaced, also for calls that are open.</param>
internal sealed record AgentIdentity(string AgentId, string RoomId, string Serial, DateTimeOffset NotAfter, CancellationToken Revoked)
{
    public void ThrowIfRevoked()
    {
        if (Revoked.IsCancellationRequested) throw RevokedRefusal();
    }

    public static GrpcException RevokedRefusal() =>
        AgentRefusal.Create(GrpcStatusCode.Unauthenticated, "certificate_revoked", "This box was replaced or its room removed; enrol it again with a new join code.");
}
