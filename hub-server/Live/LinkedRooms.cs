namespace Tongtang.HubServer.Live;

/// <summary>Which rooms receive another room's sources now, in memory. Lessons link rooms while they run; nobody else does.</summary>
internal sealed class LinkedRooms
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string From, string To)> _links = [];

    public void Link(string from, string to)
    {
        lock (_lock) _links.Add((from, to));
    }

    public void Unlink(string from, string to)
    {
        lock (_lock) _links.Remove((from, to));
    }

    /// <summary>Whether the box in <paramref name="to"/> may have what <paramref name="from"/> shows.</summary>
    public bool AreLinked(string from, string to)
    {
        lock (_lock) return _links.Contains((from, to));
    }
}
