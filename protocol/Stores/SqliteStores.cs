using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tongtang.Protocol.Durability;

namespace Tongtang.Protocol.Stores;

/// <summary>A store that was found damaged.</summary>
/// <param name="File">Its name in the data folder.</param>
/// <param name="Damage">What was wrong, in SQLite's words.</param>
/// <param name="MovedTo">Where the damaged file lies now.</param>
/// <param name="SavedRows">How many rows could be read out of it.</param>
public sealed record StoreRepair(string File, string Damage, string MovedTo, long SavedRows, DateTimeOffset At);

/// <summary>
/// Opens a program's SQLite files. A damaged one is moved aside as <c>NAME.corrupt-TIME</c>, what can be read of it is
/// saved into a new one, and the program goes on; <see cref="Repairs"/> and the log say so. Thread safe.
/// </summary>
public sealed partial class SqliteStores(TimeProvider time, ILogger<SqliteStores> logger)
{
    /// <summary>So many damaged files of one store are kept for whoever wants to know; older ones are deleted.</summary>
    private const int KeptAside = 3;

    /// <summary>Enough for a hundred megabytes; nobody waits longer for a start.</summary>
    private static readonly TimeSpan s_checkLimit = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly List<StoreRepair> _repairs = [];

    /// <summary>What was repaired since this program's start.</summary>
    public IReadOnlyList<StoreRepair> Repairs
    {
        get
        {
            lock (_lock) return [.. _repairs];
        }
    }

    /// <summary>Opens the store, repaired if need be.</summary>
    /// <param name="open">Opens or makes the file and its tables; throws what SQLite throws.</param>
    /// <param name="saved">Looks through what was saved of a damaged file, before anything else sees it.</param>
    public SqliteConnection Open(string path, Func<string, SqliteConnection> open, Action<SqliteConnection> saved)
    {
        TakeFinished(path);
        if (SqliteCheck.FindDamage(path, s_checkLimit, time) is { } damage) return Repair(path, damage, open, saved);
        try
        {
            return open(path);
        }
        catch (SqliteException error) when (SqliteCheck.IsDamage(error))
        {
            return Repair(path, error.Message, open, saved);
        }
    }

    /// <summary>A repair that a crash cut off between its last two steps: the new file is whole.</summary>
    private static void TakeFinished(string path)
    {
        if (File.Exists(Fresh(path)) && !File.Exists(path)) File.Move(Fresh(path), path);
    }

    private static string Fresh(string path) => path + ".new";

    private SqliteConnection Repair(string path, string damage, Func<string, SqliteConnection> open, Action<SqliteConnection> saved)
    {
        var now = time.GetUtcNow();
        foreach (var end in new[] { "", "-wal", "-shm" }) File.Delete(Fresh(path) + end);
        long rows;
        // Closed at the end of this, it is one file without a log.
        using (var fresh = open(Fresh(path)))
        {
            rows = File.Exists(path) ? SqliteSalvage.Copy(path, fresh) : 0;
            saved(fresh);
        }
        var aside = MoveAside(path, now);
        File.Move(Fresh(path), path);
        DurableFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.Delete(SqliteCheck.SuspectMark(path));
        lock (_lock) _repairs.Add(new StoreRepair(Path.GetFileName(path), damage, aside, rows, now));
        LogRepaired(path, damage, aside, rows);
        return open(path);
    }

    /// <summary>SQLite finds the moved file's log by its name, so that the rows in it are saved, too.</summary>
    private static string MoveAside(string path, DateTimeOffset now)
    {
        var aside = Unused($"{path}.corrupt-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        if (File.Exists(path)) File.Move(path, aside);
        if (File.Exists(path + "-wal")) File.Move(path + "-wal", aside + "-wal");
        File.Delete(path + "-shm");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        DurableFile.FlushFolder(folder);
        var old = Directory.GetFiles(folder, Path.GetFileName(path) + ".corrupt-*").Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal));
        foreach (var file in old.OrderDescending(StringComparer.Ordinal).Skip(KeptAside))
        {
            foreach (var end in new[] { "", "-wal", "-shm" }) File.Delete(file + end);
        }
        return aside;
    }

    private static string Unused(string name)
    {
        var unused = name;
        for (var i = 1; File.Exists(unused); i++) unused = $"{name}.{i}";
        return unused;
    }

    [LoggerMessage(11, LogLevel.Warning, "The store {Path} was damaged ({Damage}) and has been repaired: it lies in {Aside} now, {Rows} rows of it were saved")]
    private partial void LogRepaired(string path, string damage, string aside, long rows);
}
