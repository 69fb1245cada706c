using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.Harness;

namespace Tongtang.Harness.Processes;

/// <summary>A real hub process on free ports with a token of hub scope and a school to put rooms in.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private readonly TemporaryFolder _data;
    private readonly string[] _settings;
    private readonly RunningProgram _program;
    private string? _school;

    private Hub(TemporaryFolder data, string[] settings)
    {
        (_data, _settings) = (data, [.. settings.SelectMany(setting => new[] { "--set", setting })]);
        Address = new Uri($"http://127.0.0.1:{Programs.FreePort()}");
        AgentsAddress = new Uri($"https://127.0.0.1:{Programs.FreePort()}");
        _program = new RunningProgram(
            [Programs.HubServer, "run", "--data", _data.Path, "--listen", Address.OriginalString, "--agents-listen", AgentsAddress.OriginalString, .. _settings],
            Address);
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public Uri AgentsAddress { get; }

    public HttpClient Http { get; }

    public string Log => _program.Log;

    public string DataFolder => _data.Path;

    public int ProcessId => _program.ProcessId;

    public string Token { get; private set; } = "";

    /// <param name="settings">As on the command line: Section:Name=value.</param>
    public static Task<Hub> StartAsync(params string[] settings) => StartAsync(_ => Task.FromResult(settings));

    /// <param name="settings">Of a hub on this data folder.</param>
    public static async Task<Hub> StartAsync(Func<string, Task<string[]>> settings)
    {
        var data = new TemporaryFolder();
        var hub = new Hub(data, await settings(data.Path));
        await hub._program.StartAsync();
        hub.Token = (await Programs.RunAsync("dotnet", [Programs.HubServer, "token", "create", "--data", hub._data.Path, "--scope", "hub", "--name", "tests", .. hub._settings])).Trim();
        hub.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", hub.Token);
        return hub;
    }

    public Task KillAsync() => _program.KillAsync();

    public Task StartAgainAsync() => _program.StartAsync();

    /// <summary>Starts it again with a wall clock that is wrong by so many days.</summary>
    public Task StartAgainAsync(int clockDays)
    {
        _program.ClockOffset = TimeSpan.FromDays(clockDays);
        return _program.StartAsync();
    }

    public async Task<string> CreateRoomAsync(string name)
    {
        _school ??= await CreateSchoolAsync();
        return (await PostAsync("rooms", new { name, schoolId = _school })).Text("id");
    }

    public async Task<string> JoinCodeAsync(string roomId) =>
        (await PostAsync($"rooms/{roomId}/join-codes", new { })).Text("code");

    public async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await Http.GetStringAsync(new Uri("/api/v1/" + path, UriKind.Relative)))!;

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync("/api/v1/" + path, body);
        return await response.JsonAsync();
    }

    public async Task<JsonNode> RecordingAsync(string id) => await GetAsync($"recordings/{id}");

    public Task<bool> IsCompleteAsync(string id) => IsAsync(id, "complete");

    public Task RecordingBecomesAsync(string id, string state, double seconds) =>
        Eventually.TrueAsync(
            () => IsAsync(id, state),
            TimeSpan.FromSeconds(seconds),
            () => $"recording {id} is not {state} on the hub.\n{Log}");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
        _data.Dispose();
    }

    private async Task<bool> IsAsync(string id, string state)
    {
        using var response = await Http.GetAsync(new Uri($"/api/v1/recordings/{id}", UriKind.Relative));
        return response.IsSuccessStatusCode && JsonNode.Parse(await response.Content.ReadAsStringAsync())!.Text("state") == state;
    }

    private async Task<string> CreateSchoolAsync()
    {
        var region = (await PostAsync("regions", new { name = "Test region" })).Text("id");
        return (await PostAsync("schools", new { name = "Test school", regionId = region, kind = "centre-school", tier = "none" })).Text("id");
    }
}
