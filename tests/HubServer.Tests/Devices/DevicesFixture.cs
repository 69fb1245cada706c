using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Devices;

/// <summary>A hub with one room and its box.</summary>
internal sealed class DevicesFixture(TemporaryFolder folder, TimeProvider? time) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public RunningHub Hub { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public Place Place { get; private set; } = null!;

    public TestBox Box { get; private set; } = null!;

    public string Room => $"/api/v1/rooms/{Place.RoomId}";

    public static async Task<DevicesFixture> StartAsync(TimeProvider? time = null)
    {
        var fixture = new DevicesFixture(new TemporaryFolder(), time);
        await fixture.StartHubAsync();
        fixture.Place = await fixture.Hub.CreatePlaceAsync(fixture.Client);
        fixture.Box = await TestBox.EnrolAsync(fixture.Hub, fixture.Place.RoomId);
        return fixture;
    }

    public async Task RestartAsync()
    {
        await Hub.DisposeAsync();
        Client.Dispose();
        await StartHubAsync();
        var next = Box.At(Hub.AgentsAddress);
        await Box.DisposeAsync();
        Box = next;
    }

    /// <summary>The box comes on the line and tells its devices.</summary>
    public async Task<TalkingBox> ConnectAsync(DeviceStates? devices = null)
    {
        var box = new TalkingBox(await Box.ConnectAsync());
        if (devices is not null) await box.Link.SayAsync(new AgentMessage { Devices = devices });
        return box;
    }

    /// <summary>A second room of the same school with its box on the line.</summary>
    public async Task<(string RoomId, TestBox Box, TalkingBox Talk)> AddRoomAsync(string name, DeviceStates devices)
    {
        var room = await Client.PostForIdAsync("/api/v1/rooms", new { name, schoolId = Place.SchoolId });
        var box = await TestBox.EnrolAsync(Hub, room);
        var talk = new TalkingBox(await box.ConnectAsync());
        await talk.Link.SayAsync(new AgentMessage { Devices = devices });
        return (room, box, talk);
    }

    /// <summary>What the address answers once it is as expected.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> expected)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await Client.GetJsonAsync(path);
            if (expected(answer)) return answer;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < s_patience, $"{path} stayed {answer.ToJsonString()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The room's devices once all have been described.</summary>
    public Task<JsonNode> DescribedAsync(int devices) => UntilAsync(
        $"{Room}/devices", answer => answer["items"]!.AsArray().Count == devices && answer["items"]!.AsArray().All(item => answer["descriptions"]!.AsObject().ContainsKey(item!["description"]!.GetValue<string>())));

    public Task<HttpResponseMessage> CommandAsync(string device, object body) => Client.PostAsJsonAsync($"{Room}/devices/{device}/commands", body);

    public async ValueTask DisposeAsync()
    {
        await Box.DisposeAsync();
        Client.Dispose();
        await Hub.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartHubAsync()
    {
        Hub = await RunningHub.StartAsync(folder, time, settings: TestBox.HubSettings);
        Client = await Hub.HubClientAsync();
    }
}

/// <summary>A box that describes what it is asked to describe, does what it is told, and remembers the rest.</summary>
internal sealed class TalkingBox : IAsyncDisposable
{
    private readonly Task _reading;
    private bool _left;

    public TalkingBox(TestLink link)
    {
        Link = link;
        _reading = ReadAsync();
    }

    public TestLink Link { get; }

    public ConcurrentQueue<Command> Commands { get; } = new();

    public ConcurrentQueue<HubMessage> Others { get; } = new();

    /// <summary>How often the hub asked for each description.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>What becomes of a command; null: no answer.</summary>
    public Func<Command, CommandResult?> Answer { get; set; } = command => new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Done };

    public Task StateAsync(RecorderState recorder) => Link.SayAsync(new AgentMessage { State = new ReportedState { Recorder = recorder } });

    public async Task<HubMessage> HearAsync(Func<HubMessage, bool> expected)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (Others.FirstOrDefault(expected) is { } heard) return heard;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "The hub did not say it.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_left) return;
        _left = true;
        await Link.DisposeAsync();
        await _reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ReadAsync()
    {
        await foreach (var message in Link.ReadAllAsync())
        {
            switch (message.MessageCase)
            {
                case HubMessage.MessageOneofCase.DescriptionRequest:
                    foreach (var hash in message.DescriptionRequest.Hashes)
                    {
                        Asked.AddOrUpdate(hash, 1, (_, count) => count + 1);
                        var json = new[] { MadeUpDevices.Projector, MadeUpDevices.Camera }.FirstOrDefault(json => MadeUpDevices.HashOf(json) == hash);
                        if (json is not null) await Link.SayAsync(new AgentMessage { Description = new DeviceDescription { Hash = hash, Json = json } });
                    }
                    break;
                case HubMessage.MessageOneofCase.Command:
                    Commands.Enqueue(message.Command);
                    if (Answer(message.Command) is { } result) await Link.SayAsync(new AgentMessage { Result = result });
                    break;
                default:
                    Others.Enqueue(message);
                    break;
            }
        }
    }
}
