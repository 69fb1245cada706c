using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Live;

/// <summary>Why somebody cannot watch.</summary>
internal enum LiveRefusal
{
    None,
    Full,
    SourceUnknown,
}

/// <summary>
/// What is watched now, room by room, in memory only: nobody watches, nothing is asked of the box and nothing is kept.
/// Bounded by the viewers, of whom there are at most <see cref="LiveSettings.MaxViewers"/>, and <see cref="MaxSources"/>
/// sources in a room.
/// </summary>
internal sealed class LiveBoard(AgentPresence presence, LiveSettings settings, TimeProvider time)
{
    public const int MaxSources = 32;

    /// <summary>How long the box goes on when the last viewer has left: a page that is loaded anew finds it running.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    /// <summary>So long after parts were asked for last the box is told that nobody wants them: a player asks every 0.2 s, or waits six seconds.</summary>
    private static readonly TimeSpan s_partsLinger = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LiveRoom> _rooms = new(StringComparer.Ordinal);
    private long _droppedBefore;

    public int Viewers
    {
        get
        {
            lock (_lock) return _rooms.Values.Sum(room => room.Sources.Values.Sum(source => source.Fan.Viewers));
        }
    }

    /// <summary>Whoever else wants to watch is asked to come back.</summary>
    public bool IsFull => Viewers >= settings.MaxViewers;

    /// <summary>Boxes that have their stream of frames open.</summary>
    public int Pushing
    {
        get
        {
            lock (_lock) return _rooms.Values.Count(room => room.Push is not null);
        }
    }

