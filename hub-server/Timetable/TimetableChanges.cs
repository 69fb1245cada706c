using System.Threading.Channels;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Timetable;

/// <summary>Which rooms' timetables may be different by now: their boxes are told soon after. Thread safe.</summary>
internal sealed class TimetableChanges(HubDatabase database)
{
    private const string RoomsOfPlace = """
        SELECT room.id FROM room JOIN school ON school.id = room.school_id WHERE school.id = @placeId OR school.region_id = @placeId
        """;

    private readonly Lock _lock = new();

    // Bounded by the rooms there are.
    private readonly HashSet<string> _rooms = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Of a region or a school.</summary>
    public async Task OfPlaceAsync(string placeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        Add(await connection.QueryAsync<string>(RoomsOfPlace, new { placeId }));
    }

    public void OfRoom(string roomId) => Add([roomId]);

    /// <summary>Rooms whose boxes are to be told again that nothing has changed.</summary>
    public void Tick(IEnumerable<string> rooms) => Add(rooms);

    /// <summary>Waits until there are some, and takes them all.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_rooms.Count > 0)
                {
                    List<string> taken = [.. _rooms];
                    _rooms.Clear();
                    return taken;
                }
            }
            await _signal.Reader.ReadAsync(cancellationToken);
        }
    }

    private void Add(IEnumerable<string> rooms)
    {
        lock (_lock) _rooms.UnionWith(rooms);
        _signal.Writer.TryWrite(true);
    }
}
