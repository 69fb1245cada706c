using Microsoft.Data.Sqlite;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.Protocol.Tests.Stores;

public sealed class SqliteStoresTests : IDisposable
{
    private const int Rows = 3000;
    private readonly TemporaryFolder _folder = new();
    private readonly LogWatch _logs = new();
    private readonly StoreRepairs _repairs;
    private readonly SqliteStores _stores;

    public SqliteStoresTests()
    {
        _repairs = new StoreRepairs(new DataFolder(_folder.Path), TimeProvider.System, _logs.Logger<StoreRepairs>());
        _stores = new SqliteStores(_repairs, TimeProvider.System);
        using var store = Open(_folder["a.db"]);
        Execute(store, $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows}) INSERT INTO thing SELECT i, hex(randomblob(50)) FROM n");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public void Open_Sound_IsLeftAlone()
    {
        using var store = _stores.Open(_folder["a.db"], Open, _ => Assert.Fail("nothing was damaged"));
        Assert.Equal(Rows, Count(store));
        Assert.Empty(_repairs.All);
        Assert.Single(Directory.GetFiles(_folder.Path, "*.db"));
    }

    [Fact]
    public void Open_PageInTheMiddleLost_CostsItsRowsOnly()
    {
        using (var file = File.OpenWrite(_folder["a.db"]))
        {
            file.Position = 4096 * 40;
            file.Write(new byte[4096]);
        }
        var saved = 0L;
        using var store = _stores.Open(_folder["a.db"], Open, fresh => saved = Count(fresh));
        Assert.InRange(Count(store), Rows - 60, Rows - 1);
        var repair = Assert.Single(_repairs.All);
        Assert.Equal((StoreKind.Database, "a.db", saved, (long?)null), (repair.Kind, repair.File, repair.Saved, repair.Lost));
        Assert.True(File.Exists(repair.MovedTo));
        Assert.StartsWith(_folder["a.db.corrupt-"], repair.MovedTo, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OneByteMakesItReadOnly_IsRepairedWithAllItsRows()
    {
        using (var file = File.OpenWrite(_folder["a.db"]))
        {
            file.Position = 18;
            file.WriteByte(0x42);
        }
        using var store = _stores.Open(_folder["a.db"], Open, _ => { });
        Execute(store, "INSERT INTO thing VALUES (-1, '')");
        Assert.Equal(Rows + 1, Count(store));
        Assert.Single(_repairs.All);
    }

    [Fact]
    public void Open_NotADatabase_BeginsAnewAndSaysSo()
    {
        File.WriteAllText(_folder["a.db"], "x");
        using var store = _stores.Open(_folder["a.db"], Open, _ => { });
        Assert.Equal(0, Count(store));
        Assert.Equal("x", File.ReadAllText(Assert.Single(_repairs.All).MovedTo!));
    }

    [Fact]
    public void Open_IndexLacksRows_IsRepairedFromTheTable()
    {
        using (var store = Open(_folder["a.db"]))
        {
            Execute(store, "CREATE INDEX by_words ON thing (words); CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'by_words'");
            Execute(store, "PRAGMA writable_schema = RESET; PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'by_words'; PRAGMA writable_schema = RESET");
            Execute(store, "INSERT INTO thing VALUES (-5, 'new')");
            Execute(store, "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM kept; PRAGMA writable_schema = RESET");
        }
        using var repaired = _stores.Open(_folder["a.db"], Open, _ => { });
        Assert.Single(_repairs.All);
        Assert.Equal(Rows + 1, Count(repaired));
    }

    /// <summary>What the quick check does not see must not end the program at every start.</summary>
    [Fact]
    public void Open_FailedWhileInUse_IsWrittenAnewOnce()
    {
        SqliteCheck.Suspect(_folder["a.db"]);
        using (var store = _stores.Open(_folder["a.db"], Open, _ => { })) Assert.Equal(Rows, Count(store));
        using (_stores.Open(_folder["a.db"], Open, _ => { })) Assert.Single(_repairs.All);
    }

    [Fact]
    public void Open_RepairCutOffBetweenItsMoves_IsFinished()
    {
        File.Move(_folder["a.db"], _folder["a.db.new"]);
        using var store = _stores.Open(_folder["a.db"], Open, _ => { });
        Assert.Equal(Rows, Count(store));
    }

    [Fact]
    public void Open_DamagedAgainAndAgain_KeepsTheNewestAside()
    {
        for (var i = 0; i < 6; i++)
        {
            File.WriteAllText(_folder["a.db"], $"{i}");
            _stores.Open(_folder["a.db"], Open, _ => { }).Dispose();
        }
        Assert.Equal(["3", "4", "5"], Directory.GetFiles(_folder.Path, "a.db.corrupt-*").Select(File.ReadAllText).Order(StringComparer.Ordinal));
        Assert.Equal(6, _repairs.All[^1].Number);
    }

    [Fact]
    public void Open_Locked_IsNoDamage()
    {
        using var other = Open(_folder["a.db"]);
        Execute(other, "BEGIN EXCLUSIVE");
        var error = Assert.Throws<SqliteException>(() => _stores.Open(_folder["a.db"], path =>
        {
            var store = Open(path);
            Execute(store, "INSERT INTO thing VALUES (-1, '')");
            return store;
        }, _ => { }));
        Assert.Equal(5, error.SqliteErrorCode);
        Assert.Empty(_repairs.All);
    }

    private static SqliteConnection Open(string path)
    {
        var store = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        store.Open();
        Execute(store, "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS thing (number INTEGER PRIMARY KEY, words TEXT NOT NULL)");
        return store;
    }

    private static long Count(SqliteConnection store)
    {
        using var command = store.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM thing";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection store, string sql)
    {
        using var command = store.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
