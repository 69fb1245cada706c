using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class AccountTests
{
    private static readonly object s_hub = new { kind = "hub" };

    [Fact]
    public async Task Create_GivesALinkThatMakesThePassword_Once()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        using var person = hub.Anonymous();

        var invitation = await (await admin.PostAsJsonAsync("/api/v1/accounts", new { name = "王老师", roles = new[] { new { role = "viewer", place = s_hub } } })).JsonAsync();
        var id = invitation["accountId"]!.GetValue<string>();
        Assert.Equal("invited", await StateAsync(admin, id));
        var token = invitation["address"]!.GetValue<string>().Split("#token=")[1];
        Assert.Equal(HttpStatusCode.NoContent, (await person.PostAsJsonAsync("/api/v1/password-resets", new { token, password = "correct horse battery" })).StatusCode);

        Assert.Equal("active", await StateAsync(admin, id));
        Assert.Equal((403, "link_invalid"), await (await person.PostAsJsonAsync("/api/v1/password-resets", new { token, password = "correct horse battery" })).ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(person, "王老师")).StatusCode);
    }

    [Theory]
    [InlineData("Admin")]
    [InlineData("ａｄｍｉｎ")]
    [InlineData("аdmin")]
    public async Task Create_WithANameThatLooksLikeAnother_IsRefused(string name)
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        await CreateAsync(admin, "admin", Role(HubServer.Accounts.Role.Viewer));

        Assert.Equal((409, "account_name_taken"), await (await admin.PostAsJsonAsync("/api/v1/accounts", new { name, roles = new[] { new { role = "viewer", place = s_hub } } })).ProblemAsync());
    }

    [Fact]
    public async Task SchoolAdministrator_ManagesTheirSchoolsAccountsOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (own, other) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        using var office = await hub.ClientAsync(new TreePlace(ScopeKind.School, own.SchoolId), HubServer.Accounts.Role.SchoolAdministrator);
        var foreign = await CreateAsync(admin, "foreign", new { role = "teacher", place = new { kind = "school", id = other.SchoolId } });
        var both = await CreateAsync(admin, "both", new { role = "teacher", place = new { kind = "school", id = own.SchoolId } }, new { role = "district-staff", place = s_hub });

        var teacher = await CreateAsync(office, "teacher", new { role = "teacher", place = new { kind = "school", id = own.SchoolId } });
        foreach (var role in new object[] { new { role = "teacher", place = new { kind = "school", id = other.SchoolId } }, new { role = "auditor", place = new { kind = "school", id = own.SchoolId } }, new { role = "viewer", place = s_hub } })
            Assert.Equal((403, "account_beyond"), await (await office.PostAsJsonAsync("/api/v1/accounts", new { name = "x", roles = new[] { role } })).ProblemAsync());

        Assert.Equal(2, (await office.GetJsonAsync("/api/v1/accounts"))["total"]!.GetValue<int>());
        Assert.Equal((404, "account_unknown"), await (await office.DeleteAsync($"/api/v1/accounts/{foreign}")).ProblemAsync());
        Assert.Equal((403, "account_beyond"), await (await office.DeleteAsync($"/api/v1/accounts/{both}")).ProblemAsync());
        Assert.Equal((403, "account_beyond"), await (await office.PutAsJsonAsync($"/api/v1/accounts/{both}/roles", new { roles = new[] { new { role = "teacher", place = new { kind = "school", id = own.SchoolId } } } })).ProblemAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await office.DeleteAsync($"/api/v1/accounts/{teacher}")).StatusCode);
    }

    [Fact]
    public async Task Disabled_EndsSessionsAndTokensUntilEnabled()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var id = await CreateAsync(admin, "staff", Role(HubServer.Accounts.Role.DistrictStaff));
        using var person = hub.Anonymous();
        await UseAsync(hub, person, id);
        var token = (await (await person.PostAsJsonAsync("/api/v1/tokens", new { name = "t", scope = s_hub, roles = new[] { "viewer" } })).JsonAsync())["token"]!.GetValue<string>();
        using var program = hub.Anonymous();
        program.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/rooms")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await admin.PostAsync($"/api/v1/accounts/{id}/disable", null)).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/rooms")).StatusCode);
        await admin.PostAsync($"/api/v1/accounts/{id}/enable", null);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/rooms")).StatusCode);
        await admin.PutAsJsonAsync($"/api/v1/accounts/{id}/roles", new { roles = new[] { new { role = "installer", place = s_hub } } });
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/rooms")).StatusCode);
    }

    [Fact]
    public async Task LastAdministrator_CannotBeDisabledDeletedOrStripped()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var security = await CreateAsync(admin, "security", Role(HubServer.Accounts.Role.SecurityAdministrator));
        var system = await CreateAsync(admin, "system", Role(HubServer.Accounts.Role.SystemAdministrator));
        foreach (var id in new[] { security, system })
        {
            Assert.Equal((409, "last_administrator"), await (await admin.DeleteAsync($"/api/v1/accounts/{id}")).ProblemAsync());
            Assert.Equal((409, "last_administrator"), await (await admin.PostAsync($"/api/v1/accounts/{id}/disable", null)).ProblemAsync());
            Assert.Equal((409, "last_administrator"), await (await admin.PutAsJsonAsync($"/api/v1/accounts/{id}/roles", new { roles = new[] { new { role = "viewer", place = s_hub } } })).ProblemAsync());
            Assert.Equal("invited", await StateAsync(admin, id));
        }

        var second = await CreateAsync(admin, "second", Role(HubServer.Accounts.Role.SecurityAdministrator));
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/v1/accounts/{security}")).StatusCode);
        Assert.Equal((409, "last_administrator"), await (await admin.DeleteAsync($"/api/v1/accounts/{second}")).ProblemAsync());
    }

    [Fact]
    public async Task TwoAdministrators_RemovedAtTheSameTime_LeaveOne()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++) ids.Add(await CreateAsync(admin, $"security {(char)('a' + i)}", Role(HubServer.Accounts.Role.SecurityAdministrator)));

        var answers = await Task.WhenAll(ids.Select(id => admin.DeleteAsync($"/api/v1/accounts/{id}")));

        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent));
        Assert.Equal(1, (await admin.GetJsonAsync("/api/v1/accounts?role=security-administrator"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Nobody_GivesThemselvesARole_OrEndsThemselves()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var id = await CreateAsync(admin, "security", Role(HubServer.Accounts.Role.SecurityAdministrator));
        await CreateAsync(admin, "other", Role(HubServer.Accounts.Role.SecurityAdministrator));
        using var person = hub.Anonymous();
        await UseAsync(hub, person, id);

        var roles = new[] { Role(HubServer.Accounts.Role.SecurityAdministrator), Role(HubServer.Accounts.Role.DistrictStaff) };
        Assert.Equal((403, "account_own"), await (await person.PutAsJsonAsync($"/api/v1/accounts/{id}/roles", new { roles })).ProblemAsync());
        Assert.Equal((403, "account_own"), await (await person.DeleteAsync($"/api/v1/accounts/{id}")).ProblemAsync());
        Assert.Equal((403, "account_own"), await (await person.PostAsync($"/api/v1/accounts/{id}/disable", null)).ProblemAsync());
    }

    [Fact]
    public async Task UnderMlps_NobodyIsTwoAdministrators()
    {
        await using var hub = await RunningHub.StartAsync(settings: [new("Accounts:Profile", "mlps")]);
        using var admin = await hub.HubClientAsync();
        var roles = new[] { Role(HubServer.Accounts.Role.Auditor), Role(HubServer.Accounts.Role.SystemAdministrator) };

        Assert.Equal((409, "administrators_apart"), await (await admin.PostAsJsonAsync("/api/v1/accounts", new { name = "x", roles })).ProblemAsync());
        var id = await CreateAsync(admin, "auditor", roles[0]);
        Assert.Equal((409, "administrators_apart"), await (await admin.PutAsJsonAsync($"/api/v1/accounts/{id}/roles", new { roles })).ProblemAsync());
    }

    [Theory]
    [InlineData("""[{"place":{"kind":"hub"}}]""")]
    [InlineData("""[{"role":"viewer"}]""")]
    [InlineData("""[{"role":"viewer","place":{"kind":"school"}}]""")]
    [InlineData("""[{"role":"king","place":{"kind":"hub"}}]""")]
    [InlineData("[]")]
    public async Task Create_WithAnIncompleteRole_IsRefused(string roles)
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();

        var body = new StringContent($$"""{"name":"x","roles":{{roles}}}""", System.Text.Encoding.UTF8, "application/json");

        Assert.Equal(400, (await (await admin.PostAsync("/api/v1/accounts", body)).ProblemAsync()).Status);
    }

    [Fact]
    public async Task List_IsNarrowedByNameRoleStateAndPlace()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        await CreateAsync(admin, "王老师", new { role = "teacher", place = new { kind = "school", id = place.SchoolId } });
        var li = await CreateAsync(admin, "李老师", new { role = "researcher", place = new { kind = "region", id = place.RegionId } });
        await CreateAsync(admin, "<b>viewer</b>", Role(HubServer.Accounts.Role.Viewer));
        await admin.PostAsync($"/api/v1/accounts/{li}/disable", null);

        Assert.Equal(["王老师"], await NamesAsync($"?school={place.SchoolId}"));
        Assert.Equal(["李老师", "王老师"], (await NamesAsync($"?region={place.RegionId}")).Order(StringComparer.Ordinal));
        Assert.Equal(["李老师"], await NamesAsync("?state=disabled"));
        Assert.Equal(["李老师"], await NamesAsync("?role=researcher"));
        Assert.Equal(["<b>viewer</b>"], await NamesAsync("?q=viewer"));
        Assert.Empty(await NamesAsync($"?role=viewer&school={place.SchoolId}"));
        Assert.Equal((400, "role_invalid"), await (await admin.GetAsync("/api/v1/accounts?role=king")).ProblemAsync());

        async Task<string[]> NamesAsync(string query) =>
            [.. (await admin.GetJsonAsync("/api/v1/accounts" + query))["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>())];
    }

    [Fact]
    public async Task OwnSessions_AreListedAndEndedByTheirOwnerOnly()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var id = await CreateAsync(admin, "viewer", Role(HubServer.Accounts.Role.Viewer));
        var other = await CreateAsync(admin, "other", Role(HubServer.Accounts.Role.Viewer));
        using var here = hub.Anonymous();
        using var elsewhere = hub.Anonymous();
        using var stranger = hub.Anonymous();
        await UseAsync(hub, here, id);
        await UseAsync(hub, elsewhere, id);
        await UseAsync(hub, stranger, other);

        var sessions = (await here.GetJsonAsync("/api/v1/sessions")).AsArray();
        Assert.Equal(2, sessions.Count);
        var there = sessions.Single(session => !session!["here"]!.GetValue<bool>())!["id"]!.GetValue<string>();
        Assert.Equal((404, "session_unknown"), await (await stranger.DeleteAsync($"/api/v1/sessions/{there}")).ProblemAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync($"/api/v1/sessions/{there}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/v1/session")).StatusCode);
    }

    private static object Role(Role role) => new { role = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString()), place = s_hub };

    private static async Task<string> CreateAsync(HttpClient client, string name, params object[] roles) =>
        (await (await client.PostAsJsonAsync("/api/v1/accounts", new { name, roles })).JsonAsync())["accountId"]!.GetValue<string>();

    private static async Task<string> StateAsync(HttpClient client, string id) => (await client.GetJsonAsync($"/api/v1/accounts/{id}"))["state"]!.GetValue<string>();

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string user) => client.PostAsJsonAsync("/api/v1/session", new { user, password = "correct horse battery" });

    private static async Task UseAsync(RunningHub hub, HttpClient client, string account) =>
        client.DefaultRequestHeaders.Add("Cookie", $"tongtang-session={await hub.Services.GetRequiredService<CallerStore>().BeginSessionAsync(account, "192.0.2.7", "Test", CancellationToken.None)}");
}
