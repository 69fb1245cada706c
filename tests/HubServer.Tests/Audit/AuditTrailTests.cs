using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Web;

namespace Tongtang.HubServer.Tests.Audit;

public sealed class AuditTrailTests
{
    [Fact]
    public async Task Change_OfASchool_SaysWhoAndWhatItWasBefore()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        var (id, staff) = await hub.SignedInAsync("李主任", new Assignment(Role.DistrictStaff, TreePlace.Hub));
        using var _ = staff;

        await (await staff.PatchAsJsonAsync($"/api/v1/schools/{place.SchoolId}", new { name = "新校", tier = "pilot" })).JsonAsync();

        var row = (await hub.AuditAsync("kind=school&action=change")).Single();
        Assert.Equal(("person", id, "李主任", "127.0.0.1", "changeSchool", "done"), (row.Text("actorKind"), row.Text("actorId"), row.Text("actor"), row.Text("address"), row.Text("operation"), row.Text("outcome")));
        Assert.Equal((place.SchoolId, "新校", place.RegionId, place.SchoolId), (row.Text("thingId"), row.Text("thing"), row.Text("regionId"), row.Text("schoolId")));
        Assert.Equal(("校一", "新校"), row.Change("name"));
        Assert.Equal(("none", "pilot"), row.Change("tier"));
        Assert.Equal(2, row["changes"]!.AsArray().Count);
    }

    [Fact]
    public async Task Create_AndDelete_NameTheThing()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var region = await admin.PostForIdAsync("/api/v1/regions", new { name = "城东" });
        await admin.DeleteAsync($"/api/v1/regions/{region}");

        var rows = await hub.AuditAsync("kind=region");

        Assert.Equal([("delete", region, "城东"), ("create", region, "城东")], rows.Select(row => (row.Text("action")!, row.Text("thingId")!, row.Text("thing")!)));
        Assert.Equal(("城东", null), rows[0].Change("name"));
        Assert.Equal((null, "城东"), rows[1].Change("name"));
    }

    [Fact]
    public async Task Change_ThatIsRefused_LeavesARefusedRowOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        await hub.CreatePlaceAsync(admin, "一");
        Assert.Equal((409, "region_name_taken"), await (await admin.PostAsJsonAsync("/api/v1/regions", new { name = "区一" })).ProblemAsync());

        var rows = await hub.AuditAsync("kind=region");

        Assert.Equal([("refused", "region_name_taken"), ("done", "")], rows.Select(row => (row.Text("outcome")!, row.Text("code")!)));
    }

    [Fact]
    public async Task SignIn_GoodAndRefused_HaveTheirRows_AndNoPassword()
    {
        await using var hub = await RunningHub.StartAsync();
        var (id, client) = await hub.SignedInAsync("王老师", new Assignment(Role.Teacher, TreePlace.Hub));
        client.Dispose();
        using var nobody = hub.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await nobody.PostAsJsonAsync("/api/v1/session", new { user = "王老师", password = AuditFixture.Password })).StatusCode);
        await nobody.PostAsJsonAsync("/api/v1/session", new { user = "王老师", password = "wrong secret one" });
        await nobody.PostAsJsonAsync("/api/v1/session", new { user = "wrong secret two", password = "x" });

        var rows = await hub.AuditAsync("action=sign-in");

        Assert.Equal(
            [("refused", "sign_in_wrong", "nobody", ""), ("refused", "sign_in_wrong", "person", "王老师"), ("done", "", "person", "王老师")],
            rows.Select(row => (row.Text("outcome")!, row.Text("code")!, row.Text("actorKind")!, row.Text("actor")!)));
        Assert.Equal(id, rows[2].Text("actorId"));
        // Who types the password into the name's field has not published it.
        Assert.DoesNotContain("secret", string.Concat(rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denial_OfAReadAndOfAChange_IsARow()
    {
        await using var hub = await RunningHub.StartAsync();
        using var viewer = await hub.ClientAsync(TreePlace.Hub, Role.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetAsync("/api/v1/tokens")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsJsonAsync("/api/v1/regions", new { name = "x" })).StatusCode);

        var rows = await hub.AuditAsync("outcome=denied");

        Assert.Equal([("createRegion", "create", "right_missing"), ("listTokens", "read", "right_missing")], rows.Select(row => (row.Text("operation")!, row.Text("action")!, row.Text("code")!)));
        Assert.All(rows, row => Assert.Equal(("program", "test Hub"), (row.Text("actorKind"), row.Text("actor"))));
    }

    [Fact]
    public async Task Audit_IsTheAuditorsOnly_AndOfASchoolWhatStandsThere()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (one, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.Auditor))
        {
            using var client = await hub.ClientAsync(TreePlace.Hub, role);
            foreach (var path in new[] { "/api/v1/audit", "/api/v1/audit/state", "/api/v1/audit/export" })
                Assert.Equal((403, "right_missing"), await (await client.GetAsync(path)).ProblemAsync());
        }
        using var ofSchool = await hub.ClientAsync(new TreePlace(ScopeKind.School, one.SchoolId), Role.Auditor);

        var seen = (await ofSchool.GetJsonAsync("/api/v1/audit"))["items"]!.AsArray();

        Assert.Equal([one.RoomId, one.SchoolId], seen.Select(row => row!.Text("thingId")));
        Assert.DoesNotContain(other.SchoolId, seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((403, "scope_too_small"), await (await ofSchool.PostAsync("/api/v1/audit/checks", null)).ProblemAsync());
    }

    [Fact]
    public async Task Account_RolesPasswordLinkAndState_AreSeen_SecretsAreNot()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var viewer = new { role = "viewer", place = new { kind = "hub" } };
        var made = await (await admin.PostAsJsonAsync("/api/v1/accounts", new { name = "新人", roles = new[] { viewer } })).JsonAsync();
        var id = made.Text("accountId");
        await admin.PutAsJsonAsync($"/api/v1/accounts/{id}/roles", new { roles = new[] { new { role = "researcher", place = new { kind = "hub" } } } });
        await admin.PostAsync($"/api/v1/accounts/{id}/disable", null);
        var link = await (await admin.PostAsync($"/api/v1/accounts/{id}/invitations", null)).JsonAsync();

        var rows = await hub.AuditAsync($"thing={id}");

        Assert.Contains(rows, row => row.Text("operation") == "setAccountRoles" && row.Change("roles") == ("viewer @ hub", "researcher @ hub"));
        Assert.Contains(rows, row => row.Text("operation") == "disableAccount" && row.Change("disabledAtMs").Before is null);
        Assert.Contains(rows, row => row.Text("operation") == "inviteAccount" && row.Change("passwordLinkUntilMs").After is not null);
        Assert.Contains(rows, row => row.Text("operation") == "createAccount" && row.Change("name") == (null, "新人"));
        var secrets = new[] { made, link }.Select(one => one.Text("address")!.Split("token=")[1]);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, string.Concat(rows), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_ToABoxThatIsAway_SaysWhatWasAskedAndThatItWasRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        await admin.PostAsJsonAsync($"/api/v1/rooms/{place.RoomId}/commands", new { action = "start", title = "公开课" });

        var row = (await hub.AuditAsync("action=command")).Single();

        Assert.Equal(("sendCommand", place.RoomId, "refused", "agent_offline"), (row.Text("operation"), row.Text("thingId"), row.Text("outcome"), row.Text("code")));
        Assert.Equal((null, "start"), row.Change("action"));
        Assert.Equal((null, "公开课"), row.Change("title"));
    }

    [Fact]
    public async Task Playback_OfARecording_IsOneRowForAThousandRequests()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        var recording = await ApiRoutes.AddRecordingAsync(hub, place.RoomId);
        for (var i = 0; i < 50; i++) await admin.GetAsync($"/media/{recording}/index.m3u8");

        var row = (await hub.AuditAsync("action=play")).Single();

        Assert.Equal(("recording", recording, "lesson", place.RoomId, "done"), (row.Text("thingKind"), row.Text("thingId"), row.Text("thing"), row.Text("roomId"), row.Text("outcome")));
    }

    [Fact]
    public async Task Row_ThatCannotBeWritten_TakesItsChangeBack()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        await hub.TamperAsync("ALTER TABLE audit_row RENAME TO audit_row_gone");
        hub.Log.Expect("/api/v1/regions");

        Assert.Equal(HttpStatusCode.InternalServerError, (await admin.PostAsJsonAsync("/api/v1/regions", new { name = "城东" })).StatusCode);

        await using var connection = await hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM region"));
    }

    /// <summary>All but one: that counts what is watched so that nobody can tell who it was; that somebody played it has its row.</summary>
    [Fact]
    public async Task EveryRouteThatIsNoGet_LeavesARow()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        foreach (var route in (await ApiRoutes.AllAsync(hub)).Where(route => route.Method is not ("GET" or "HEAD") && !route.IsAnonymous))
        {
            await admin.SendAsync(route.Request("0"));
            var operation = route.Operation["operationId"]!.GetValue<string>();
            if (operation == "countViewing") continue;
            var newest = (await hub.AuditAsync("page=1"))[0];
            Assert.True(newest.Text("operation") == operation, $"{route} left no row; the newest is of {newest.Text("operation")}");
        }
    }

    /// <summary>
    /// Who adds a route that changes something adds how it is looked at before and after (PeopleLooks and its neighbours), or names it
    /// here with a reason.
    /// </summary>
    [Fact]
    public async Task EveryRouteThatChangesAThing_HasALookAtIt()
    {
        HashSet<string> without =
        [
            "session", // has no members but secrets
            "chat-message", // is kept for minutes, in memory
            "audit", // nobody changes it
        ];
        await using var hub = await RunningHub.StartAsync();
        var endpoints = hub.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>();
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>()!.HttpMethods.Where(method => method is "POST" or "PUT" or "PATCH" or "DELETE"))
            {
                var route = HubServer.Audit.AuditedRoute.Of(endpoint, method);
                Assert.True(HubServer.Audit.AuditThings.Knows(route.ThingKind) || without.Contains(route.ThingKind), $"{method} {endpoint.RoutePattern.RawText} changes a {route.ThingKind}, which the audit cannot look at");
            }
        }
    }

    [Fact]
    public async Task EveryLook_OnEveryKind_IsGoodSql()
    {
        await using var hub = await RunningHub.StartAsync();
        await using var connection = await hub.Services.GetRequiredService<HubDatabase>().OpenAsync(CancellationToken.None);
        foreach (var kind in HubServer.Audit.AuditThings.Kinds) Assert.Null((await HubServer.Audit.AuditThings.FindAsync(connection, kind, ["none"])).Members);
    }
}
