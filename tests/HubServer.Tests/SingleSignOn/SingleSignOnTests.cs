using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.SingleSignOn;

public sealed class SingleSignOnTests
{
    [Fact]
    public async Task SignIn_OfSomebodyNew_MakesAnAccountThatIsWhatTheRulesSay()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        var (first, second) = (await SchoolAsync(hub, "一"), await SchoolAsync(hub, "二"));
        await provider.HasAsync("wang", Teacher("王老师", "校一"));
        using var browser = new SignOnBrowser(hub);

        var answer = await (await browser.SignInAsync("wang")).JsonAsync();

        Assert.Equal(("/recordings", "王老师"), (answer["next"]!.GetValue<string>(), answer["session"]!["user"]!.GetValue<string>()));
        Assert.Equal([("teacher", first)], await browser.RolesAsync());

        // Elsewhere tomorrow: what the provider gave before is gone, by name or by id.
        await provider.HasAsync("wang", Teacher("王老师", second, "no such school"));
        using var again = new SignOnBrowser(hub);
        await (await again.SignInAsync("wang")).JsonAsync();
        Assert.Equal([("teacher", second)], await again.RolesAsync());
        Assert.Equal([("teacher", second)], await browser.RolesAsync());
        Assert.Equal(2, await CountAsync(hub));
    }

    [Fact]
    public async Task Roles_GivenHere_AreNotTheProvidersToTake()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        var school = await SchoolAsync(hub, "一");
        await provider.HasAsync("li", Teacher("李老师", "校一"));
        using var browser = new SignOnBrowser(hub);
        await (await browser.SignInAsync("li")).JsonAsync();
        var account = (await hub.Services.GetRequiredService<AccountStore>().FindAsync("李老师", default))!;
        using var admin = await hub.HubClientAsync();
        object[] roles = [new { role = "teacher", place = new { kind = "school", id = school } }, new { role = "viewer", place = new { kind = "school", id = school } }];
        await (await admin.PutAsJsonAsync($"/api/v1/accounts/{account.Id}/roles", new { roles })).JsonAsync();

        await provider.HasAsync("li", new { preferred_username = "李老师" });
        await (await browser.SignInAsync("li")).JsonAsync();

        Assert.Equal([("viewer", school)], await browser.RolesAsync());
    }

    [Fact]
    public async Task SignIn_OfSomebodyWithoutARole_MakesNothing()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        await provider.HasAsync("nobody", new { preferred_username = "某人", role = "visitor" });
        using var browser = new SignOnBrowser(hub);

        Assert.Equal((403, "single_sign_on_no_role"), await (await browser.SignInAsync("nobody")).ProblemAsync());

        Assert.Equal(1, await CountAsync(hub));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Http.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task Code_BroughtByAnotherBrowser_OrTwice_LetsNobodyIn()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        await SchoolAsync(hub, "一");
        await provider.HasAsync("wang", Teacher("王老师", "校一"));
        using var owner = new SignOnBrowser(hub);
        using var thief = new SignOnBrowser(hub);
        var back = await owner.FetchCodeAsync("wang");

        Assert.Equal((403, "single_sign_on_stale"), await (await thief.BringAsync(back)).ProblemAsync());
        await thief.Http.GetJsonAsync("/api/v1/single-sign-on/address");
        Assert.Equal((403, "single_sign_on_stale"), await (await thief.BringAsync(back)).ProblemAsync());
        await (await owner.BringAsync(back)).JsonAsync();
        Assert.Equal((403, "single_sign_on_stale"), await (await owner.BringAsync(back)).ProblemAsync());
    }

    [Fact]
    public async Task Code_MadeForAnotherAttemptOfTheSameBrowser_IsNotTaken()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        await SchoolAsync(hub, "一");
        await provider.HasAsync("wang", Teacher("王老师", "校一"));
        using var browser = new SignOnBrowser(hub);
        var old = await browser.FetchCodeAsync("wang");
        var young = await browser.FetchCodeAsync("wang");
        var mixed = new Uri(young.AbsoluteUri.Replace(Code(young), Code(old), StringComparison.Ordinal));
        hub.Log.Expect("Single sign-on failed");

        Assert.Equal((502, "provider_unusable"), await (await browser.BringAsync(mixed)).ProblemAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Http.GetAsync("/api/v1/session")).StatusCode);

        static string Code(Uri back) => System.Web.HttpUtility.ParseQueryString(back.Query)["code"]!;
    }

    [Fact]
    public async Task SignIn_AfterTheProviderChangedItsKey_GoesOn()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        await SchoolAsync(hub, "一");
        await provider.HasAsync("wang", Teacher("王老师", "校一"));
        using var browser = new SignOnBrowser(hub);
        await (await browser.SignInAsync("wang")).JsonAsync();

        await provider.ChangeKeyAsync();

        using var other = new SignOnBrowser(hub);
        await (await other.SignInAsync("wang")).JsonAsync();
    }

    [Fact]
    public async Task Account_ThatWasHereBefore_IsTheProvidersOnlyWhereTheSettingsSaySo()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await provider.HasAsync("anybody", new { preferred_username = "admin", realm_access = new { roles = new[] { "teacher" } }, school = "校一" });
        await using (var hub = await StartAsync(provider))
        {
            await SchoolAsync(hub, "一");
            using var browser = new SignOnBrowser(hub);
            Assert.Equal((409, "account_name_taken"), await (await browser.SignInAsync("anybody")).ProblemAsync());
        }
        await using (var hub = await StartAsync(provider, ("SingleSignOn:TakesAccounts", "true")))
        {
            var school = await SchoolAsync(hub, "一");
            using var browser = new SignOnBrowser(hub);
            await (await browser.SignInAsync("anybody")).JsonAsync();
            Assert.Contains(("teacher", school), await browser.RolesAsync());
            Assert.Contains(("security-administrator", null), await browser.RolesAsync());
        }
    }

    [Fact]
    public async Task Role_ThatAsksForASecondFactor_NeedsTheProvidersWordForIt()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider, ("Accounts:SecondFactorFor:0", "security-administrator"));
        using var browser = new SignOnBrowser(hub);
        await provider.HasAsync("chen", new { preferred_username = "陈主任", role = new[] { "admin", "other" }, amr = new[] { "pwd" } });
        Assert.Equal((403, "single_sign_on_second_factor"), await (await browser.SignInAsync("chen")).ProblemAsync());

        await provider.HasAsync("chen", new { preferred_username = "陈主任", role = new[] { "admin", "other" }, amr = new[] { "pwd", "otp" } });
        await (await browser.SignInAsync("chen")).JsonAsync();

        Assert.Equal([("security-administrator", null)], await browser.RolesAsync());
    }

    [Fact]
    public async Task Account_ThatIsDisabled_DoesNotComeIn()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        await SchoolAsync(hub, "一");
        await provider.HasAsync("wang", Teacher("王老师", "校一"));
        using var browser = new SignOnBrowser(hub);
        await (await browser.SignInAsync("wang")).JsonAsync();
        using var admin = await hub.HubClientAsync();
        var account = (await hub.Services.GetRequiredService<AccountStore>().FindAsync("王老师", default))!;
        (await admin.PostAsync($"/api/v1/accounts/{account.Id}/disable", null)).EnsureSuccessStatusCode();

        Assert.Equal((403, "account_disabled"), await (await browser.SignInAsync("wang")).ProblemAsync());
    }

    [Fact]
    public async Task Provider_ThatIsGone_OrCallsItselfSomethingElse_IsToldOf_AndPasswordsGoOn()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        foreach (var authority in new[] { "http://127.0.0.1:1", $"http://localhost:{provider.Issuer.Port}" })
        {
            await using var hub = await StartAsync(provider, ("SingleSignOn:Authority", authority));
            using var browser = new SignOnBrowser(hub);
            hub.Log.Expect("Single sign-on failed");
            Assert.Equal((502, "provider_unusable"), await (await browser.Http.GetAsync("/api/v1/single-sign-on/address")).ProblemAsync());
            (await browser.Http.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = Password })).EnsureSuccessStatusCode();
        }
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Next_ThatIsNoPageOfTheConsole_IsRefused(string next)
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        using var browser = new SignOnBrowser(hub);

        Assert.Equal((400, "next_invalid"), await (await browser.Http.GetAsync($"/api/v1/single-sign-on/address?next={Uri.EscapeDataString(next)}")).ProblemAsync());
    }

    [Fact]
    public async Task Hub_WithoutAProvider_SaysSo()
    {
        await using var hub = await RunningHub.StartAsync();
        using var browser = new SignOnBrowser(hub);

        Assert.False((await browser.Http.GetJsonAsync("/api/v1/single-sign-on"))["on"]!.GetValue<bool>());
        Assert.Equal((404, "single_sign_on_off"), await (await browser.Http.GetAsync("/api/v1/single-sign-on/address")).ProblemAsync());
        Assert.Equal((404, "single_sign_on_off"), await (await browser.Http.PostAsync("/api/v1/single-sign-on/sign-out", null)).ProblemAsync());
    }

    private const string Password = "correct horse battery";

    /// <summary>A hub of this provider with a local administrator.</summary>
    private static async Task<RunningHub> StartAsync(DistrictIdentity provider, params (string Name, string Value)[] settings)
    {
        var hub = await RunningHub.StartAsync(settings: provider.Settings(settings));
        await provider.KnowsAsync(hub.Address);
        using var setup = hub.Anonymous();
        (await setup.PostAsJsonAsync("/api/v1/setup", new { token = hub.SetupToken, user = "admin", password = Password })).EnsureSuccessStatusCode();
        return hub;
    }

    private static async Task<string> SchoolAsync(RunningHub hub, string name)
    {
        using var admin = await hub.HubClientAsync();
        return (await hub.CreatePlaceAsync(admin, name)).SchoolId;
    }

    private static async Task<int> CountAsync(RunningHub hub)
    {
        using var admin = await hub.HubClientAsync();
        return (await admin.GetJsonAsync("/api/v1/accounts"))["total"]!.GetValue<int>();
    }

    private static object Teacher(string name, params string[] schools) =>
        new { preferred_username = name, realm_access = new { roles = new[] { "other", "teacher" } }, school = schools };
}
