using Tongtang.HubServer.Database;
using Tongtang.HubServer.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Visits;

/// <summary>
/// Who looks into which room now. Whoever looks stands in the log before anything is shown, and the room's box is told,
/// so that the teacher sees it. In memory: one entry for each who looked at a room within the last half minute, so it grows
/// with those who watch and not with the rooms there are.
/// </summary>
internal sealed class WatchBook(WatchLog log, LiveBoard board, TimeProvider time)
{
    /// <summary>Names that a panel can show; the others are counted.</summary>
    public const int MostNames = 8;

    /// <summary>Asking for one picture keeps the box sending for 30 seconds.</summary>
    public static readonly TimeSpan AfterPicture = TimeSpan.FromSeconds(35);

    /// <summary>A page that is loaded anew goes on with the same entry.</summary>
    public static readonly TimeSpan AfterClosing = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<Watcher, Watch>> _rooms = new(StringComparer.Ordinal);

    /// <summary>Somebody watches a source until what is returned is disposed of.</summary>
    public async Task<IDisposable> EnterAsync(string roomId, Watcher who, string source, CancellationToken cancellationToken)
    {
        Watch watch;
        lock (_lock)
        {
            watch = Find(roomId, who);
            watch.Enter(source);
            Begin(watch);
            Tell(roomId);
        }
        var place = new Place(this, watch, source);
        try
        {
            await watch.Logged!.WaitAsync(cancellationToken);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Somebody looks at a source for a moment, and if it is not said again, for so long at most.</summary>
    public Task SeeAsync(string roomId, Watcher who, string source, TimeSpan atMost, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var watch = Find(roomId, who);
            watch.Glance(source, time.GetUtcNow(), atMost);
            if (Begin(watch)) Tell(roomId);
            return watch.Logged!.IsCompletedSuccessfully ? Task.CompletedTask : watch.Logged.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What has ended since, and with <paramref name="all"/> what goes on, as the log is to have it.</summary>
    public IReadOnlyList<WatchRow> Care(bool all)
    {
        var (now, rows) = (time.GetUtcNow(), new List<WatchRow>());
        lock (_lock)
        {
            foreach (var watch in _rooms.Values.SelectMany(room => room.Values).ToList())
            {
                if (watch.IsOpen) watch.See(now, TimeSpan.Zero);
                if (!watch.IsOpen && watch.Until <= now) rows.Add(End(watch));
                else if (all) rows.Add(watch.Row(over: false));
            }
        }
        return rows;
    }

    /// <summary>The hub ends: everything has ended.</summary>
    public IReadOnlyList<WatchRow> EndAll()
    {
        lock (_lock) return [.. _rooms.Values.SelectMany(room => room.Values).ToList().Select(End)];
    }

    private Watch Find(string roomId, Watcher who)
    {
        if (!_rooms.TryGetValue(roomId, out var room)) _rooms[roomId] = room = [];
        if (room.TryGetValue(who, out var known)) return known;
        return room[who] = new Watch(NodeId.New(time), roomId, who, time.GetUtcNow());
    }

    /// <summary>A new one goes into the log, and one whose writing failed is written again. False: it stands there already.</summary>
    private bool Begin(Watch watch)
    {
        if (watch.Logged is { IsFaulted: false }) return false;
        watch.Logged = log.BeginAsync(watch.Row(over: false), CancellationToken.None);
        return true;
    }

    private void Leave(Watch watch, string source)
    {
        lock (_lock)
        {
            watch.Leave(source, time.GetUtcNow(), AfterClosing);
            if (_rooms.GetValueOrDefault(watch.RoomId)?.GetValueOrDefault(watch.Who) == watch) Tell(watch.RoomId);
        }
    }

    private WatchRow End(Watch watch)
    {
        var room = _rooms[watch.RoomId];
        room.Remove(watch.Who);
        if (room.Count == 0) _rooms.Remove(watch.RoomId);
        Tell(watch.RoomId);
        return watch.Row(over: true);
    }

    private void Tell(string roomId)
    {
        var watches = _rooms.GetValueOrDefault(roomId)?.Values.ToList() ?? [];
        var named = watches.Where(watch => watch.Who.Kind != WatcherKind.Link).Select(watch => watch.Who).DistinctBy(who => (who.Kind, who.Name)).OrderBy(who => who.Name, StringComparer.Ordinal).ToList();
        var byLink = watches.Where(watch => watch.Who.Kind == WatcherKind.Link && watch.IsOpen).Sum(watch => watch.Viewers);
        var told = new LiveWatchers { ByLink = (uint)byLink, More = (uint)Math.Max(0, named.Count - MostNames) };
        told.Named.Add(named.Take(MostNames).Select(who => new LiveWatcher { Name = who.Name, Program = who.Kind == WatcherKind.Program }));
        board.Show(roomId, told);
    }

    private sealed class Place(WatchBook book, Watch watch, string source) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) book.Leave(watch, source);
        }
    }
}
