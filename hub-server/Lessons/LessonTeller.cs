using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Lessons;

/// <summary>
/// Tells boxes their parts and links their rooms: always the whole as it is now, and only what differs from what the room
/// was told last. Remembers a part for every room of an open lesson.
/// </summary>
internal sealed class LessonTeller(AgentPresence presence, RoomStates states, LiveBoard live, LinkedRooms links, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LessonPart> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linked = new(StringComparer.Ordinal);
    private long _revision;

    /// <summary>Whether the open lessons are known: until then an empty part would be a guess, and end a lesson.</summary>
    private bool _knows;

    /// <summary>The newest revision that was told.</summary>
    public long Revision
    {
        get
        {
            lock (_lock) return _revision;
        }
    }

    public bool IsOnline(string roomId) => presence.SessionOf(roomId) is not null;

    /// <summary>What the room can show, as its box offers it now, else as it last said what it has.</summary>
    public RoomFacts FactsOf(string roomId)
    {
        var offered = live.OfferOf(roomId);
        var reported = states.Of(roomId)?.Sources ?? [];
        var sources = reported.Select(source => offered?.GetValueOrDefault(source.Name) is { } offer
            ? new LessonSource { Name = source.Name, Role = source.Role, HasPicture = offer.HasPicture, HasSound = offer.HasSound }
            : new LessonSource { Name = source.Name, Role = source.Role, HasPicture = source.Role != "audio", HasSound = source.Role == "audio" || source.AudioLevelDb is not null });
        return new RoomFacts(IsOnline(roomId), [.. sources.DistinctBy(source => source.Name, StringComparer.Ordinal)]);
    }

    /// <summary>After a start: what was told before is older than this.</summary>
    public void BeginAfter(long revision)
    {
        lock (_lock) _revision = Math.Max(_revision, revision);
    }

    /// <summary>All open lessons, those that run first: a room that is in two has its part in the first of them.</summary>
    public void Tell(IReadOnlyCollection<LinkedLesson> lessons)
    {
        lock (_lock)
        {
            _knows = true;
            var facts = new Dictionary<string, RoomFacts>(StringComparer.Ordinal);
            var parts = new Dictionary<string, LessonPart>(StringComparer.Ordinal);
            foreach (var lesson in lessons)
            {
                links.Set(lesson.Id, LessonParts.Links(lesson, Facts));
                _linked.Add(lesson.Id);
                foreach (var room in lesson.Rooms.Where(room => !room.HasLeft && !parts.ContainsKey(room.RoomId)))
                    parts[room.RoomId] = LessonParts.Of(lesson, room.RoomId, Facts);
            }
            foreach (var over in _linked.Except(lessons.Select(lesson => lesson.Id), StringComparer.Ordinal).ToList()) Unlink(over);
            foreach (var (roomId, part) in parts) Tell(roomId, part);
            foreach (var roomId in _told.Keys.Except(parts.Keys, StringComparer.Ordinal).ToList()) Release(roomId);

            RoomFacts Facts(string roomId) => facts.TryGetValue(roomId, out var known) ? known : facts[roomId] = FactsOf(roomId);
        }
    }

    /// <summary>One open lesson, whose rooms are the same as before: no other lesson is looked at.</summary>
    public void Tell(LinkedLesson lesson)
    {
        lock (_lock)
        {
            links.Set(lesson.Id, LessonParts.Links(lesson, FactsOf));
            foreach (var room in lesson.Rooms.Where(room => !room.HasLeft && _told.TryGetValue(room.RoomId, out var part) && part.LessonId == lesson.Id))
                Tell(room.RoomId, LessonParts.Of(lesson, room.RoomId, FactsOf));
        }
    }

    /// <summary>Whether the room was told a part in an open lesson.</summary>
    public bool HasPart(string roomId)
    {
        lock (_lock) return _told.ContainsKey(roomId);
    }

    /// <summary>What the hub has of the open lesson that the room takes part in; null: nothing, or it takes part in none.</summary>
    public string? RecordingFor(string roomId)
    {
        lock (_lock) return _told.TryGetValue(roomId, out var part) && part.RecordingId.Length > 0 ? part.RecordingId : null;
    }

    /// <summary>The room's part as it was told last; for a link that begins, and as the answer to an act that changed nothing.</summary>
    public void Repeat(LinkSession session)
    {
        lock (_lock)
        {
            if (_knows) session.Send(new HubMessage { LessonPart = _told.GetValueOrDefault(session.Agent.RoomId) ?? new LessonPart() });
        }
    }

    private void Tell(string roomId, LessonPart part)
    {
        if (_told.TryGetValue(roomId, out var before))
        {
            part.Revision = before.Revision;
            if (part.Equals(before)) return;
        }
        // Grows over a restart of the hub, too, whatever was written last.
        _revision = Math.Max(_revision + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        part.Revision = (ulong)_revision;
        _told[roomId] = part;
        presence.SessionOf(roomId)?.Send(new HubMessage { LessonPart = part });
    }

    private void Release(string roomId)
    {
        _told.Remove(roomId);
        presence.SessionOf(roomId)?.Send(new HubMessage { LessonPart = new LessonPart() });
    }

    private void Unlink(string lessonId)
    {
        links.Set(lessonId, []);
        _linked.Remove(lessonId);
    }
}
