using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Visits;

/// <summary>One who watches one room now. <see cref="WatchBook"/> locks it.</summary>
internal sealed class Watch(string id, string roomId, Watcher who, DateTimeOffset began)
{
    private readonly DateTimeOffset _began = began;
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _sources = new(StringComparer.Ordinal);
    private int _mostViewers = 1;

    public string RoomId => roomId;

    public Watcher Who => who;

    public DateTimeOffset SeenAt { get; private set; } = began;

    /// <summary>When nothing is open, it is over at this time.</summary>
    public DateTimeOffset Until { get; private set; } = began;

    public bool IsOpen => _open.Count > 0;

    /// <summary>A page shows several sources to one person; a link is held by several.</summary>
    public int Viewers => Math.Max(1, _open.Values.DefaultIfEmpty().Max());

    /// <summary>Done when it stands in the log; nothing is shown before.</summary>
    public Task? Logged { get; set; }

    public void Enter(string source)
    {
        _sources.Add(source);
        _open[source] = _open.GetValueOrDefault(source) + 1;
        _mostViewers = Math.Max(_mostViewers, Viewers);
    }

    public void Leave(string source, DateTimeOffset now, TimeSpan linger)
    {
        if (--_open[source] == 0) _open.Remove(source);
        See(now, linger);
    }

    /// <summary>A picture of it was asked for.</summary>
    public void Glance(string source, DateTimeOffset now, TimeSpan linger)
    {
        _sources.Add(source);
        See(now, linger);
    }

    /// <summary>It goes on.</summary>
    public void See(DateTimeOffset now, TimeSpan linger)
    {
        SeenAt = now;
        if (now + linger > Until) Until = now + linger;
    }

    public WatchRow Row(bool over) => new(
        id, roomId, who.Kind.Word(), who.Id, who.Name, string.Join(',', _sources), _mostViewers, _began.ToUnixTimeMilliseconds(), SeenAt.ToUnixTimeMilliseconds(), over ? SeenAt.ToUnixTimeMilliseconds() : null);
}

/// <summary>As the database has it.</summary>
internal sealed record WatchRow(
    string Id, string RoomId, string Kind, string WatcherId, string Watcher, string Sources, int Viewers, long BeganAtMs, long SeenAtMs, long? EndedAtMs);
