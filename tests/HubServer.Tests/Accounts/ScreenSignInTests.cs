using System.Net;
using System.Net.Http.Json;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Audit;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class ScreenSignInTests
{
    [Fact]
    public async Task Screen_WithAViewersToken_SeesWhatAViewerSees_UntilTheTokenIsDeleted()
    {
        await using var hub = await RunningHub.StartAsync();
        using var staff = await hub.HubClientAsync();
        var (id, token) = await TokenAsync(staff, "viewer");
        using var screen = hub.Anonymous();

        using var signedIn = await screen.PostAsJsonAsync("/api/v1/session/screen", new { token });

        Assert.Equal("大屏", (await signedIn.JsonAsync())["user"]!.GetValue<string>());
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("tongtang-session=", cookie, StringComparison.Ordinal);
        Assert.All(new[] { "httponly", "samesite=strict", "max-age=34560000" }, word => Assert.Contains(word, cookie, StringComparison.Ordinal));
        screen.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await screen.GetAsync("/api/v1/rooms")).StatusCode);
        Assert.Equal((403, "right_missing"), await (await screen.PostAsJsonAsync("/api/v1/regions", new { name = "一" })).ProblemAsync());
        var row = Assert.Single(await hub.AuditAsync("action=sign-in"), row => row.Text("operation") == "signInScreen");
        Assert.Equal(("program", "大屏", "done"), (row.Text("actorKind"), row.Text("actor"), row.Text("outcome")));
        Assert.Equal(HttpStatusCode.NoContent, (await staff.DeleteAsync($"/api/v1/tokens/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await screen.GetAsync("/api/v1/rooms")).StatusCode);
    }

    [Fact]
    public async Task Screen_WithATokenThatMayMore_OrWithNone_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var staff = await hub.HubClientAsync();
        using var screen = hub.Anonymous();
        var (_, wide) = await TokenAsync(staff, "viewer", "district-staff");

        Assert.Equal((403, "token_too_wide"), await (await screen.PostAsJsonAsync("/api/v1/session/screen", new { token = wide })).ProblemAsync());
        foreach (var token in new[] { "", "x", "tt_x", $"{wide}x", new string('t', 300), wide["tt_".Length..] })
            Assert.Equal((403, "token_invalid"), await (await screen.PostAsJsonAsync("/api/v1/session/screen", new { token })).ProblemAsync());
    }

    private static async Task<(string Id, string Token)> TokenAsync(HttpClient staff, params string[] roles)
    {
        var made = await (await staff.PostAsJsonAsync("/api/v1/tokens", new { name = "大屏", scope = new { kind = "hub" }, roles })).JsonAsync();
        return (made["id"]!.GetValue<string>(), made["token"]!.GetValue<string>());
    }
}
