using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>A room and the numbers of its series.</summary>
internal sealed record KnownRoom(long Number, Dictionary<(string Device, string Name), long> Series);

/// <summary>A boot of a box; <see cref="StartedAtMs"/> is null until somebody knows it.</summary>
internal sealed class KnownBoot(long number, long? startedAtMs)
{
    public long Number => number;

    public long? StartedAtMs { get; set; } = startedAtMs;
}

/// <summary>
/// Numbers that stand for ids in the rows, found in memory or in the tables, made when new. The writer's alone. It
/// forgets everything when a transaction is undone and when it has grown too large, and learns again what it needs.
/// </summary>
internal sealed class KnownNumbers(DbConnection connection, ReadingsSettings settings, TimeProvider time)
{
    /// <summary>About 100 bytes each.</summary>
    private const int MostSeries = 300_000;

    private const int MostBoots = 50_000;

    /// <summary>Of one box: one that makes up a new boot for every reading must not fill the disk.</summary>
    private const int BootsPerAgent = 1000;

    private const string SelectRoom = "SELECT number FROM reading_room WHERE room_id = @roomId";
    private const string InsertRoom = "INSERT INTO reading_room (number, room_id) VALUES (@number, @roomId)";
    private const string SelectSeries = "SELECT number AS Number, device AS Device, name AS Name FROM series WHERE room = @room";
    private const string InsertSeries = "INSERT INTO series (number, room, device, name) VALUES (@number, @room, @device, @name)";
    private const string SelectBoot = "SELECT number AS Number, started_at_ms AS StartedAtMs FROM boot WHERE agent_id = @agentId AND boot_id = @bootId";
    private const string CountBoots = "SELECT COUNT(*) FROM boot WHERE agent_id = @agentId";
    private const string InsertBoot = "INSERT INTO boot (number, agent_id, boot_id, seen_at_ms) VALUES (@number, @agentId, @bootId, @nowMs)";
    private const string UpdateBoot = "UPDATE boot SET started_at_ms = @startedAtMs WHERE number = @number";

    private readonly Dictionary<string, KnownRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string AgentId, string BootId), KnownBoot> _boots = [];
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private int _series;

    public KnownRoom Room(string roomId)
    {
        if (_rooms.TryGetValue(roomId, out var known)) return known;
        if (connection.ExecuteScalar<long?>(SelectRoom, new { roomId }) is not { } number)
        {
            number = Next("reading_room");
            connection.Execute(InsertRoom, new { number, roomId });
        }
        var series = connection.Query<SeriesRow>(SelectSeries, new { room = number }).ToDictionary(row => (Word(row.Device), Word(row.Name)), row => row.Number);
        _series += series.Count;
        return _rooms[roomId] = new KnownRoom(number, series);
    }

    /// <summary>The series' number, or what is wrong with it.</summary>
    public (long Number, ItemFault? Fault) Series(KnownRoom room, Reading reading)
    {
        if (room.Series.TryGetValue((reading.Device, reading.Name), out var number)) return (number, null);
        if (ItemRules.FaultOfSeries(reading.Device, reading.Name) is { } fault) return (0, fault);
        if (room.Series.Count >= settings.SeriesPerRoom)
            return (0, new ItemFault("series_limit", $"The room has {room.Series.Count} series; allowed: {settings.SeriesPerRoom} (Readings:SeriesPerRoom)."));
        number = Next("series");
        connection.Execute(InsertSeries, new { number, room = room.Number, device = reading.Device, name = reading.Name });
        room.Series[(Word(reading.Device), Word(reading.Name))] = number;
        _series++;
        return (number, null);
    }

    /// <summary>The boot; null when it is new and the box has made up too many.</summary>
    public KnownBoot? Boot(string agentId, string bootId)
    {
        if (_boots.TryGetValue((agentId, bootId), out var known)) return known;
        if (connection.QuerySingleOrDefault<BootRow>(SelectBoot, new { agentId, bootId }) is { } row)
            return _boots[(agentId, bootId)] = new KnownBoot(row.Number, row.StartedAtMs);
        if (connection.ExecuteScalar<long>(CountBoots, new { agentId }) >= BootsPerAgent) return null;
        var number = Next("boot");
        connection.Execute(InsertBoot, new { number, agentId, bootId, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return _boots[(agentId, bootId)] = new KnownBoot(number, null);
    }

    public void Start(KnownBoot boot, long startedAtMs)
    {
        connection.Execute(UpdateBoot, new { number = boot.Number, startedAtMs });
        boot.StartedAtMs = startedAtMs;
    }

    /// <summary>The next number of a table. One writer, so counting in memory is enough.</summary>
    public long Next(string table)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, table, out var known);
        if (!known) last = connection.ExecuteScalar<long>($"SELECT COALESCE(MAX(number), 0) FROM {table}");
        return ++last;
    }

    public void Trim()
    {
        if (_series > MostSeries || _boots.Count > MostBoots) Forget();
    }

    public void Forget()
    {
        _rooms.Clear();
        _boots.Clear();
        _last.Clear();
        _words.Clear();
        _series = 0;
    }

    /// <summary>The same few names in ten thousand rooms are kept once.</summary>
    private string Word(string text)
    {
        ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, text, out _);
        return word ??= text;
    }

    private sealed record SeriesRow(long Number, string Device, string Name);

    private sealed record BootRow
    {
        public long Number { get; init; }

        public long? StartedAtMs { get; init; }
    }
}
