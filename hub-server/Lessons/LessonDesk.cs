using System.Data.Common;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Webhooks;

namespace Tongtang.HubServer.Lessons;

/// <summary>
/// The lessons that are open: they run, or their bell is near. Everything that changes one goes through here, one after the
/// other, each on disk (with what programs elsewhere are told of it) before boxes and pages are told. A hub that is killed
/// goes on from its database.
/// </summary>
internal sealed class LessonDesk(LessonStore store, LessonTeller teller, WebhookQueue webhooks, EventHub events, LessonsSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>The event that carries a lesson as its list shows it.</summary>
    public const string Event = "linkedLesson";

    /// <summary>So long after the hub's own start a box that is not there may still be coming back.</summary>
    public static readonly TimeSpan ReturnGrace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_writeReceptionsEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, LinkedLesson> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedLesson> _written = new(StringComparer.Ordinal);
    private DateTimeOffset _knownFrom;
    private DateTimeOffset _writtenAt;
    private bool _isLoaded;

    /// <summary>Lessons that run now.</summary>
    public int Running
    {
        get
        {
            lock (_open) return _open.Values.Count(lesson => lesson.IsRunning);
        }
    }

    /// <summary>The lesson as it is now, if it is open.</summary>
    public LinkedLesson? Find(string id)
    {
        lock (_open) return _open.GetValueOrDefault(id);
    }

    /// <summary>Once a second, and when a box has come or gone: what time and the rooms' boxes do to lessons.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await LoadAsync(cancellationToken);
            foreach (var lesson in All()) await PutAsync(Advance(lesson), cancellationToken);
            await WriteReceptionsAsync(cancellationToken);
            Tell();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Puts lessons in, planned or begun.</summary>
    /// <returns>What is in the way of one of them; then none is in.</returns>
    public async Task<LessonFault?> AddAsync(IReadOnlyList<LinkedLesson> lessons, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var added = lessons.Select(lesson => lesson.PlannedStart <= now ? LessonCourse.Begin(lesson, now, IsOnline) : lesson).ToList();
            if (await store.AddAsync(added, (connection, lesson) => webhooks.AddAsync(connection, lesson, before: null), cancellationToken) is { } fault) return fault;
            foreach (var lesson in added)
            {
                if (lesson.IsRunning || lesson.PlannedStart - settings.CheckBefore <= now) Keep(lesson);
                Announce(lesson);
            }
            Tell();
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Changes an open lesson.</summary>
    /// <param name="id">The lesson's.</param>
    /// <param name="change">Makes the next lesson, or says why not.</param>
    /// <returns>Why not; <c>lesson_not_running</c> when it is not open.</returns>
    public async Task<LessonFault?> ChangeAsync(string id, LessonChange change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Find(id) is not { } lesson) return LessonFault.NotRunning;
            if (change(lesson, time.GetUtcNow(), out var next) is { } fault) return fault;
            // More rooms or more time: something else may be in the way of that.
            var grows = next.PlannedEnd > lesson.PlannedEnd || next.Rooms.Count(room => !room.HasLeft) > lesson.Rooms.Count(room => !room.HasLeft);
            if (grows && await store.OverlapAsync(next, cancellationToken) is { } overlap) return overlap;
            await PutAsync(Advance(next), cancellationToken);
            if (Find(id) is not { } now || !RoomsOf(now).SequenceEqual(RoomsOf(lesson), StringComparer.Ordinal)) Tell();
            else if (!IsOnlyHeard(lesson, now)) teller.Tell(now);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes a planned lesson out, with those that follow it in its series when <paramref name="series"/>.</summary>
    /// <returns>How many are out; none when it is no longer planned.</returns>
    public async Task<int> RemoveAsync(LinkedLesson lesson, bool series, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var removed = await store.DeleteAsync(lesson, series, cancellationToken);
            lock (_open)
            {
                if (_open.GetValueOrDefault(lesson.Id) is { State: LessonState.Planned }) Forget(lesson.Id);
            }
            Tell();
            return removed;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private bool? IsOnline(string roomId) => teller.IsOnline(roomId) ? true : time.GetUtcNow() < _knownFrom ? null : false;

    private LinkedLesson Advance(LinkedLesson lesson) => LessonCourse.Advance(lesson, time.GetUtcNow(), IsOnline, settings.StartWithin);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (lesson, seenAt) in await store.OpenAsync(now + settings.CheckBefore, cancellationToken))
        {
            if (Find(lesson.Id) is not null) continue;
            teller.BeginAfter(lesson.Revision);
            if (!lesson.IsRunning)
            {
                Keep(lesson);
                continue;
            }
            // It ran when the hub ended.
            _knownFrom = now + ReturnGrace;
            Keep(lesson);
            await PutAsync(LessonCourse.Resume(lesson, seenAt ?? lesson.StartedAt!.Value), cancellationToken);
        }
        if (!_isLoaded) _writtenAt = now;
        _isLoaded = true;
    }

    /// <summary>Writes and keeps the lesson when it is another one than before.</summary>
    private async Task PutAsync(LinkedLesson next, CancellationToken cancellationToken)
    {
        var before = Find(next.Id);
        if (ReferenceEquals(before, next)) return;
        if (before is not null && IsOnlyHeard(before, next))
        {
            lock (_open) _open[next.Id] = next;
            return;
        }
        await WriteAsync(next, cancellationToken);
        if (next.IsOver)
        {
            lock (_open) Forget(next.Id);
        }
        Announce(next);
    }

    private async Task WriteAsync(LinkedLesson next, CancellationToken cancellationToken)
    {
        LinkedLesson? written;
        lock (_open) written = _written.GetValueOrDefault(next.Id);
        var told = next with { Revision = Math.Max(next.Revision, teller.Revision) };
        await store.SaveAsync(told, written, connection => webhooks.AddAsync(connection, told, written), cancellationToken);
        Keep(told);
    }

    /// <summary>Figures of what is received change every second; they can wait, for the box tells them again.</summary>
    private static bool IsOnlyHeard(LinkedLesson before, LinkedLesson next) =>
        before.Rooms.Length == next.Rooms.Length
        && before with { Rooms = next.Rooms } == next
        && before.Rooms.Zip(next.Rooms).All(pair => pair.First with { Receptions = pair.Second.Receptions } == pair.Second);

    private async Task WriteReceptionsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _writtenAt < s_writeReceptionsEvery || Running == 0) return;
        _writtenAt = now;
        List<(LinkedLesson Lesson, LinkedLesson? Before)> changed;
        lock (_open)
        {
            changed = [.. _open.Values.Where(lesson => lesson.IsRunning)
                .Select(lesson => (Lesson: lesson, Before: _written.GetValueOrDefault(lesson.Id)))
                .Where(pair => !ReferenceEquals(pair.Lesson, pair.Before))];
        }
        await store.SaveReceptionsAsync(changed, cancellationToken);
        foreach (var (lesson, _) in changed) Keep(lesson);
    }

    private void Tell() => teller.Tell(All());

    private static IEnumerable<string> RoomsOf(LinkedLesson lesson) => lesson.Rooms.Where(room => !room.HasLeft).Select(room => room.RoomId);

    private void Announce(LinkedLesson lesson)
    {
        events.Changed(Event, lesson.Id);
        webhooks.Wake();
    }

    private void Keep(LinkedLesson lesson)
    {
        lock (_open) _open[lesson.Id] = _written[lesson.Id] = lesson;
    }

    private void Forget(string id)
    {
        _open.Remove(id);
        _written.Remove(id);
    }

    private List<LinkedLesson> All()
    {
        lock (_open) return [.. Ordered()];
    }

    private IEnumerable<LinkedLesson> Ordered() => _open.Values.OrderByDescending(lesson => lesson.IsRunning).ThenBy(lesson => lesson.PlannedStart).ThenBy(lesson => lesson.Id, StringComparer.Ordinal);
}

/// <summary>Makes the next lesson out of one, or says why not.</summary>
internal delegate LessonFault? LessonChange(LinkedLesson lesson, DateTimeOffset now, out LinkedLesson next);
