using System.Collections.Frozen;

namespace Tongtang.HubServer.Live;

/// <summary>What one room may have of another one.</summary>
/// <param name="Sources">By name; no others.</param>
/// <param name="Sound">Whether the sound goes with them now.</param>
internal sealed record RoomLink(string From, string To, IReadOnlySet<string> Sources, bool Sound);

/// <summary>
/// Which rooms receive another room's sources now, in memory. Lessons link rooms while they run; nobody else does. Who may
/// be heard is decided here, for every frame, and not in the rooms: a box that is late or old cannot make an echo.
/// </summary>
internal sealed class LinkedRooms
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IReadOnlyList<RoomLink>> _lessons = new(StringComparer.Ordinal);
    private volatile FrozenDictionary<(string From, string To), RoomLink> _links = FrozenDictionary<(string From, string To), RoomLink>.Empty;

    /// <summary>All links of this lesson; none ends it. A room that two lessons link has what the first of them allows.</summary>
    public void Set(string lessonId, IReadOnlyList<RoomLink> links)
    {
        lock (_lock)
        {
            if (links.Count > 0) _lessons[lessonId] = links;
            else if (!_lessons.Remove(lessonId)) return;
            _links = _lessons.OrderBy(lesson => lesson.Key, StringComparer.Ordinal).SelectMany(lesson => lesson.Value)
                .DistinctBy(link => (link.From, link.To)).ToFrozenDictionary(link => (link.From, link.To));
        }
    }

    /// <summary>Null: no lesson links the two, or not this source.</summary>
    public RoomLink? Find(string from, string to, string source) => _links.GetValueOrDefault((from, to)) is { } link && link.Sources.Contains(source) ? link : null;
}