    /// <summary>Frames that viewers were not sent because they were behind, since the start.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock) return _droppedBefore + _rooms.Values.Sum(room => room.Sources.Values.Sum(source => source.Fan.Dropped));
        }
    }

    /// <summary>Rooms that somebody watches.</summary>
    public IReadOnlyList<string> Watched
    {
        get
        {
            lock (_lock) return [.. _rooms.Where(room => room.Value.Sources.Values.Any(source => source.Fan.Viewers > 0 || source.WantsParts)).Select(room => room.Key)];
        }
    }

    /// <summary>What the room's box offers, by name; null while its stream is not open.</summary>
    public IReadOnlyDictionary<string, LiveSource>? OfferOf(string roomId)
    {
        lock (_lock) return _rooms.GetValueOrDefault(roomId)?.Push?.Offered;
    }

    /// <summary>Who watches a source and how it is; null: nobody does.</summary>
    public (LiveState State, int Viewers)? Look(string roomId, string source)
    {
        lock (_lock) return _rooms.GetValueOrDefault(roomId)?.Sources.GetValueOrDefault(source) is { } found && found.WantsFrames ? (found.Fan.State, found.Fan.Viewers) : null;
    }

    /// <summary>Takes a place; the box is asked for the source if it is not sending it.</summary>
    /// <returns>Null when that cannot be; then <paramref name="refusal"/> says why.</returns>
    public LiveViewer? TryWatch(string roomId, string source, out LiveRefusal refusal)
    {
        lock (_lock)
        {
            var room = _rooms.GetValueOrDefault(roomId) ?? new LiveRoom();
            var isNew = !room.Sources.TryGetValue(source, out var watched);
            refusal = IsFull ? LiveRefusal.Full
                : room.Push is { } push && !push.Offered.ContainsKey(source) ? LiveRefusal.SourceUnknown
                : isNew && room.Sources.Count >= MaxSources ? LiveRefusal.Full : LiveRefusal.None;
            if (refusal != LiveRefusal.None) return null;
            _rooms[roomId] = room;
            watched ??= Add(room, source);
            watched.IdleSince = null;
            watched.WantsFrames = true;
            var viewer = watched.Fan.Join();
            Ask(roomId, room);
            return viewer;
        }
    }

    /// <summary>Somebody follows what the source records, part by part; to be said again and again.</summary>
    public void WantParts(string roomId, string source)
    {
        lock (_lock)
        {
            var room = _rooms.GetValueOrDefault(roomId) ?? new LiveRoom();
            if (room.Push is { } push && !push.Offered.ContainsKey(source)) return;
            if (!room.Sources.TryGetValue(source, out var watched))
            {
                if (room.Sources.Count >= MaxSources) return;
                _rooms[roomId] = room;
                watched = Add(room, source);
            }
            watched.PartsAskedAt = time.GetTimestamp();
            watched.WantsParts = true;
            Ask(roomId, room);
        }
    }

    /// <summary>The box has opened its stream. One that it had before is ended.</summary>
    public void Enter(LivePush push)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(push.Agent.RoomId, out var room)) _rooms[push.Agent.RoomId] = room = new LiveRoom();
            room.Push?.Replace();
            room.Push = push;
            push.Ask(new LiveWish { Sources = { room.Wanted() } });
            Match(room, push);
        }
    }

    public void Offer(LivePush push, IReadOnlyDictionary<string, LiveSource> offered)
    {
        lock (_lock)
        {
            push.Offered = offered;
            if (RoomOf(push) is { } room) Match(room, push);
        }
    }

    public void Leave(LivePush push)
    {
        lock (_lock)
        {
            if (RoomOf(push) is not { } room) return;
            room.Push = null;
            foreach (var source in room.Sources.Values) source.Fan.Lose();
        }
    }

    /// <summary>A message of a source; one that nobody wants any more is left.</summary>
    public void Give(LivePush push, string source, LivePacket packet) => Find(push, source)?.Give(packet);

    public void Tell(LivePush push, string source, StreamQuality quality) => Find(push, source)?.Tell(quality);

    /// <summary>The box has connected anew: it does not know that it was asked.</summary>
    public void Renew(LinkSession session)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(session.Agent.RoomId, out var room) && (room.Sources.Count > 0 || room.Watchers is not null)) Request(session, room);
        }
    }

    /// <summary>Tells the room's box who looks.</summary>
    /// <param name="roomId">The room.</param>
    /// <param name="watchers">With nobody in it: nobody does any more.</param>
    public void Show(string roomId, LiveWatchers watchers)
    {
        lock (_lock)
        {
            var next = watchers.CalculateSize() == 0 ? null : watchers;
            var room = _rooms.GetValueOrDefault(roomId) ?? new LiveRoom();
            if (Equals(room.Watchers, next)) return;
            _rooms[roomId] = room;
            room.Watchers = next;
            if (presence.SessionOf(roomId) is { } session) Request(session, room);
        }
    }

    /// <summary>Once a second: sources that fell silent, and those that nobody has watched for a while.</summary>
    public void Care()
    {
        lock (_lock)
        {
            foreach (var (roomId, room) in _rooms)
            {
                foreach (var (name, source) in room.Sources) Care(room, name, source);
                Ask(roomId, room);
                if (room.Sources.Count == 0 && room.Push is null && room.Watchers is null) _rooms.Remove(roomId);
            }
        }
    }

    private void Care(LiveRoom room, string name, WatchedSource source)
    {
        source.Fan.CheckSilence();
        if (source.Fan.Viewers > 0) source.IdleSince = null;
        else source.IdleSince ??= time.GetTimestamp();
        if (source.IdleSince is { } since && time.GetElapsedTime(since) >= Linger) source.WantsFrames = false;
        if (time.GetElapsedTime(source.PartsAskedAt) >= s_partsLinger) source.WantsParts = false;
        if (!source.WantsFrames && !source.WantsParts) Remove(room, name, source);
    }

    private WatchedSource Add(LiveRoom room, string name)
    {
        var source = room.Sources[name] = new WatchedSource(time);
        if (room.Push?.Offered.GetValueOrDefault(name) is { } offered) source.Fan.Offer(offered.HasPicture);
        return source;
    }

    private void Remove(LiveRoom room, string name, WatchedSource source)
    {
        source.Fan.End();
        _droppedBefore += source.Fan.Dropped;
        room.Sources.Remove(name);
    }

    /// <summary>Sources that the box no longer has are over.</summary>
    private void Match(LiveRoom room, LivePush push)
    {
        foreach (var (name, source) in room.Sources)
        {
            if (push.Offered.TryGetValue(name, out var offered)) source.Fan.Offer(offered.HasPicture);
            else Remove(room, name, source);
        }
        Ask(push.Agent.RoomId, room);
    }

    private void Ask(string roomId, LiveRoom room)
    {
        var wanted = room.Wanted();
        if (wanted.Equals(room.Asked)) return;
        room.Asked = wanted;
        room.Push?.Ask(new LiveWish { Sources = { wanted } });
        if (presence.SessionOf(roomId) is { } session) Request(session, room);
    }

    private static void Request(LinkSession session, LiveRoom room) => session.Send(new HubMessage { LiveRequest = new LiveRequest { Sources = { room.Wanted() }, Watchers = room.Watchers } });

    private LiveFan? Find(LivePush push, string source)
    {
        lock (_lock) return RoomOf(push)?.Sources.GetValueOrDefault(source)?.Fan;
    }

    private LiveRoom? RoomOf(LivePush push) => _rooms.TryGetValue(push.Agent.RoomId, out var room) && ReferenceEquals(room.Push, push) ? room : null;
}
