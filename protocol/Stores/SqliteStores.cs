using Microsoft.Data.Sqlite;
using Tongtang.Protocol.Durability;

namespace Tongtang.Protocol.Stores;

/// <summary>
/// Opens a program's SQLite files. A damaged one is moved aside as <c>NAME.corrupt-UTC</c>, what can be read of it is
/// saved into a new one, and the program goes on; <see cref="StoreRepairs"/> says so. Thread safe.
/// </summary>
public sealed class SqliteStores(StoreRepairs repairs, TimeProvider time)
{
    /// <summary>Enough for a hundred megabytes; nobody waits longer for a start.</summary>
    private static readonly TimeSpan s_checkLimit = TimeSpan.FromSeconds(3);

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

    /// <inheritdoc cref="Open"/>
    /// <param name="damage">What is wrong with it.</param>
    public SqliteConnection Repair(string path, string damage, Func<string, SqliteConnection> open, Action<SqliteConnection> saved)
    {
        foreach (var end in new[] { "", "-wal", "-shm" }) File.Delete(Fresh(path) + end);
        var (rows, torn) = (0L, (IReadOnlyList<string>)[]);
        // Closed at the end of this, it is one file without a log.
        using (var fresh = open(Fresh(path)))
        {
            if (File.Exists(path)) (rows, torn) = SqliteSalvage.Copy(path, fresh);
            saved(fresh);
        }
        var aside = MovedAside.MoveDatabase(path, time);
        File.Move(Fresh(path), path);
        DurableFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.Delete(SqliteCheck.SuspectMark(path));
        repairs.Add(StoreKind.Database, path, torn.Count == 0 ? damage : $"{damage}; not whole: {string.Join(", ", torn)}", aside, rows, lost: null);
        return open(path);
    }
}
