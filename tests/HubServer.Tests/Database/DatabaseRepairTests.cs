using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Backups;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>A hub whose database is damaged starts, saves what can be read, and says so.</summary>
[Trait("database", "sqlite")]
public sealed class DatabaseRepairTests : IDisposable
{
    private const int Page = 4096;

    private readonly TemporaryFolder _folder = new();

    public enum Harm
    {
        /// <summary>One page in the middle of it.</summary>
        Page,

        Cut,
        Garbage,

        Empty,
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Harm.Page, true)]
    [InlineData(Harm.Cut, false)]
    [InlineData(Harm.Garbage, false)]
    [InlineData(Harm.Empty, false)]
    public async Task Start_DatabaseDamaged_HubGoesOnWithWhatCanBeRead(Harm harm, bool keepsRegions)
    {
        var generation = await MakeAsync();
        Spoil(harm);
        var spoiled = new FileInfo(_folder["hub.db"]).Length;
        for (var start = 0; start < 2; start++)
        {
            await using var hub = await RunningHub.StartAsync(_folder);
            var repair = Assert.Single(hub.Services.GetRequiredService<StoreRepairs>().All);
            Assert.Equal(("hub.db", spoiled), (repair.File, new FileInfo(repair.MovedTo!).Length));
            Assert.Equal(keepsRegions, repair.Saved > 50);
            // Boxes meet another life of the database, and send what it lacks.
            Assert.NotEqual(generation, await hub.Services.GetRequiredService<StoreGeneration>().IdAsync(CancellationToken.None));
            using var client = await hub.HubClientAsync();
            var told = Assert.Single((await client.GetFromJsonAsync<System.Text.Json.Nodes.JsonArray>("/api/v1/store-repairs"))!)!;
            Assert.Equal(("hub.db", repair.MovedTo), ((string?)told["file"], (string?)told["movedTo"]));
            var before = (await client.GetFromJsonAsync<System.Text.Json.Nodes.JsonNode>("/api/v1/regions?pageSize=100"))!["total"]!.GetValue<int>();
            Assert.Equal(keepsRegions, before >= 40);
            using var made = await client.PostAsJsonAsync("/api/v1/regions", new { name = $"after {start}" });
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Damage_MetWhileRunning_EndsTheHubAndTheNextStartMends()
    {
        await MakeAsync();
        await using (var engine = await TestDatabase.EngineAsync(_folder.Path))
        await using (var database = new HubDatabase(engine))
        {
            await Assert.ThrowsAsync<SqliteException>(() => database.WriteAsync(_ => throw new SqliteException("malformed", SQLitePCL.raw.SQLITE_CORRUPT), CancellationToken.None));
            Assert.IsType<SqliteException>(await database.Damaged.WaitAsync(TimeSpan.FromSeconds(5)));
            using var watch = new DatabaseWatch(database);
            await watch.StartAsync(CancellationToken.None);
            Assert.Contains("next start mends it", (await Assert.ThrowsAsync<InvalidDataException>(() => watch.ExecuteTask!)).Message, StringComparison.Ordinal);
        }
        SqliteConnection.ClearAllPools();
        await using var hub = await RunningHub.StartAsync(_folder);
        Assert.Equal("it failed while it was in use", Assert.Single(hub.Services.GetRequiredService<StoreRepairs>().All).Damage);
    }

    /// <summary>What only a box reads may be the damaged page.</summary>
    [Fact]
    public async Task Damage_MetByABoxsCall_IsTheHubsToo()
    {
        await using var engine = await TestDatabase.EngineAsync(_folder.Path);
        await using var database = new HubDatabase(engine);
        var explain = DatabaseOutages.Explain(database);
        Assert.Null(explain(new SqliteException("busy", SQLitePCL.raw.SQLITE_BUSY)));
        Assert.False(database.Damaged.IsCompleted);
        Assert.Null(explain(new SqliteException("malformed", SQLitePCL.raw.SQLITE_CORRUPT)));
        Assert.IsType<SqliteException>(await database.Damaged.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    private async Task<string> MakeAsync()
    {
        await using var hub = await RunningHub.StartAsync(_folder);
        using var client = await hub.HubClientAsync();
        for (var i = 0; i < 40; i++) await client.PostForIdAsync("/api/v1/regions", new { name = $"区{i}" });
        return await hub.Services.GetRequiredService<StoreGeneration>().IdAsync(CancellationToken.None);
    }

    private void Spoil(Harm harm)
    {
        SqliteConnection.ClearAllPools();
        using var file = File.Open(_folder["hub.db"], FileMode.Open);
        if (harm == Harm.Empty) file.SetLength(0);
        if (harm == Harm.Cut) file.SetLength(5 * Page);
        if (harm == Harm.Garbage) file.Write(new byte[Page]);
        if (harm == Harm.Page)
        {
            file.Position = PageOf("audit_row") * Page;
            file.Write(new byte[Page]);
        }
    }

    private long PageOf(string table)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["hub.db"]};Pooling=false;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT rootpage - 1 FROM sqlite_schema WHERE name = '{table}'";
        return (long)command.ExecuteScalar()!;
    }
}
