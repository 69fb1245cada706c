using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.Harness.Network;

namespace Tongtang.Harness.Processes;

/// <summary>A real agent process with the sources a test gives it.</summary>
internal sealed class Box : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly RunningProgram _program;

    private Box(object[] sources, object? further = null, string? dataFolder = null)
    {
        DataFolder = dataFolder ?? _data["agent"];
        Address = new Uri($"http://127.0.0.1:{Programs.FreePort()}");
        var settings = _data["settings.json"];
        var all = JsonSerializer.SerializeToNode(further ?? new { })!.AsObject();
        all["Sources"] = JsonSerializer.SerializeToNode(sources);
        File.WriteAllText(settings, all.ToJsonString());
        _program = new RunningProgram(
            [Programs.EdgeAgent, "run", "--data", DataFolder, "--settings", settings, "--listen", Address.OriginalString], Address);
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public string Log => _program.Log;

    public int ProcessId => _program.ProcessId;

    public string DataFolder { get; }

    /// <summary>A camera with picture and sound and a screen without, both made by ffmpeg with a burned clock.</summary>
    public static object[] TwoTestSources { get; } =
    [
        new { Name = "teacher", Kind = "test", Role = "teacher", Width = 640, Height = 360, FramesPerSecond = 25 },
        new { Name = "screen", Kind = "test", Role = "screen", Width = 640, Height = 360, FramesPerSecond = 25, Audio = "none" },
    ];

    public static async Task<Box> StartAsync(params object[] sources)
    {
        var box = new Box(sources.Length == 0 ? TwoTestSources : sources);
        await box._program.StartAsync();
        return box;
    }

    /// <param name="settings">Sections beside the sources, as in appsettings.json.</param>
    /// <param name="sources">Rows of the setting Sources.</param>
    public static async Task<Box> StartAsync(object settings, object[] sources)
    {
        var box = new Box(sources, settings);
        await box._program.StartAsync();
        return box;
    }

    /// <summary>As <see cref="StartAsync(object[])"/>, enrolled for a new room of the hub and online.</summary>
    public static async Task<(Box Box, string RoomId)> StartEnrolledAsync(Hub hub, params object[] sources)
    {
        var box = new Box(sources.Length == 0 ? TwoTestSources : sources);
        var room = await hub.CreateRoomAsync("Room " + Guid.NewGuid().ToString("N")[..6]);
        await box.EnrolAsync(hub, await hub.JoinCodeAsync(room));
        await box._program.StartAsync();
        await hub.RoomIsAsync(room, "online");
        return (box, room);
    }

    /// <param name="settings">Sections beside the sources, as in appsettings.json.</param>
    /// <inheritdoc cref="StartEnrolledAsync(Hub, object[])"/>
    public static async Task<(Box Box, string RoomId)> StartEnrolledAsync(Hub hub, object settings, object[] sources)
    {
        var box = new Box(sources, settings);
        var room = await hub.CreateRoomAsync("Room " + Guid.NewGuid().ToString("N")[..6]);
        await box.EnrolAsync(hub, await hub.JoinCodeAsync(room));
        await box._program.StartAsync();
        await hub.RoomIsAsync(room, "online");
        return (box, room);
    }

    /// <summary>As <see cref="StartEnrolledAsync(Hub, object[])"/>, with its data where the test says.</summary>
    public static async Task<(Box Box, string RoomId)> StartEnrolledOnAsync(Hub hub, string dataFolder, object[] sources)
    {
        var box = new Box(sources, dataFolder: dataFolder);
        var room = await hub.CreateRoomAsync("Room " + Guid.NewGuid().ToString("N")[..6]);
        await box.EnrolAsync(hub, await hub.JoinCodeAsync(room));
        await box._program.StartAsync();
        await hub.RoomIsAsync(room, "online");
        return (box, room);
    }

    /// <summary>As <see cref="StartEnrolledAsync(Hub, object[])"/>, over a line that a test may break.</summary>
    public static async Task<(Box Box, string RoomId)> StartEnrolledAsync(Hub hub, FaultyLine line, object settings, params object[] sources)
    {
        var box = new Box(sources.Length == 0 ? TwoTestSources : sources, settings);
        var room = await hub.CreateRoomAsync("Room " + Guid.NewGuid().ToString("N")[..6]);
        await box.EnrolAsync(new Uri($"https://127.0.0.1:{line.Port}"), await hub.JoinCodeAsync(room));
        await box._program.StartAsync();
        await hub.RoomIsAsync(room, "online");
        return (box, room);
    }

    public Task<string> EnrolAsync(Hub hub, string code) => EnrolAsync(hub.AgentsAddress, code);

    public Task<string> EnrolAsync(Uri hub, string code) =>
        Programs.RunAsync("dotnet", Programs.EdgeAgent, "enrol", code, "--hub", hub.OriginalString, "--data", DataFolder);

    public Task KillAsync() => _program.KillAsync();

    public Task StartAgainAsync() => _program.StartAsync();

    /// <summary>Starts it again with a wall clock that is wrong by so many days.</summary>
    public Task StartAgainAsync(int clockDays)
    {
        _program.ClockOffset = TimeSpan.FromDays(clockDays);
        return _program.StartAsync();
    }

    /// <summary>Starts it again as after a boot of the machine, with a wall clock that is wrong by so many days. Needs the right to mount.</summary>
    public Task BootAgainAsync(int clockDays)
    {
        _program.BootId = Guid.NewGuid().ToString();
        return StartAgainAsync(clockDays);
    }

    /// <summary>Sets the wall clock of a box that was started with one of its own.</summary>
    public void StepClock(TimeSpan offset) => _program.ClockOffset = offset;

    public async Task<JsonNode> StatusAsync() => JsonNode.Parse(await Http.GetStringAsync(new Uri("/api/v1/status", UriKind.Relative)))!;

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        try
        {
            using var response = await Http.PostAsJsonAsync("/api/v1/" + path, body);
            return await response.JsonAsync();
        }
        catch (HttpRequestException error)
        {
            throw new InvalidOperationException($"The box does not answer: {error.Message}\n{Log}", error);
        }
    }

    public async Task<string> StartRecordingAsync(string title, DateTimeOffset? plannedEnd = null) =>
        (await PostAsync("recording/start", new { title, plannedEnd })).Text("recordingId");

    public Task StopRecordingAsync() => PostAsync("recording/stop", new { });

    public Task RecorderIsAsync(string state, double seconds = 15) =>
        Eventually.TrueAsync(
            async () => (await StatusAsync())["recorder"]!.Text("state") == state,
            TimeSpan.FromSeconds(seconds),
            () => $"recorder is not {state}.\n{Log}");

    public Task SourceIsAsync(string name, string state, double seconds = 20) =>
        Eventually.TrueAsync(
            async () => (await StatusAsync())["recorder"]!.List("sources").Single(s => s.Text("name") == name).Text("state") == state,
            TimeSpan.FromSeconds(seconds),
            () => $"source {name} is not {state}.\n{Log}");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
        _data.Dispose();
    }
}

internal static class Rooms
{
    public static Task RoomIsAsync(this Hub hub, string roomId, string presence, double seconds = 20) =>
        Eventually.TrueAsync(
            async () => (await hub.GetAsync($"rooms/{roomId}")).Text("presence") == presence,
            TimeSpan.FromSeconds(seconds),
            () => $"room {roomId} is not {presence}.\n{hub.Log}");
}
