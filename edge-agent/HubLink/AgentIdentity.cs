using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>What <c>hub.json</c> holds: where the hub is and who this box is to it.</summary>
/// <param name="Hub">The port for agents, e.g. <c>https://hub.example:8701</c>.</param>
internal sealed record Enrolled(Uri Hub, string AgentId, string RoomId, string RoomName, string SchoolName)
{
    /// <summary>Every hub's certificate carries this name; the address that is dialled does not matter.</summary>
    [JsonIgnore]
    public static string ServerName => "agents.tongtang.internal";
}

/// <summary>A box that belongs to a room: its certificate with key, and the one CA it trusts.</summary>
internal sealed record AgentIdentity(Enrolled Enrolled, X509Certificate2 Certificate, X509Certificate2 Ca) : IDisposable
{
    public void Dispose()
    {
        Certificate.Dispose();
        Ca.Dispose();
    }
}
