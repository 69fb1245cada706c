using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Events;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Tests.Events;

public sealed class EventTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Stream_OfAChangedRoom_TellsItsNewState()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        using var stream = await OpenAsync(client);

        await client.PatchAsJsonAsync($"/api/v1/rooms/{place.RoomId}", new { name = "新名" });

        var (name, data) = await NextAsync(stream);
        Assert.Equal("room", name);
        Assert.Equal("新名", data["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Stream_OfAnotherSchool_TellsNothing()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        using var client = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));
        using var stream = await OpenAsync(client);

        await admin.PatchAsJsonAsync($"/api/v1/rooms/{other.RoomId}", new { name = "别人的" });
        await admin.PatchAsJsonAsync($"/api/v1/rooms/{own.RoomId}", new { name = "自己的" });

        Assert.Equal("自己的", (await NextAsync(stream)).Data["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Stream_OfAThingThatChangesAllTheTime_TellsItOnceASecondAndItsLastState()
    {
        var loads = 0;
        var source = new EventSource("test", (_, id, _) => Task.FromResult<EventPayload?>(new EventPayload(new ScopePath("r"), new { id, loads = Interlocked.Increment(ref loads) })));
        await using var hub = await RunningHub.StartAsync(services: services => services.AddSingleton(source));
        using var client = await hub.HubClientAsync();
        using var stream = await OpenAsync(client);
        var events = hub.Services.GetRequiredService<EventHub>();
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                events.Changed("test", "thing");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
            }
        });

        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 4; i++) await NextAsync(stream);
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        await stop.CancelAsync();
        await changing;

        Assert.True(elapsed > TimeSpan.FromSeconds(2.9), $"four events came within {elapsed}");
    }

    [Fact]
    public async Task Stream_WhoseTokenIsDeleted_EndsInsteadOfTelling()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        var made = await (await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "x", scope = new { kind = "hub" } })).JsonAsync();
        using var client = hub.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", made["token"]!.GetValue<string>());
        using var stream = await OpenAsync(client);

        await admin.DeleteAsync($"/api/v1/tokens/{made["id"]}");
        await admin.PatchAsJsonAsync($"/api/v1/rooms/{place.RoomId}", new { name = "秘密" });

        var told = await stream.ReadToEndAsync().WaitAsync(s_patience, TimeProvider.System);
        Assert.Equal(": open\n\n", told);
    }

    [Fact]
    public async Task Stream_Quiet_SaysEveryFifteenSecondsThatItIsAlive()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        using var client = await hub.HubClientAsync();
        using var stream = await OpenAsync(client);
        Assert.Equal(": open", await LineAsync(stream));
        Assert.Equal("", await LineAsync(stream));

        // The timer may not be set yet when the first line is here, so time goes on until it fires.
        var alive = LineAsync(stream);
        while (!alive.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(alive, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None));
        }
        Assert.Equal(": alive", await alive);
    }

    [Fact]
    public async Task Subscriber_ThatDoesNotRead_KeepsTheNewestOfEachThing_AndSaysWhatItMissed()
    {
        var subscriber = new EventSubscriber(_ => Scope.Hub);
        for (var i = 0; i < EventSubscriber.QueueLength + 10; i++) subscriber.Offer($"room/{i}", new StreamEvent("room", $"{i}"));
        for (var i = 0; i < 1000; i++) subscriber.Offer("room/500", new StreamEvent("room", $"again {i}"));

        var taken = await subscriber.TakeAsync(CancellationToken.None);

        Assert.Equal(new StreamEvent("missed", """{"count":10}"""), taken[0]);
        Assert.Equal(EventSubscriber.QueueLength + 1, taken.Count);
        Assert.Equal("10", taken[1].Json);
        Assert.Equal("again 999", taken[^1].Json);
    }

    [Fact]
    public async Task Subscriber_OfferedToWhileItIsRead_NeverTakesNothing()
    {
        // An empty answer ends the stream: pages turned grey in mid-lesson.
        const int offers = 200_000;
        var subscriber = new EventSubscriber(_ => Scope.Hub);
        var offering = Task.Run(() =>
        {
            for (var i = 0; i < offers; i++) subscriber.Offer(i % 2 == 0 ? "room" : "recording", new StreamEvent("room", $"{i}"));
            subscriber.Offer("last", new StreamEvent("last", ""));
        });
        IReadOnlyList<StreamEvent> taken;
        do
        {
            taken = await subscriber.TakeAsync(CancellationToken.None).WaitAsync(s_patience, TimeProvider.System);
            Assert.NotEmpty(taken);
        }
        while (taken[^1].Name != "last");
        await offering;
    }

    private static async Task<StreamReader> OpenAsync(HttpClient client) => new(await client.GetStreamAsync("/api/v1/events"));

    private static async Task<string?> LineAsync(StreamReader stream) => await stream.ReadLineAsync().WaitAsync(s_patience, TimeProvider.System);

    private static async Task<(string Name, JsonNode Data)> NextAsync(StreamReader stream)
    {
        var name = "";
        while (await LineAsync(stream) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (name, JsonNode.Parse(line[6..])!);
        }
        throw new InvalidOperationException("The stream ended.");
    }
}
