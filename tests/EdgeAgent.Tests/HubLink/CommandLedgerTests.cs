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
        Assert.Equal(("c", CommandOutcome.Refused, "result_lost"), (found!.CommandId, found.Outcome, found.ErrorCode));
    }
}
