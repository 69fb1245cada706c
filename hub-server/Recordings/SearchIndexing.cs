using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Recordings;

/// <summary>
/// Makes the search text of recordings that have none yet, and anew where a room or a school got another name. A few at a
/// time, so that boxes' segments do not wait behind it; what is left is in the database, so that a restart goes on.
/// </summary>
internal sealed partial class SearchIndexing(HubDatabase database, TimeProvider time, ILogger<SearchIndexing> logger) : BackgroundService, IBeating
{
    private const int AtATime = 50;

    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(10);

    private const string SelectLeft = "SELECT recording_id FROM recording_to_index LIMIT @AtATime";

    private const string CountLeft = "SELECT COUNT(*) FROM (SELECT 1 FROM recording_to_index LIMIT @most) AS waiting";

    private const string SelectRenamed = """
        SELECT room.id, room.name AS room_name, school.name AS school_name FROM room JOIN school ON school.id = room.school_id
        LEFT JOIN room_search_name AS known ON known.room_id = room.id
        WHERE known.room_id IS NULL OR known.room_name <> room.name OR known.school_name <> school.name
        """;

    private const string MarkRoom = "INSERT INTO recording_to_index (recording_id) SELECT id FROM recording WHERE room_id = @Id ON CONFLICT DO NOTHING";

    private const string NameRoom = """
        INSERT INTO room_search_name (room_id, room_name, school_name) VALUES (@Id, @RoomName, @SchoolName)
        ON CONFLICT (room_id) DO UPDATE SET room_name = excluded.room_name, school_name = excluded.school_name
        """;

    /// <summary>How many recordings are not found by their words yet, or by old ones; no more than <paramref name="most"/> are counted.</summary>
    public static Task<int> LeftAsync(DbConnection connection, int most) => connection.ExecuteScalarAsync<int>(CountLeft, new { most });

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pace, time);
        do
        {
            try
            {
                await CatchUpAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                LogFailed(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Until nothing is left.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        foreach (var room in await ReadAsync(connection => connection.QueryAsync<RenamedRoom>(SelectRenamed), cancellationToken))
        {
            using var work = Pulse.Work();
            await database.WriteAsync(
                async connection =>
                {
                    await connection.ExecuteAsync(MarkRoom, room);
                    return await connection.ExecuteAsync(NameRoom, room);
                },
                cancellationToken);
        }
        while (await ReadAsync(connection => connection.QueryAsync<string>(SelectLeft, new { AtATime }), cancellationToken) is { Count: > 0 } left)
        {
            using var work = Pulse.Work();
            await database.WriteAsync(
                async connection =>
                {
                    foreach (var id in left) await SearchIndex.WriteAsync(connection, id);
                    return left.Count;
                },
                cancellationToken);
        }
    }

    private async Task<List<T>> ReadAsync<T>(Func<DbConnection, Task<IEnumerable<T>>> read, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await read(connection)).AsList();
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Error, Message = "Search texts of recordings could not be made; trying again")]
    private partial void LogFailed(Exception error);

    private sealed record RenamedRoom
    {
        public required string Id { get; init; }

        public required string RoomName { get; init; }

        public required string SchoolName { get; init; }
    }
}
