using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Tongtang.Harness;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Tests.Database;

public sealed class HubDatabaseTests
{
    [Fact]
    [Trait("database", "sqlite")]
    public async Task Write_IsDurable_InWalModeWithFullSync()
    {
        using var folder = new TemporaryFolder();
        await using var database = new HubDatabase(await TestDatabase.EngineAsync(folder.Path));

        var (journal, synchronous) = await database.WriteAsync(
            async c => (await c.ExecuteScalarAsync<string>("PRAGMA journal_mode"), await c.ExecuteScalarAsync<int>("PRAGMA synchronous")), CancellationToken.None);

        Assert.Equal(("wal", 2), (journal, synchronous));
    }

    [Fact]
    public async Task Write_ThatThrows_IsUndoneAlone()
    {
        using var folder = new TemporaryFolder();
        await using var database = await WithTableAsync(folder);

        var writes = Enumerable.Range(0, 50).Select(i => database.WriteAsync(
            async c =>
            {
                await c.ExecuteAsync("INSERT INTO thing (number) VALUES (@i)", new { i });
                if (i % 5 == 0) throw new InvalidOperationException($"no {i}");
            },
            CancellationToken.None)).ToList();
        foreach (var (i, write) in writes.Index())
        {
            if (i % 5 == 0) await Assert.ThrowsAsync<InvalidOperationException>(() => write);
            else await write;
        }

        await using var reader = await database.OpenAsync(CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 50).Where(i => i % 5 != 0), await reader.QueryAsync<int>("SELECT number FROM thing ORDER BY number"));
    }

    [Fact]
    public async Task Write_ByAThousandAtOnce_StoresEachOnce()
    {
        using var folder = new TemporaryFolder();
        await using var database = await WithTableAsync(folder);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Task.Run(() =>
            database.WriteAsync(c => c.ExecuteAsync("INSERT INTO thing (number) VALUES (@i)", new { i }), CancellationToken.None))));

        await using var reader = await database.OpenAsync(CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 1000), await reader.QueryAsync<int>("SELECT number FROM thing ORDER BY number"));
    }

    [Fact]
    public async Task Write_WhileAnotherProcessHoldsTheLock_WaitsForIt()
    {
        using var folder = new TemporaryFolder();
        await using var database = await WithTableAsync(folder);
        await using var engine = await TestDatabase.EngineAsync(folder.Path);
        await using var other = engine.OpenWriter();
        await other.ExecuteAsync(engine.Begin);

        var write = database.WriteAsync(c => c.ExecuteAsync("INSERT INTO thing (number) VALUES (1)"), CancellationToken.None);
        await Task.WhenAny(write, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None));
        Assert.False(write.IsCompleted);
        await other.ExecuteAsync("COMMIT");

        Assert.Equal(1, await write);
    }

    [Fact]
    public async Task Open_ForReading_RefusesToWrite()
    {
        using var folder = new TemporaryFolder();
        await using var database = await WithTableAsync(folder);
        await using var reader = await database.OpenAsync(CancellationToken.None);

        await Assert.ThrowsAnyAsync<DbException>(() => reader.ExecuteAsync("INSERT INTO thing (number) VALUES (1)"));
    }

    [Fact]
    public async Task Migrations_RunTwice_ChangeNothing_AndANewerDatabaseIsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var engine = await TestDatabase.EngineAsync(folder.Path);
        await using var database = new HubDatabase(engine);
        var migrations = new Migrations(database, engine, TimeProvider.System, NullLogger<Migrations>.Instance);
        await migrations.RunAsync(CancellationToken.None);
        await migrations.RunAsync(CancellationToken.None);

        await database.WriteAsync(c => c.ExecuteAsync("INSERT INTO schema_migration (number, name, applied_at_ms) VALUES (9999, 'future', 0)"), CancellationToken.None);

        var error = await Assert.ThrowsAsync<CannotStartException>(() => migrations.RunAsync(CancellationToken.None));
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_OfADatabaseThatLacksAnOlderFile_AddIt()
    {
        using var folder = new TemporaryFolder();
        await using var engine = await TestDatabase.EngineAsync(folder.Path);
        await using var database = new HubDatabase(engine);
        var migrations = new Migrations(database, engine, TimeProvider.System, NullLogger<Migrations>.Instance);
        await migrations.RunAsync(CancellationToken.None);
        await database.WriteAsync(c => c.ExecuteAsync("ALTER TABLE school DROP COLUMN live_chat; DELETE FROM schema_migration WHERE name = '0018_school_live_chat.sql'"), CancellationToken.None);

        await migrations.RunAsync(CancellationToken.None);

        await using var reader = await database.OpenAsync(CancellationToken.None);
        Assert.Empty(await reader.QueryAsync<int>("SELECT live_chat FROM school"));
    }

    [Fact]
    [Trait("database", "sqlite")]
    public async Task Migrations_OfAFileThatIsNoDatabase_SaySoAndLeaveIt()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["hub.db"], new string('x', 10_000));
        await using var engine = await TestDatabase.EngineAsync(folder.Path);
        await using var database = new HubDatabase(engine);
        var migrations = new Migrations(database, engine, TimeProvider.System, NullLogger<Migrations>.Instance);

        var error = await Assert.ThrowsAsync<CannotStartException>(() => migrations.RunAsync(CancellationToken.None));

        Assert.Contains(folder["hub.db"], error.Message, StringComparison.Ordinal);
        Assert.Equal(10_000, new FileInfo(folder["hub.db"]).Length);
    }

    [Fact]
    [Trait("database", "sqlite")]
    public async Task Migrations_OfADamagedDatabase_LeaveItAlone()
    {
        using var folder = new TemporaryFolder();
        await using (var sound = await WithTableAsync(folder))
        {
            for (var i = 0; i < 2000; i++)
            {
                var number = i;
                await sound.WriteAsync(c => c.ExecuteAsync("INSERT INTO thing (number) VALUES (@number)", new { number }), CancellationToken.None);
            }
            await sound.WriteAsync(c => c.ExecuteAsync("CREATE TABLE text (words TEXT); INSERT INTO text (words) VALUES (hex(zeroblob(20000)))"), CancellationToken.None);
        }
        SqliteConnection.ClearAllPools();
        await using (var file = File.OpenWrite(folder["hub.db"]))
        {
            // A page in the middle of the table.
            file.Position = 4096 * 3;
            await file.WriteAsync(new byte[4096]);
        }
        var damaged = await File.ReadAllBytesAsync(folder["hub.db"]);
        await using var engine = await TestDatabase.EngineAsync(folder.Path);
        await using var database = new HubDatabase(engine);
        var error = await Assert.ThrowsAsync<CannotStartException>(() => new Migrations(database, engine, TimeProvider.System, NullLogger<Migrations>.Instance).RunAsync(CancellationToken.None));

        Assert.Contains("Start the hub", error.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(folder["hub.db"]));
    }

    private static async Task<HubDatabase> WithTableAsync(TemporaryFolder folder)
    {
        var database = new HubDatabase(await TestDatabase.EngineAsync(folder.Path));
        await database.WriteAsync(c => c.ExecuteAsync("CREATE TABLE thing (number INTEGER NOT NULL PRIMARY KEY)"), CancellationToken.None);
        return database;
    }
}
