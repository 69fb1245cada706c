using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Lessons;
using Tongtang.HubServer.Webhooks;

namespace Tongtang.HubServer.Tests.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider _time = new();
    private readonly ConcurrentQueue<Told> _told = new();
    private volatile int _answer = 204;
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private WebApplication _platform = null!;
    private string _url = "";

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(time: _time, settings: [.. TestBox.HubSettings, new("Webhooks:AllowPrivateAddresses", "true"), new("Webhooks:AllowHttp", "true")]);
        _client = await _hub.HubClientAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _platform = builder.Build();
        _platform.Urls.Add("http://127.0.0.1:0");
        _platform.MapPost("/told", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            _told.Enqueue(new Told(request.Headers["Tongtang-Signature"]!, request.Headers["Tongtang-Delivery"]!, request.Headers["Tongtang-Event"]!, await reader.ReadToEndAsync()));
            return Results.StatusCode(_answer);
        });
        await _platform.StartAsync();
        _url = _platform.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/told";
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task Lesson_FromBeginningToEnd_IsToldSigned()
    {
        var (_, secret) = await CreateAsync();
        var (host, receiver) = (await _hub.CreatePlaceAsync(_client, "一"), await _hub.CreatePlaceAsync(_client, "二"));
        await using var box = await TestBox.EnrolAsync(_hub, host.RoomId);
        await using var link = await LessonBox.ConnectAsync(box);
        var pairing = await _client.PostForIdAsync("/api/v1/pairings", new { name = "一二", mode = "dedicated", hostRoomId = host.RoomId, receiverRoomIds = new[] { receiver.RoomId } });
        var lesson = (await (await _client.PostAsJsonAsync("/api/v1/linked-lessons", new { pairingId = pairing, title = "圆" })).JsonAsync())["lesson"]!["id"]!.GetValue<string>();
        Assert.True((await _client.PostAsync($"/api/v1/linked-lessons/{lesson}/end", null)).IsSuccessStatusCode);
        await Eventually.TrueAsync(() => _told.Count == 2, s_soon, () => $"{_told.Count} messages");
        Assert.Equal(["lesson.missed", "lesson.started"], _told.Select(told => told.Event).Order(StringComparer.Ordinal));
        foreach (var told in _told)
        {
            var (time, hash) = (told.Signature.Split(',')[0][2..], told.Signature.Split(',')[1][3..]);
            Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds().ToString(), time);
            Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{told.Body}"))), hash);
            var body = JsonNode.Parse(told.Body)!;
            Assert.Equal((told.Delivery, told.Event, lesson, "圆"), (Text(body, "id"), Text(body, "event"), Text(body["lesson"]!, "id"), Text(body["lesson"]!, "title")));
        }
    }

    [Fact]
    public async Task Platform_ThatRefuses_IsTriedAgainLaterAndLater_AndCanBeReplayed()
    {
        var (hook, _) = await CreateAsync();
        _answer = 500;
        var ping = (await (await _client.PostAsync($"/api/v1/webhooks/{hook}/ping", null)).JsonAsync())["id"]!.GetValue<string>();
        for (var attempt = 1; ; attempt++)
        {
            var delivery = await DeliveryAsync(hook, found => found["attempts"]!.GetValue<int>() == attempt);
            Assert.Equal((500, "answer_refused"), (delivery["status"]!.GetValue<int>(), Text(delivery, "errorCode")));
            if (WebhookSender.WaitAfter(attempt) is not { } wait) break;
            Assert.Equal(_time.GetUtcNow() + wait, delivery["nextAt"]!.GetValue<DateTimeOffset>());
            _time.Advance(wait + TimeSpan.FromSeconds(5));
        }
        Assert.Equal("failed", Text(await DeliveryAsync(hook, _ => true), "state"));
        Assert.All(_told, told => Assert.Equal(ping, told.Delivery));
        _answer = 204;
        Assert.True((await _client.PostAsync($"/api/v1/webhooks/{hook}/deliveries/{ping}/replay", null)).IsSuccessStatusCode);
        await DeliveryAsync(hook, found => Text(found, "state") == "delivered");
        Assert.Equal((404, "delivery_unknown"), await (await _client.PostAsync($"/api/v1/webhooks/{hook}/deliveries/0/replay", null)).ProblemAsync());
    }

    [Fact]
    public async Task Secret_IsShownOnce_AndAPausedWebhookIsToldNothing()
    {
        var (hook, secret) = await CreateAsync();
        Assert.DoesNotContain(secret, await _client.GetStringAsync("/api/v1/webhooks"), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await _client.GetStringAsync($"/api/v1/webhooks/{hook}"), StringComparison.Ordinal);
        Assert.Equal((400, "url_invalid"), await (await _client.PatchAsJsonAsync($"/api/v1/webhooks/{hook}", new { url = "file:///etc/passwd" })).ProblemAsync());
        Assert.True((await (await _client.PatchAsJsonAsync($"/api/v1/webhooks/{hook}", new { paused = true })).JsonAsync())["paused"]!.GetValue<bool>());
        Assert.True((await _client.PostAsync($"/api/v1/webhooks/{hook}/ping", null)).IsSuccessStatusCode);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await _client.GetJsonAsync($"/api/v1/webhooks/{hook}"))["deliveries"]!["waiting"]!.GetValue<int>());
        Assert.Empty(_told);
        await _client.PatchAsJsonAsync($"/api/v1/webhooks/{hook}", new { paused = false });
        // Within the sender's patience: a longer step would end an attempt that is under way.
        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.TrueAsync(() => _told.Count == 1, s_soon, () => "the ping that waited");
    }

    [Fact]
    public async Task School_MakesItsOwn_AndSeesNoOthers()
    {
        await CreateAsync();
        var place = await _hub.CreatePlaceAsync(_client);
        using var school = await _hub.ClientAsync(new Scope(ScopeKind.School, place.SchoolId));
        Assert.Equal((403, "scope_too_small"), await (await school.PostAsJsonAsync("/api/v1/webhooks", new { name = "x", url = _url, scope = new { kind = "hub" } })).ProblemAsync());
        var own = await school.PostForIdAsync("/api/v1/webhooks", new { name = "x", url = _url, scope = new { kind = "school", id = place.SchoolId } });
        Assert.Equal(own, Text((await school.GetJsonAsync("/api/v1/webhooks"))["items"]!.AsArray().Single()!, "id"));
    }

    [Fact]
    public async Task Line_OfAPausedOrDeadPlatform_IsBounded_TheOldestFail()
    {
        var (hook, _) = await CreateAsync();
        await _client.PatchAsJsonAsync($"/api/v1/webhooks/{hook}", new { paused = true });
        var queue = _hub.Services.GetRequiredService<WebhookQueue>();
        await _hub.Services.GetRequiredService<HubDatabase>().WriteAsync(
            async connection =>
            {
                for (var i = 0; i < WebhookQueue.MostWaiting + 3; i++) await queue.AddAsync(connection, hook, "ping", lesson: null);
                return await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM webhook_delivery");
            },
            CancellationToken.None);
        var counts = (await _client.GetJsonAsync($"/api/v1/webhooks/{hook}"))["deliveries"]!;
        Assert.Equal((WebhookQueue.MostWaiting, 3), (counts["waiting"]!.GetValue<int>(), counts["failed"]!.GetValue<int>()));
    }

    private async Task<(string Id, string Secret)> CreateAsync()
    {
        var made = await (await _client.PostAsJsonAsync("/api/v1/webhooks", new { name = "省平台", url = _url, scope = new { kind = "hub" } })).JsonAsync();
        return (Text(made, "id"), Text(made, "secret"));
    }

    private async Task<JsonNode> DeliveryAsync(string hook, Func<JsonNode, bool> condition)
    {
        JsonNode? found = null;
        await Eventually.TrueAsync(
            async () => condition(found = (await _client.GetJsonAsync($"/api/v1/webhooks/{hook}/deliveries"))["items"]!.AsArray().Single()!), s_soon, () => found?.ToJsonString() ?? "");
        return found!;
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private sealed record Told(string Signature, string Delivery, string Event, string Body);
}
