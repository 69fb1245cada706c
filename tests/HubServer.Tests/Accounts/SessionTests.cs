using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class SessionTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task SignIn_WithTheRightPassword_BeginsASession()
    {
        await using var hub = await WithAdminAsync();
        using var client = hub.Anonymous();

        await SignInAsync(client);

        Assert.Equal("admin", (await client.GetJsonAsync("/api/v1/session"))["user"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("admin", "wrong password")]
    [InlineData("nobody", Password)]
    [InlineData("admin", "")]
    [InlineData("", "")]
    public async Task SignIn_WithAWrongNameOrPassword_IsTheSameAnswer(string user, string password)
    {
        await using var hub = await WithAdminAsync();
        using var client = hub.Anonymous();

        Assert.Equal((401, "sign_in_wrong"), await (await client.PostAsJsonAsync("/api/v1/session", new { user, password })).ProblemAsync());
    }

    [Fact]
    public async Task SignIn_AfterFiveWrongTries_IsLockedForAQuarterOfAnHour()
    {
        var time = new ManualTimeProvider();
        await using var hub = await WithAdminAsync(time);
        using var client = hub.Anonymous();
        for (var i = 0; i < 5; i++) await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = "wrong password" });

        var locked = await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = Password });
        Assert.Equal((429, "sign_in_locked"), await locked.ProblemAsync());
        Assert.Equal(TimeSpan.FromMinutes(15), locked.Headers.RetryAfter?.Delta);

        time.Advance(TimeSpan.FromMinutes(15));
        await SignInAsync(client);
    }

    [Fact]
    public void SignInGate_LockedAgain_WaitsTwiceAsLong_UpToADay()
    {
        var time = new ManualTimeProvider();
        var gate = new SignInGate(AccountProfile.Asvs, time);
        foreach (var minutes in new[] { 15, 30, 60, 120, 240, 480, 960, 1440, 1440 })
        {
            for (var i = 0; i < 5; i++) Assert.Null(gate.Begin("admin", "192.0.2.1"));
            Assert.Equal(TimeSpan.FromMinutes(minutes), gate.Begin("admin", "192.0.2.1"));
            Assert.Null(gate.Begin("admin", $"192.0.2.{minutes % 200 + 2}"));
            time.Advance(TimeSpan.FromMinutes(minutes));
        }
    }

    [Fact]
    public void SignInGate_FewWrongTries_AreForgottenAfterAQuarterOfAnHour()
    {
        var time = new ManualTimeProvider();
        var gate = new SignInGate(AccountProfile.Asvs, time);
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 4; i++) Assert.Null(gate.Begin("admin", "192.0.2.1"));
            time.Advance(TimeSpan.FromMinutes(16));
        }
    }

    [Fact]
    public async Task SignIn_ManyWrongTriesAtOnce_ChecksFiveOnly()
    {
        await using var hub = await WithAdminAsync();
        using var client = hub.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = "wrong password" })));

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(15, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task SignOut_EndsTheSessionOnTheServer()
    {
        await using var hub = await WithAdminAsync();
        using var client = hub.Anonymous();
        await SignInAsync(client);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/session")).StatusCode);

        Assert.Equal((401, "session_required"), await (await client.GetAsync("/api/v1/session")).ProblemAsync());
    }

    [Fact]
    public async Task Session_NotUsedForTwelveHours_Ends()
    {
        var time = new ManualTimeProvider();
        await using var hub = await WithAdminAsync(time);
        using var client = hub.Anonymous();
        await SignInAsync(client);
        time.Advance(TimeSpan.FromHours(11));
        Assert.True((await client.GetAsync("/api/v1/session")).IsSuccessStatusCode);
        time.Advance(TimeSpan.FromHours(11));
        Assert.True((await client.GetAsync("/api/v1/session")).IsSuccessStatusCode);

        time.Advance(TimeSpan.FromHours(12));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task Session_UsedEveryHour_StillEndsAfterAWeek()
    {
        var time = new ManualTimeProvider();
        await using var hub = await WithAdminAsync(time);
        using var client = hub.Anonymous();
        await SignInAsync(client);
        for (var hour = 0; hour < 167; hour++)
        {
            time.Sleep(TimeSpan.FromHours(1));
            Assert.True((await client.GetAsync("/api/v1/session")).IsSuccessStatusCode);
        }

        time.Sleep(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task ChangePassword_EndsOtherSessionsAndTakesTheNewOneOnly()
    {
        await using var hub = await WithAdminAsync();
        using var here = hub.Anonymous();
        using var elsewhere = hub.Anonymous();
        await SignInAsync(here);
        await SignInAsync(elsewhere);

        var changed = await here.PutAsJsonAsync("/api/v1/session/password", new { password = Password, next = "another good one" });

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await here.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = Password })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = "another good one" })).StatusCode);
    }

    [Fact]
    public async Task PasswordLink_WorksOnce()
    {
        await using var hub = await WithAdminAsync();
        using var client = hub.Anonymous();
        var accounts = hub.Services.GetRequiredService<AccountStore>();
        var token = await hub.Services.GetRequiredService<AccountLinks>().NewResetLinkAsync((await accounts.FindAsync("admin", CancellationToken.None))!.Id, CancellationToken.None);

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/password-resets", new { token, password = "another good one" })).StatusCode);

        Assert.Equal((403, "link_invalid"), await (await client.PostAsJsonAsync("/api/v1/password-resets", new { token, password = "a third good one" })).ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = "another good one" })).StatusCode);
    }

    [Fact]
    public async Task Secrets_AreNotInTheDatabase()
    {
        using var folder = new TemporaryFolder();
        var hub = await RunningHub.StartAsync(folder);
        string token;
        string cookie;
        await using (hub)
        {
            token = hub.SetupToken!;
            using var client = hub.Anonymous();
            var response = await client.PostAsJsonAsync("/api/v1/setup", new { token, user = "admin", password = Password });
            cookie = response.Headers.GetValues("Set-Cookie").First().Split(';')[0].Split('=')[1];
        }

        var bytes = string.Concat(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));

        Assert.DoesNotContain(token, bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(cookie, bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, bytes, StringComparison.Ordinal);
    }

    private static async Task<RunningHub> WithAdminAsync(TimeProvider? time = null)
    {
        var hub = await RunningHub.StartAsync(time: time);
        using var client = hub.Anonymous();
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/setup", new { token = hub.SetupToken, user = "admin", password = Password })).StatusCode);
        return hub;
    }

    private static async Task SignInAsync(HttpClient client)
    {
        var response = await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = Password });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        client.DefaultRequestHeaders.Remove("Cookie");
        client.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
    }
}
