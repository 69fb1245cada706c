using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// When a certificate is renewed: between two thirds and three quarters of its life, each box at its own place in
/// between, by the hash of its id, so that ten thousand that were enrolled on one day do not come back on one day.
/// </summary>
internal static class RenewalPlan
{
    public static DateTimeOffset DueAt(DateTimeOffset notBefore, DateTimeOffset notAfter, string agentId)
    {
        var place = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(agentId))) / (uint.MaxValue + 1.0);
        return notBefore + ((notAfter - notBefore) * ((2 / 3.0) + (place / 12)));
    }

    public static DateTimeOffset DueAt(AgentIdentity identity) =>
        DueAt(new DateTimeOffset(identity.Certificate.NotBefore), new DateTimeOffset(identity.Certificate.NotAfter), identity.Enrolled.AgentId);
}
