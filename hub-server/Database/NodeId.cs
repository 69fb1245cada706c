namespace Tongtang.HubServer.Database;

/// <summary>Ids of everything the hub makes: 32 lower-case hex digits that sort by the time they were made.</summary>
internal static class NodeId
{
    public static string New(TimeProvider time)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        WriteWitness.Current?.Made(id);
        return id;
    }
}
