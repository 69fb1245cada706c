using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Tests.Web;

/// <summary>
/// The rules that hold for every route there is or will be, asked of each one in the OpenAPI document and of each that is
/// served without being in it: a new route cannot be forgotten here.
/// </summary>
public sealed class EveryRouteTests
{
    /// <summary>Routes that need nobody, by design; anything else without a caller is 401.</summary>
    private static readonly HashSet<string> s_open =
        ["POST /api/v1/setup", "GET /api/v1/setup", "POST /api/v1/session", "POST /api/v1/session/link", "POST /api/v1/session/screen", "POST /api/v1/password-resets", "GET /api/v1/single-sign-on", "GET /api/v1/single-sign-on/address",
            "POST /api/v1/single-sign-on/sessions", "POST /api/v1/single-sign-on/sign-out", "POST /api/v1/single-sign-on/back-channel-logout", "GET /healthz", "GET /metrics"];

    [Fact]
    public async Task EveryRoute_WithoutACaller_Answers401()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();
        foreach (var route in await ApiRoutes.AllAsync(hub))
        {
            if (route.IsAnonymous)
            {
                Assert.Contains($"{route.Method} {route.Path}", s_open.Append("GET " + route.Path).Where(open => s_open.Contains(open) || route.IsLinked));
                continue;
            }
            var response = await client.SendAsync(route.Request("0"));
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{route} answered {(int)response.StatusCode} to nobody");
            Assert.Equal("session_required", (await response.ProblemAsync()).Code);
        }
    }

    [Fact]
    public async Task EveryLinkedRoute_WithAMadeUpLink_Answers404()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var recording = await ApiRoutes.AddRecordingAsync(hub, (await hub.CreatePlaceAsync(admin)).RoomId);
        using var client = hub.Anonymous();
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => route.IsLinked))
        {
            var response = await client.SendAsync(route.Request(recording));
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{route} answered {(int)response.StatusCode} to a made-up link");
        }
    }

    [Fact]
    public async Task EveryRoute_WithAQueryParameterItDoesNotKnow_SaysWhichItKnows()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => route.Method == "GET" && route.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var request = route.Request("0");
            request.RequestUri = new Uri($"{request.RequestUri}?staet=complete", UriKind.Relative);
            Assert.Equal((400, "query_unknown"), await (await client.SendAsync(request)).ProblemAsync());
        }
        var refusal = await (await client.GetAsync("/api/v1/recordings?staet=complete")).Content.ReadAsStringAsync();
        foreach (var known in new[] { "page", "pageSize", "sort", "room", "school", "region", "state", "from", "to" }) Assert.Contains($" {known},", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("caller", refusal, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/schools?q=x&region=&page=1&pageSize=10&sort=name")).StatusCode);
    }

    [Fact]
    public async Task EveryRoute_WithAWrongToken_Answers401()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer tt_wrong");
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => !route.IsAnonymous))
            Assert.True((await client.SendAsync(route.Request("0"))).StatusCode == HttpStatusCode.Unauthorized, $"{route} let a wrong token in");
    }

    [Fact]
    public async Task EveryRouteWithAnId_OfAnotherSchool_Answers404Or403()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        var recording = await ApiRoutes.AddRecordingAsync(hub, other.RoomId);
        Assert.True((await admin.GetAsync($"/api/v1/recordings/{recording}")).IsSuccessStatusCode);
        var alarm = await ApiRoutes.AddAlarmAsync(hub, other.RoomId);
        Assert.True((await admin.GetAsync($"/api/v1/alarms/{alarm}")).IsSuccessStatusCode);
        using var client = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => !route.IsAnonymous && route.Path.Contains('{', StringComparison.Ordinal)))
        {
            var id = route.Path.Contains("/regions/", StringComparison.Ordinal) ? other.RegionId
                : route.Path.Contains("/schools/", StringComparison.Ordinal) ? other.SchoolId
                : route.Path.Contains("/alarms/", StringComparison.Ordinal) ? alarm
                : route.Path.Contains("/rooms/", StringComparison.Ordinal) || route.Path.StartsWith("/live/", StringComparison.Ordinal) ? other.RoomId : recording;
            var response = await client.SendAsync(route.Request(id));
            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{route} answered {(int)response.StatusCode} to a stranger: {await response.Content.ReadAsStringAsync()}");
        }
        Assert.Equal(1, (await admin.GetJsonAsync($"/api/v1/rooms?school={other.SchoolId}"))["total"]!.GetValue<int>());
        Assert.Equal(1, (await admin.GetJsonAsync("/api/v1/recordings"))["total"]!.GetValue<int>());
        Assert.Equal("raised", (await admin.GetJsonAsync($"/api/v1/alarms/{alarm}"))["alarm"]!["state"]!.GetValue<string>());
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/alarms"))["total"]!.GetValue<int>());
        Assert.Equal(0, (await client.GetJsonAsync("/api/v1/recordings"))["total"]!.GetValue<int>());
        Assert.Equal(0, (await client.GetJsonAsync($"/api/v1/recordings?room={other.RoomId}"))["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("..%2F..%2Fhub.db")]
    [InlineData("..%5C..%5Chub.db")]
    [InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("%00")]
    [InlineData("💥")]
    [InlineData("'; DROP TABLE room; --")]
    public async Task EveryRouteWithAnId_GivenAPath_AnswersAProblemAndServesNothing(string id)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => route.Path.Contains('{', StringComparison.Ordinal)))
        {
            var response = await client.SendAsync(route.Request(id));
            Assert.True((int)response.StatusCode is >= 400 and < 500, $"{route} answered {(int)response.StatusCode} to {id}");
        }
    }

    [Fact]
    public async Task EveryRoute_AskedByAPageOfAnotherOrigin_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        foreach (var route in await ApiRoutes.AllAsync(hub))
        {
            if (route.IsLinked) continue;
            foreach (var (name, value) in new[] { ("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site") })
            {
                var request = route.Request("0");
                request.Headers.TryAddWithoutValidation(name, value);
                var response = await client.SendAsync(request);
                Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{route} answered {(int)response.StatusCode} to a page with {name}: {value}");
                Assert.Equal("origin_foreign", (await response.ProblemAsync()).Code);
            }
        }
    }

    [Fact]
    public async Task EveryRoute_AskedByAnotherName_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        foreach (var route in await ApiRoutes.AllAsync(hub))
        {
            var request = route.Request("0");
            request.Headers.Host = "evil.example:8700";
            var response = await client.SendAsync(request);
            Assert.True(response.StatusCode == HttpStatusCode.MisdirectedRequest, $"{route} answered {(int)response.StatusCode} to another name");
        }
    }

    [Fact]
    public async Task EveryRouteWithABody_GivenWhatIsNotJson_Refuses()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => route.HasBody))
        {
            foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" })
            {
                var request = route.Request("0");
                request.Content = new StringContent("{}", Encoding.UTF8, type);
                Assert.Equal((415, "json_only"), await (await client.SendAsync(request)).ProblemAsync());
            }
        }
    }

    [Fact]
    public async Task EveryRouteWithABody_GivenTooLargeAOne_Refuses()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => route.HasBody))
        {
            var request = route.Request("0");
            // Otherwise the answer comes, and the line is closed, while a large body is still being sent.
            request.Headers.ExpectContinue = true;
            request.Content = new StringContent($"{{\"name\":\"{new string('x', TooLong(route.Path))}\"}}", Encoding.UTF8, "application/json");
            Assert.Equal((413, "body_too_large"), await (await client.SendAsync(request)).ProblemAsync());
        }
    }

    private static int TooLong(string path) =>
        path.EndsWith("/imports", StringComparison.Ordinal) ? 12_000_000
        : path.Contains("/floor-plans", StringComparison.Ordinal) ? 5_000_000
        : path.EndsWith("/device-configuration", StringComparison.Ordinal) ? 1_100_000 : 100_000;
}
