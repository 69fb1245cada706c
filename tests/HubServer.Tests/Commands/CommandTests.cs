using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Tests.Commands;

/// <summary>The command line, in this process: it shares nothing with a running hub but the data folder.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task TokenCreate_WhileTheHubRuns_PrintsATokenThatWorks()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await RunningHub.StartAsync(folder);

        var (code, output, _) = await HubCommand.RunAsync("token", "create", "--scope", "hub", "--name", "demo", "--data", folder.Path);

        Assert.Equal(0, code);
        using var client = hub.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", output.Trim());
        Assert.Equal("demo", (await client.GetJsonAsync("/api/v1/session"))["user"]!.GetValue<string>());
    }

    [Fact]
    public async Task TokenCreate_BeforeTheFirstStart_MakesTheDatabase()
    {
        using var folder = new TemporaryFolder();

        var (code, output, _) = await HubCommand.RunAsync("token", "create", "--name", "demo", "--data", folder.Path);

        Assert.Equal(0, code);
        Assert.StartsWith("tt_", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenCreate_WithAMistypedFolder_MakesNothing()
    {
        using var folder = new TemporaryFolder();

        var (code, output, error) = await HubCommand.RunAsync("token", "create", "--name", "demo", "--data", folder["typo"]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(folder["typo"], error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["typo"]));
    }

    [Theory]
    [InlineData("planet", "hub, region:ID or school:ID")]
    [InlineData("region:nowhere", "no such region")]
    public async Task TokenCreate_WithAScopeThatIsNot_SaysSo(string scope, string told)
    {
        using var folder = new TemporaryFolder();

        var (code, output, error) = await HubCommand.RunAsync("token", "create", "--scope", scope, "--name", "demo", "--data", folder.Path);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccountCreate_ThenItsLink_SignsIn_AndResetHelpsWhoForgot()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await RunningHub.StartAsync(folder);
        using var client = hub.Anonymous();
        var (_, link, _) = await HubCommand.RunAsync("account", "create", "--name", "王老师", "--data", folder.Path);
        await SetPasswordAsync(client, link, "first good password");

        var (code, again, _) = await HubCommand.RunAsync("account", "reset-password", "--name", "王老师", "--data", folder.Path);
        Assert.Equal(0, code);
        await SetPasswordAsync(client, again, "second good password");

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/session", new { user = "王老师", password = "second good password" })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/v1/session", new { user = "王老师", password = "first good password" })).StatusCode);
        Assert.Equal((1, ""), await CodeAndOutputAsync("account", "create", "--name", "王老师", "--data", folder.Path));
        Assert.Equal((1, ""), await CodeAndOutputAsync("account", "reset-password", "--name", "nobody", "--data", folder.Path));
    }

    [Theory]
    [InlineData("Hub:Lisen=http://127.0.0.1:1", "Hub:Lisen")]
    [InlineData("nonsense", "nonsense")]
    public async Task Run_WithAWrongSetting_SaysWhichAndEnds(string set, string told)
    {
        using var folder = new TemporaryFolder();

        var (code, _, error) = await HubCommand.RunAsync("run", "--data", folder.Path, "--set", set);

        Assert.Equal(2, code);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen", "http://127.0.0.1:0", "--set", "Hub:Listen=http://192.0.2.7:1")]
    [InlineData("--set", "hub:listen=http://127.0.0.1:0", "--set", "Hub:Listen=http://192.0.2.7:1")]
    public async Task Run_WithASettingGivenTwice_TakesTheLast(params string[] twice)
    {
        using var folder = new TemporaryFolder();

        var (code, _, error) = await HubCommand.RunAsync(["run", "--data", folder.Path, .. twice]);

        Assert.Equal(2, code);
        Assert.Contains("192.0.2.7", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithASettingsFileThatIsNoJson_SaysWhere()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["mine.json"], "{\n  \"Hub\": {,}\n}");

        var (code, _, error) = await HubCommand.RunAsync("run", "--data", folder.Path, "--settings", folder["mine.json"]);

        Assert.Equal(2, code);
        Assert.Contains("mine.json", error, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAMediaFolderThatCannotBe_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["file"], "");

        var (code, _, error) = await HubCommand.RunAsync("run", "--data", folder["data"], "--listen", "http://127.0.0.1:0", "--agents-listen", "https://127.0.0.1:0", "--set", $"MediaStore:Folder={folder["file/media"]}");

        Assert.Equal(2, code);
        Assert.Contains("MediaStore:Folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnAFolderInUse_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using var held = new DataFolder(folder.Path).Lock();

        var (code, _, error) = await HubCommand.RunAsync("run", "--data", folder.Path, "--listen", "http://127.0.0.1:0", "--agents-listen", "https://127.0.0.1:0");

        Assert.Equal(2, code);
        Assert.Contains("Another process", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnAPortInUse_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        using var held = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        held.Start();
        var port = ((IPEndPoint)held.LocalEndpoint).Port;

        var (code, _, error) = await HubCommand.RunAsync("run", "--data", folder.Path, "--listen", $"http://127.0.0.1:{port}", "--agents-listen", "https://127.0.0.1:0");

        Assert.Equal(2, code);
        Assert.Contains($"127.0.0.1:{port}", error, StringComparison.Ordinal);
        // No stacks of loops that were cut off before the one line that matters.
        var log = string.Concat(Directory.GetFiles(folder["logs"]).Select(File.ReadAllText));
        Assert.DoesNotContain("BackgroundService", log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_WritesTheDocumentAndLeavesNoDataFolder()
    {
        using var folder = new TemporaryFolder();

        var (code, _, _) = await HubCommand.RunAsync("openapi", folder["api.json"], "--data", folder["data"]);

        Assert.Equal(0, code);
        Assert.Contains("/api/v1/rooms", await File.ReadAllTextAsync(folder["api.json"]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task Run_WhenALoopDies_EndsWithAWordInTheLog()
    {
        using var folder = new TemporaryFolder();
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Hub:DataFolder", folder["data"]), new("Hub:Listen", "http://127.0.0.1:0"), new("Agents:Listen", "https://127.0.0.1:0")])
            .Build();
        await using (var app = Program.Build(settings, builder => builder.Services.AddSingleton<TextWriter>(TextWriter.Null).AddHostedService<FailingLoop>()))
            Assert.Equal(Serving.Died, await Serving.UntilEndedAsync(app, CancellationToken.None));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

        var log = await File.ReadAllTextAsync(Directory.GetFiles(folder["data/logs"], "hub-*.log").Single());
        Assert.True(log.Contains("This program ends because FailingLoop died: out of chalk", StringComparison.Ordinal), log);
    }

    private sealed class FailingLoop : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("out of chalk");
        }
    }

    private static async Task SetPasswordAsync(HttpClient client, string link, string password)
    {
        var token = link.Split("/reset-password#token=")[1].Trim();
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/password-resets", new { token, password })).StatusCode);
    }

    private static async Task<(int, string)> CodeAndOutputAsync(params string[] args)
    {
        var (code, output, _) = await HubCommand.RunAsync(args);
        return (code, output);
    }
}
