using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Live;

/// <summary>
/// Divides what a school's boxes may send live among those of its rooms that send now, each the same, and tells them anew
/// when a room begins or stops, or the school's setting changes. In memory only what is sent now: nothing runs by a timer.
/// </summary>
internal sealed class LiveBudgets(HubDatabase database) : IDisposable
{
    /// <summary>Sound alone with what is around it (AAC at 64 kbit/s, and 40 in single frames), with room to spare; no share is less.</summary>
    public const int SoundKbps = 128;

    private const string OfRoom = "SELECT school.id AS id, school.live_kbps AS kbps FROM room JOIN school ON school.id = room.school_id WHERE room.id = @id";

    private const string OfSchool = "SELECT id, live_kbps AS kbps FROM school WHERE id = @id";

    /// <summary>Whoever reads a setting also says it before another reads: the last one said is the newest.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, School> _schools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (School School, LivePush Push)> _rooms = new(StringComparer.Ordinal);

    /// <summary>0: no limit.</summary>
    public static int Share(int? budgetKbps, int rooms) => budgetKbps is { } budget ? Math.Max(SoundKbps, budget / rooms) : 0;

    /// <summary>The box begins to send; it has its share with its first wish.</summary>
    public async Task EnterAsync(LivePush push, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (await ReadAsync(OfRoom, push.Agent.RoomId, cancellationToken) is { } row) Put(push, row);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Leave(LivePush push)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(push.Agent.RoomId, out var room) || !ReferenceEquals(room.Push, push)) return;
            Remove(push.Agent.RoomId, room.School);
            Tell(room.School);
        }
    }

    /// <summary>After the school's setting was changed.</summary>
    public async Task ChangedAsync(string schoolId, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!IsSending(schoolId) || await ReadAsync(OfSchool, schoolId, cancellationToken) is not { } row) return;
            lock (_lock)
            {
                if (!_schools.TryGetValue(schoolId, out var school)) return;
                school.Kbps = row.Kbps;
                Tell(school);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>After the room was moved to another school.</summary>
    public async Task MovedAsync(string roomId, CancellationToken cancellationToken)
    {
        LivePush push;
        lock (_lock)
        {
            if (!_rooms.TryGetValue(roomId, out var room)) return;
            push = room.Push;
        }
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (await ReadAsync(OfRoom, roomId, cancellationToken) is { } row) Put(push, row, onlyIfThere: true);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private bool IsSending(string schoolId)
    {
        lock (_lock) return _schools.ContainsKey(schoolId);
    }

    private void Put(LivePush push, Row row, bool onlyIfThere = false)
    {
        var roomId = push.Agent.RoomId;
        lock (_lock)
        {
            var before = _rooms.GetValueOrDefault(roomId);
            if (onlyIfThere && !ReferenceEquals(before.Push, push)) return;
            if (before.School is { } left)
            {
                Remove(roomId, left);
                if (left.Id != row.Id) Tell(left);
            }
            if (!_schools.TryGetValue(row.Id, out var school)) _schools[row.Id] = school = new School(row.Id);
            school.Kbps = row.Kbps;
            school.Pushes[roomId] = push;
            _rooms[roomId] = (school, push);
            Tell(school);
        }
    }

    private void Remove(string roomId, School school)
    {
        _rooms.Remove(roomId);
        school.Pushes.Remove(roomId);
        if (school.Pushes.Count == 0) _schools.Remove(school.Id);
    }

    private static void Tell(School school)
    {
        var (rooms, kbps) = (school.Kbps is null ? 0 : school.Pushes.Count, school.Pushes.Count == 0 ? 0 : Share(school.Kbps, school.Pushes.Count));
        foreach (var push in school.Pushes.Values) push.Share(kbps, rooms);
    }

    private async Task<Row?> ReadAsync(string sql, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Row>(sql, new { id });
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public int? Kbps { get; init; }
    }

    private sealed class School(string id)
    {
        public string Id => id;

        public int? Kbps { get; set; }

        /// <summary>By room.</summary>
        public Dictionary<string, LivePush> Pushes { get; } = new(StringComparer.Ordinal);
    }
}
