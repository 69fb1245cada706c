using System.Data.Common;
using Dapper;
using Npgsql;
using Tongtang.Harness;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Tests.Database;

/// <summary>What holds of PostgreSQL alone, whichever engine the other tests run on.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private TemporaryFolder _folder = null!;
    private DatabaseSettings _settings = null!;
    private PostgresEngine _engine = null!;
    private HubDatabase _database = null!;

    public async Task InitializeAsync()
    {
        var folder = new TemporaryFolder();
        _settings = await TestDatabase.PostgresAsync(folder.Path);
        var engine = new PostgresEngine(_settings);
        (_folder, _engine, _database) = (folder, engine, new HubDatabase(engine));
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await _engine.DisposeAsync();
        await TestDatabase.DropAsync(_settings, "hub");
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_IsOnDisk_EvenWhereTheServerWouldNotWait()
    {
        await ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");

        Assert.Equal("on", await _database.WriteAsync(connection => connection.ExecuteScalarAsync<string>("SHOW synchronous_commit"), CancellationToken.None));
    }

    [Fact]
    public async Task Text_WithANul_IsStoredWithoutIt()
    {
        await _database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO region (id, name, created_at_ms) VALUES ('1', @name, 0)", new { name = "一\0二" }), CancellationToken.None);

        await using var reader = await _database.OpenAsync(CancellationToken.None);
        Assert.Equal("一\uFFFD二", await reader.ExecuteScalarAsync<string>("SELECT name FROM region WHERE id IN @ids", new { ids = new[] { "1", "2" } }));
    }

    [Fact]
    public async Task Text_IsOrderedByItsBytes_WhateverTheDatabasesLanguage()
    {
        await _database.WriteAsync(
            connection => connection.ExecuteAsync("INSERT INTO region (id, name, created_at_ms) VALUES (@name, @name, 0)", new[] { "b", "É", "B", "一", "a" }.Select(name => new { name })), CancellationToken.None);

        await using var reader = await _database.OpenAsync(CancellationToken.None);
        Assert.Equal(["B", "a", "b", "É", "一"], await reader.QueryAsync<string>("SELECT name FROM region ORDER BY name"));
        Assert.Equal("É", await reader.ExecuteScalarAsync<string>("SELECT LOWER(name) FROM region WHERE id = 'É'"));
    }

    [Fact]
    public async Task Write_InAnothersWay_IsRunAgain()
    {
        var runs = 0;

        var answer = await _database.WriteAsync(
            async connection =>
            {
                if (++runs == 1) await connection.ExecuteAsync("DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '40P01'; END $$");
                return runs;
            },
            CancellationToken.None);

        Assert.Equal((2, 2), (answer, runs));
    }

    [Fact]
    public async Task Write_WhoseConnectionIsCutOff_FailsAndTheNextOneDoesNot()
    {
        var failure = await Assert.ThrowsAnyAsync<DbException>(() => _database.WriteAsync(
            connection => connection.ExecuteAsync("INSERT INTO region (id, name, created_at_ms) VALUES ('1', '一', 0); SELECT pg_terminate_backend(pg_backend_pid())"), CancellationToken.None));

        Assert.True(DatabaseFailure.IsUnavailable(failure), failure.ToString());
        Assert.Equal(0, await _database.WriteAsync(connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM region"), CancellationToken.None));
    }

    [Fact]
    public async Task SecondHub_OnTheSameReadings_DoesNotStart()
    {
        await using var first = new PostgresReadings(_settings);
        await using var second = new PostgresReadings(_settings);
        using var writer = first.OpenWriter();

        Assert.Contains("Another hub", Assert.Throws<CannotStartException>(() => second.OpenWriter()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=/nowhere;Database=x;Username=x", "cannot be used")]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=x", "cannot be used")]
    public async Task Server_ThatIsNotThere_IsNamed(string connection, string told)
    {
        await using var engine = new PostgresEngine(new DatabaseSettings { Provider = DatabaseProvider.Postgres, Connection = connection });

        Assert.Contains(told, Assert.Throws<CannotStartException>(engine.RequireSound).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "", "names no Host")]
    [InlineData("postgres", "Hots=here", "cannot be used")]
    [InlineData("sqlite", "Host=here", "Provider is sqlite")]
    [InlineData("oracle", "", "sqlite")]
    public async Task Setting_ThatCannotBe_SaysWhatIsAllowed(string provider, string connection, string told)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(Serving.CannotStart, await HubServer.Commands.HubCommands.RunAsync(["run", "--data", _folder.Path, "--set", $"Database:Provider={provider}", "--set", $"Database:Connection={connection}"], output, error));
        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_settings.Connection + ";Pooling=false");
        await connection.ExecuteAsync(sql);
    }
}
