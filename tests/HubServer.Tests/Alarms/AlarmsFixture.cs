using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Tests.Readings;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Alarms;

/// <summary>A hub with one room whose box may deliver; it is Tuesday, 08:00 in the district.</summary>
internal sealed class AlarmsFixture(TemporaryFolder folder, ManualTimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // Each box's outbox begins with 1 in an epoch of its own.
    private readonly Dictionary<TestBox, (string Epoch, ulong Sequence)> _outboxes = [];

    public ManualTimeProvider Time { get; } = time;

    public RunningHub Hub { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public Place Place { get; private set; } = null!;

    public TestBox Box { get; private set; } = null!;

    /// <param name="settings">Without other hours, nobody misses a box.</param>
    public static async Task<AlarmsFixture> StartAsync(params (string Name, string Value)[] settings)
    {
        var fixture = new AlarmsFixture(new TemporaryFolder(), new ManualTimeProvider()) { Settings = settings };
        await fixture.StartHubAsync();
        fixture.Place = await fixture.Hub.CreatePlaceAsync(fixture.Client);
        fixture.Box = await TestBox.EnrolAsync(fixture.Hub, fixture.Place.RoomId);
        return fixture;
    }

    /// <summary>Ends the hub and starts it again, at once.</summary>
    /// <param name="between">What happens to the data folder meanwhile.</param>
    public async Task RestartAsync(Func<TemporaryFolder, Task>? between = null)
    {
        await Hub.DisposeAsync();
        if (between is not null) await between(folder);
        Client.Dispose();
        await StartHubAsync();
    }

    /// <summary>After a restart the hub listens elsewhere: the same box, by the certificate it had.</summary>
    public async Task RenewBoxAsync()
    {
        var next = Box.At(Hub.AgentsAddress);
        await Box.DisposeAsync();
        Box = next;
    }

    public Item Alarm(AlarmChange change, string key = "no_sound/mic", string kind = "no_sound", params (string Key, string Value)[] details) => new()
    {
        BootId = "boot",
        MonotonicMs = 1000,
        TimeMs = Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Alarm = new Alarm { Key = key, Kind = kind, Subject = key.Split('/')[^1], Change = change, Details = { details.ToDictionary(detail => detail.Key, detail => detail.Value) } },
    };

    public async Task<ItemAcknowledgement> DeliverAsync(params Item[] items) => await DeliverAsync(Box, items);

    public async Task<ItemAcknowledgement> DeliverAsync(TestBox box, params Item[] items)
    {
        var (epoch, sequence) = _outboxes.GetValueOrDefault(box, ($"e{_outboxes.Count}", 0ul));
        foreach (var item in items) item.Sequence = ++sequence;
        _outboxes[box] = (epoch, sequence);
        await using var call = new DeliverCall(box.Channel);
        await call.SendAsync(new ItemBatch { StoreEpoch = epoch, ItemClass = ItemClass.Alarm, Items = { items } });
        return await call.HearAsync();
    }

    public Task RaiseAsync(string key = "no_sound/mic", string kind = "no_sound") => DeliverAsync(Alarm(AlarmChange.Raised, key, kind));

    public async Task<List<JsonNode>> ListAsync(string query = "") => (await Client.GetJsonAsync($"/api/v1/alarms?{query}"))["items"]!.AsArray().Select(item => item!).ToList();

    /// <summary>The list, once it is as wished.</summary>
    public async Task<List<JsonNode>> ListAsync(string query, Func<List<JsonNode>, bool> wished)
    {
        List<JsonNode> list = [];
        await Eventually.TrueAsync(async () => wished(list = await ListAsync(query)), s_patience, () => string.Join('\n', list.Select(item => item.ToJsonString())));
        return list;
    }

    /// <summary>The one alarm there is, once it is as wished.</summary>
    public async Task<JsonNode> OneAsync(string query = "", Func<JsonNode, bool>? wished = null) =>
        (await ListAsync(query, list => list is [var one] && (wished is null || wished(one)))).Single();

    public async Task<JsonNode> DetailAsync(JsonNode alarm) => await Client.GetJsonAsync($"/api/v1/alarms/{Id(alarm)}");

    public Task<HttpResponseMessage> PostAsync(JsonNode alarm, string action, object body) => Client.PostAsJsonAsync($"/api/v1/alarms/{Id(alarm)}/{action}", body);

    public static string Id(JsonNode alarm) => alarm["id"]!.GetValue<string>();

    public static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    public static IEnumerable<string> Steps(JsonNode detail) => detail["history"]!.AsArray().Select(step => Text(step!, "step"));

    /// <summary>Another room of the same school, with its box.</summary>
    public async Task<(string RoomId, TestBox Box)> AddRoomAsync(string name)
    {
        var room = await Client.PostForIdAsync("/api/v1/rooms", new { name, schoolId = Place.SchoolId });
        return (room, await TestBox.EnrolAsync(Hub, room));
    }

    /// <summary>Waits for the room to be so; the rooms' rows are written once a second of the test's clock.</summary>
    public Task PresenceAsync(string roomId, string presence) => Eventually.TrueAsync(
        async () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            return Text(await Client.GetJsonAsync($"/api/v1/rooms/{roomId}"), "presence") == presence;
        },
        s_patience,
        () => $"{roomId} is not {presence}");

    public async ValueTask DisposeAsync()
    {
        await Box.DisposeAsync();
        Client.Dispose();
        await Hub.DisposeAsync();
        folder.Dispose();
    }

    private IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    private async Task StartHubAsync()
    {
        // A box that says nothing while the test moves the clock by a lesson is still there.
        var all = new Dictionary<string, string?>(TestBox.HubSettings, StringComparer.Ordinal) { ["Agents:ProbeIntervalSeconds"] = "300", ["Alarms:LessonHours"] = "" };
        foreach (var (name, value) in Settings) all[name] = value;
        Hub = await RunningHub.StartAsync(folder, Time, all);
        Client = await Hub.HubClientAsync();
    }
}
