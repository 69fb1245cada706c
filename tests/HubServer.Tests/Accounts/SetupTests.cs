using System.Net;
using System.Net.Http.Json;
using Tongtang.Harness;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class SetupTests
{
    private static object Body(string? token, string user = "管理员", string password = "correct horse battery") => new { token, user, password };

    [Fact]
    public async Task Setup_WithTheLink_MakesTheFirstAccountAndSignsIn()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();
        Assert.True((await client.GetJsonAsync("/api/v1/setup"))["open"]!.GetValue<bool>());

        var response = await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        var session = await client.GetJsonAsync("/api/v1/session");
        Assert.Equal("管理员", session["user"]!.GetValue<string>());
        Assert.Equal("hub", session["scope"]!["kind"]!.GetValue<string>());
        Assert.False((await client.GetJsonAsync("/api/v1/setup"))["open"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Setup_ASecondTime_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();
        await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken));

        var again = await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken, "another"));

        Assert.Equal((403, "link_invalid"), await again.ProblemAsync());
    }

    [Fact]
    public async Task Setup_TwentyAtTheSameTime_MakesOneAccount()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken, $"user {i}"))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Setup_AfterAnHour_IsRefused()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        using var client = hub.Anonymous();
        time.Advance(TimeSpan.FromMinutes(61));

        var response = await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken));

        Assert.Equal((403, "link_invalid"), await response.ProblemAsync());
    }

    [Fact]
    public async Task Setup_AfterARestart_TakesTheNewLinkOnly()
    {
        using var folder = new TemporaryFolder();
        string? old;
        await using (var first = await RunningHub.StartAsync(folder)) old = first.SetupToken;
        await using var hub = await RunningHub.StartAsync(folder);
        using var client = hub.Anonymous();
        Assert.NotEqual(old, hub.SetupToken);

        Assert.Equal((403, "link_invalid"), await (await client.PostAsJsonAsync("/api/v1/setup", Body(old))).ProblemAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken))).StatusCode);
    }

    [Theory]
    [InlineData("guess")]
    [InlineData("")]
    public async Task Setup_WithAGuess_IsRefused(string token)
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();

        Assert.Equal((403, "link_invalid"), await (await client.PostAsJsonAsync("/api/v1/setup", Body(token))).ProblemAsync());
    }

    [Fact]
    public async Task Setup_WithAShortPassword_SaysWhatIsAllowedAndLeavesTheLink()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();

        Assert.Equal((400, "password_invalid"), await (await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken, password: "123456789"))).ProblemAsync());

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken, password: "一二三四五六七八九十"))).StatusCode);
    }

    [Fact]
    public async Task SetupLink_IsAFileOnlyItsOwnerReads_AndGoesWhenSpent()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await RunningHub.StartAsync(folder);
        using var client = hub.Anonymous();
        Assert.Contains(hub.SetupToken!, await File.ReadAllTextAsync(folder["setup-link.txt"]), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["setup-link.txt"]));

        await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken));

        Assert.False(File.Exists(folder["setup-link.txt"]));
    }

    [Fact]
    public async Task Setup_GivesAllAdministratorsToTheFirstAccount()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = hub.Anonymous();

        var response = await client.PostAsJsonAsync("/api/v1/setup", Body(hub.SetupToken));

        client.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        Assert.Equal(
            ["system-administrator", "security-administrator", "auditor", "district-staff"],
            (await client.GetJsonAsync("/api/v1/session"))["roles"]!.AsArray().Select(role => role!["role"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Setup_UnderMlps_MakesThreeAdministratorsApart()
    {
        await using var hub = await RunningHub.StartAsync(settings: [new("Accounts:Profile", "mlps")]);
        using var client = hub.Anonymous();
        object Wish(string? security, string? auditor, string password = "Correct-Horse-1") =>
            new { token = hub.SetupToken, user = "admin", password, securityAdministrator = security, auditor };
        Assert.True((await client.GetJsonAsync("/api/v1/setup"))["administratorsApart"]!.GetValue<bool>());

        Assert.Equal((400, "name_invalid"), await (await client.PostAsJsonAsync("/api/v1/setup", Wish(null, null))).ProblemAsync());
        Assert.Equal((409, "account_name_taken"), await (await client.PostAsJsonAsync("/api/v1/setup", Wish("security", "Αdmin"))).ProblemAsync());
        Assert.Equal((400, "password_invalid"), await (await client.PostAsJsonAsync("/api/v1/setup", Wish("security", "auditor", "correct horse battery"))).ProblemAsync());
        var done = await client.PostAsJsonAsync("/api/v1/setup", Wish("security", "auditor"));

        var invitations = (await done.JsonAsync())["invitations"]!.AsArray();
        Assert.Equal(["security", "auditor"], invitations.Select(one => one!["user"]!.GetValue<string>()));
        var roles = new List<string>();
        foreach (var address in invitations.Select(one => one!["address"]!.GetValue<string>()))
        {
            using var invited = hub.Anonymous();
            var used = await invited.PostAsJsonAsync("/api/v1/password-resets", new { token = address.Split("#token=")[1], password = "Another-Horse-2" });
            Assert.Equal(HttpStatusCode.NoContent, used.StatusCode);
            invited.DefaultRequestHeaders.Add("Cookie", used.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
            roles.Add((await invited.GetJsonAsync("/api/v1/session"))["roles"]!.AsArray().Single()!["role"]!.GetValue<string>());
        }
        Assert.Equal(["security-administrator", "auditor"], roles);
    }
}
