using Dapper;
using Microsoft.Data.Sqlite;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Tests.Recordings;
using Tongtang.Harness;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.HubLink;

public sealed class CommandLedgerTests
{
    [Fact]
    public async Task Ledger_OfAnOlderVersion_IsTakenOver()
    {
        using var folder = new TemporaryFolder();
        using var logs = new LogWatch();
        await using (var older = new SqliteConnection($"Data Source={folder["commands.db"]};Pooling=false"))
        {
            await older.OpenAsync();
            await older.ExecuteAsync("CREATE TABLE result (sequence INTEGER PRIMARY KEY AUTOINCREMENT, command_id TEXT NOT NULL UNIQUE, result BLOB NOT NULL); INSERT INTO result (command_id, result) VALUES ('old', x'')");
        }
        using var ledger = new CommandLedger(folder["commands.db"], new SqliteStores(DamageBoard.Of(folder.Path, logs), TimeProvider.System));
        Assert.NotNull(ledger.Find("old"));
        Assert.Empty(ledger.Untold());
        ledger.Keep(new CommandResult { CommandId = "new" });
        Assert.Equal("new", Assert.Single(ledger.Untold()).CommandId);
    }

    /// <summary>It was run: to run it again would be worse than to have no answer.</summary>
    [Fact]
    public async Task Find_ResultDamaged_SaysThatItWasRun()
    {
        using var folder = new TemporaryFolder();
        using var logs = new LogWatch();
        using var ledger = new CommandLedger(folder["commands.db"], new SqliteStores(DamageBoard.Of(folder.Path, logs), TimeProvider.System));
        ledger.Keep(new CommandResult { CommandId = "c", Outcome = CommandOutcome.Done });
        await using (var other = new SqliteConnection($"Data Source={folder["commands.db"]};Pooling=false"))
        {
            await other.OpenAsync();
            await other.ExecuteAsync("UPDATE result SET result = x'ffffff'");
        }
        var found = ledger.Find("c");
        Assert.Equal("c", Assert.Single(ledger.Untold()).CommandId);
        ledger.Told(["c"]);
        Assert.Empty(ledger.Untold());
        Assert.Equal(("c", CommandOutcome.Refused, "result_lost"), (found!.CommandId, found.Outcome, found.ErrorCode));
    }
}
