using System.Collections.Concurrent;
using System.Collections.Immutable;

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

    /// <summary>Nearly always of one lesson; of several in the order of their ids.</summary>
    private readonly ConcurrentDictionary<(string From, string To), ImmutableArray<(string LessonId, RoomLink Link)>> _links = new();

    /// <summary>All links of this lesson; none ends it. A room that two lessons link has what the first of them allows.</summary>
    public void Set(string lessonId, IReadOnlyList<RoomLink> links)
    {
        lock (_lock)
        {
            var gone = (_lessons.GetValueOrDefault(lessonId) ?? []).Select(Pair).Except(links.Select(Pair)).ToList();
            if (links.Count > 0) _lessons[lessonId] = links;
            else _lessons.Remove(lessonId);
            foreach (var pair in gone) Put(pair, lessonId, link: null);
            foreach (var link in links) Put(Pair(link), lessonId, link);
        }
    }

    /// <summary>Null: no lesson links the two, or not this source.</summary>
    public RoomLink? Find(string from, string to, string source) =>
        _links.TryGetValue((from, to), out var links) && links[0].Link is { } link && link.Sources.Contains(source) ? link : null;

    private static (string From, string To) Pair(RoomLink link) => (link.From, link.To);

    private void Put((string From, string To) pair, string lessonId, RoomLink? link)
    {
        var others = _links.TryGetValue(pair, out var links) ? links.RemoveAll(one => one.LessonId == lessonId) : [];
        if (link is not null) _links[pair] = [.. others.Add((lessonId, link)).OrderBy(one => one.LessonId, StringComparer.Ordinal)];
        else if (others.IsEmpty) _links.TryRemove(pair, out _);
        else _links[pair] = others;
    }
}
