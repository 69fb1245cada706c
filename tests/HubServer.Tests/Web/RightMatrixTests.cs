using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Web;

/// <summary>
/// Every route of the OpenAPI document, asked for things of one school by: nobody, an expired token, a box, the school's own
/// teacher, another school's teacher, another school's administrator, and somebody who may look at the whole district.
/// </summary>
public sealed class RightMatrixTests
{
    /// <summary>Who is let in, by what the route needs. Who is not is told so (403); who is, but elsewhere, finds nothing (404).</summary>
    private const string Table = """
                            teacher  school-administrator  viewer
        see-rooms           yes      yes                   yes
        manage-tree         no       yes                   no
        command-devices     no       yes                   no
        set-up-devices      no       yes                   no
        issue-join-codes    no       yes                   no
        handle-alarms       no       yes                   no
        watch-lessons       yes      yes                   yes
        manage-recordings   no       yes                   no
        approve-recordings  no       no                    no
        share-lessons       no       yes                   no
        run-linked-lessons  no       yes                   no
        manage-timetable    no       yes                   no
        manage-assets       no       yes                   no
        see-reports         no       yes                   yes
        manage-reports      no       no                    no
        connect-programs    no       yes                   no
        manage-accounts     no       yes                   no
        read-audit          no       no                    no
        manage-system       no       no                    no
        """;

    private static readonly Dictionary<(string Right, string Role), bool> s_letIn = Read();

    /// <summary>What says that the thing itself is not there for the caller.</summary>
    private static readonly HashSet<string?> s_notThere = ["room_unknown", "school_unknown", "region_unknown", "recording_unknown", "alarm_unknown"];

    [Fact]
    public void Table_NamesEveryRight() =>
        Assert.Equal(Enum.GetValues<Right>().Select(right => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(right.ToString())), s_letIn.Keys.Select(key => key.Right).Distinct());

    [Theory]
    [InlineData("teacher", true)]
    [InlineData("teacher", false)]
    [InlineData("school-administrator", false)]
    [InlineData("viewer", true)]
    public async Task EveryRoute_AskedBy(string role, bool isOwn)
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (target, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        var things = (target, Recording: await ApiRoutes.AddRecordingAsync(hub, target.RoomId), Alarm: await ApiRoutes.AddAlarmAsync(hub, target.RoomId));
        var place = role == "viewer" ? TreePlace.Hub : new TreePlace(ScopeKind.School, isOwn ? target.SchoolId : other.SchoolId);
        using var client = await hub.ClientAsync(place, Enum.Parse<Role>(role.Replace("-", "", StringComparison.Ordinal), ignoreCase: true));
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => !route.IsAnonymous && route.Rights is { Count: > 0 } && !route.IsStream))
        {
            using var response = await client.SendAsync(route.Request(IdFor(route.Path, things)));
            var code = await CodeAsync(response);
            var letIn = route.Rights!.Any(right => s_letIn[(right, role)]);
            if (!letIn) Assert.True((HttpStatusCode.Forbidden, "right_missing") == (response.StatusCode, code), $"{route} answered {(int)response.StatusCode} {code} to a {role} without {string.Join(", ", route.Rights!)}");
            else if (isOwn) Assert.True(response.StatusCode != HttpStatusCode.Unauthorized && code != "right_missing" && (!NamesAThing(route.Path) || !s_notThere.Contains(code)), $"{route} answered {(int)response.StatusCode} {code} to the own {role}");
            else if (route.Path.Contains('{', StringComparison.Ordinal)) Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden && code != "right_missing", $"{route} answered {(int)response.StatusCode} {code} to another school's {role}");
            else Assert.NotEqual("right_missing", code);
        }
        Assert.Equal(1, (await admin.GetJsonAsync($"/api/v1/rooms?school={target.SchoolId}"))["total"]!.GetValue<int>());
        Assert.Equal(1, (await admin.GetJsonAsync("/api/v1/recordings"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task EveryRoute_AskedByNobodyOrByAnExpiredToken_Answers401()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        using var admin = await hub.HubClientAsync();
        var made = await (await admin.PostAsync("/api/v1/tokens", JsonContent($$$"""{"name":"x","scope":{"kind":"hub"},"expiresAt":"{{{time.GetUtcNow().AddMinutes(1):O}}}"}"""))).JsonAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        using var nobody = hub.Anonymous();
        using var expired = hub.Anonymous();
        expired.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made["token"]!.GetValue<string>());
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => !route.IsAnonymous))
        {
            foreach (var client in new[] { nobody, expired })
                Assert.Equal((401, "session_required"), await (await client.SendAsync(route.Request("0"))).ProblemAsync());
        }
    }

    [Fact]
    public async Task EveryRoute_AskedByABox_IsNotThere()
    {
        await using var hub = await RunningHub.StartAsync(settings: TestBox.HubSettings);
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        await using var box = await TestBox.EnrolAsync(hub, place.RoomId);
        foreach (var route in await ApiRoutes.AllAsync(hub))
        {
            using var request = route.Request(place.RoomId);
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            request.RequestUri = new Uri(hub.AgentsAddress, request.RequestUri!.OriginalString);
            using var response = await box.Http.SendAsync(request, CancellationToken.None);
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{route} answered {(int)response.StatusCode} to a box");
        }
    }

    private static bool NamesAThing(string path) => new[] { "/regions/{", "/schools/{", "/rooms/{", "/recordings/{", "/alarms/{" }.Any(path.Contains);

    private static string IdFor(string path, (Place Place, string Recording, string Alarm) things) =>
        path.Contains("/regions/", StringComparison.Ordinal) ? things.Place.RegionId
        : path.Contains("/schools/", StringComparison.Ordinal) ? things.Place.SchoolId
        : path.Contains("/alarms/", StringComparison.Ordinal) ? things.Alarm
        : path.Contains("/rooms/", StringComparison.Ordinal) || path.StartsWith("/live/", StringComparison.Ordinal) ? things.Place.RoomId : things.Recording;

    private static StringContent JsonContent(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static async Task<string?> CodeAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return null;
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]?.GetValue<string>();
    }

    private static Dictionary<(string Right, string Role), bool> Read()
    {
        var lines = Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        return lines.Skip(1).SelectMany(line => lines[0].Select((role, column) => (Key: (line[0], role), Value: line[column + 1] == "yes"))).ToDictionary(cell => cell.Key, cell => cell.Value);
    }
}
