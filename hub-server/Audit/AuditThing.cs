namespace Tongtang.HubServer.Audit;

/// <summary>What a row tells of, and where it stands.</summary>
internal sealed record AuditThing(string Kind, string Id, string Name = "", string RegionId = "", string SchoolId = "", string RoomId = "")
{
    /// <summary>Its members that the audit shows; null when it is not there.</summary>
    public IReadOnlyDictionary<string, string?>? Members { get; init; }
}
