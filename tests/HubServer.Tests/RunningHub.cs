using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Tests;

/// <summary>
/// A whole hub inside the test: real Kestrel on ports of the system's choice, a folder and a real database of its own
/// (<see cref="TestDatabase"/>). Only the clock may be the test's. Disposing it fails the test on any error it logged that was not expected.
/// </summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder? _ownFolder;
    private readonly StringWriter _console;

    private RunningHub(WebApplication app, TemporaryFolder? ownFolder, LogWatch log, StringWriter console) =>
        (_app, _ownFolder, Log, _console) = (app, ownFolder, log, console);

    public LogWatch Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The pages' address, without a slash at its end.</summary>
    public Uri Address => Addresses[0];

    /// <summary>The boxes' address.</summary>
    public Uri AgentsAddress => Addresses[1];

    /// <summary>What the hub wrote to its console itself, such as the setup link.</summary>
    public string Console => _console.ToString();

    public string? SetupToken => Console.Split("#token=") is [_, var rest] ? rest.Trim() : null;

    private List<Uri> Addresses => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).ToList();

    /// <param name="folder">The data folder; null for one that goes with the hub.</param>
    /// <param name="time">The clock; null for the real one.</param>
    /// <param name="settings">Settings that differ from the test's usual ones.</param>
    /// <param name="services">A last word on the services.</param>
    public static async Task<RunningHub> StartAsync(
        TemporaryFolder? folder = null, TimeProvider? time = null, IEnumerable<KeyValuePair<string, string?>>? settings = null, Action<IServiceCollection>? services = null)
    {
        var own = folder is null ? new TemporaryFolder() : null;
        var data = (folder ?? own!).Path;
        var (log, console) = (new LogWatch(), new StringWriter());
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Hub:DataFolder"] = data,
                ["Hub:Listen"] = "http://127.0.0.1:0",
                ["Agents:Listen"] = "https://127.0.0.1:0",
            })
            .AddInMemoryCollection(TestDatabase.Pairs(await TestDatabase.SettingsAsync(data)))
            .AddInMemoryCollection(settings ?? [])
            .Build();
        var app = Program.Build(configuration, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Services.AddSingleton<TextWriter>(console);
            if (time is not null) builder.Services.AddSingleton(time);
            services?.Invoke(builder.Services);
        });
        await app.StartAsync();
        return new RunningHub(app, own, log, console);
    }

    /// <summary>A client of the pages' address, nobody yet; it keeps no cookies.</summary>
    public HttpClient Anonymous() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A client with a token that may do everything within this scope.</summary>
    public Task<HttpClient> ClientAsync(Scope scope) => ClientAsync(new TreePlace(scope.Kind, scope.Id is [var id] ? id : null), Enum.GetValues<Role>());

    /// <summary>A client with a token of these roles at the place.</summary>
    public async Task<HttpClient> ClientAsync(TreePlace place, params Role[] roles)
    {
        var made = await Services.GetRequiredService<TokenStore>().CreateAsync($"test {place.Kind}", place, roles, null, null, CancellationToken.None);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made!.Value.Token);
        return client;
    }

    public Task<HttpClient> HubClientAsync() => ClientAsync(Scope.Hub);

    /// <summary>Region → school → room, by the API.</summary>
    public async Task<Place> CreatePlaceAsync(HttpClient client, string name = "一")
    {
        var region = await client.PostForIdAsync("/api/v1/regions", new { name = $"区{name}" });
        var school = await client.PostForIdAsync("/api/v1/schools", new { name = $"校{name}", regionId = region });
        var room = await client.PostForIdAsync("/api/v1/rooms", new { name = $"室{name}", schoolId = school });
        return new Place(region, school, room);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_ownFolder is not null) await TestDatabase.RemoveAsync(_ownFolder.Path);
        _ownFolder?.Dispose();
        Log.Dispose();
    }
}

/// <summary>Ids of a region, a school in it, and a room in that.</summary>
internal sealed record Place(string RegionId, string SchoolId, string RoomId);

internal static class HttpClientExtensions
{
    /// <summary>Posts JSON, expects success, and returns the answer's <c>id</c>.</summary>
    public static async Task<string> PostForIdAsync(this HttpClient client, string path, object body)
    {
        var response = await client.PostAsJsonAsync(path, body);
        return (await response.JsonAsync())["id"]!.GetValue<string>();
    }

    /// <summary>The answer's body; fails with it when the answer is no success.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> GetJsonAsync(this HttpClient client, string path) => await (await client.GetAsync(path)).JsonAsync();

    /// <summary>Status and code of a problem.</summary>
    public static async Task<(int Status, string? Code)> ProblemAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((int)response.StatusCode, body["status"]!.GetValue<int>());
        Assert.False(string.IsNullOrEmpty(body["detail"]?.GetValue<string>()));
        return ((int)response.StatusCode, body[Problems.CodeMember]!.GetValue<string>());
    }
}
