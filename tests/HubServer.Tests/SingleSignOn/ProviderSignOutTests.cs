using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.SingleSignOn;

public sealed partial class ProviderSignOutTests
{
    private const string Path = "/api/v1/single-sign-on/back-channel-logout";

    [Fact]
    public async Task SigningOut_EndsTheSessionHere_AtTheProvider_AndWhateverBeganThere()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        using var browser = new SignOnBrowser(hub);
        await (await browser.SignInAsync("wang")).JsonAsync();
        // The same session over there, and a second one here.
        var first = browser.Http;
        var cookie = await CookieAsync(browser);

        var address = (await (await first.PostAsync("/api/v1/single-sign-on/sign-out", null)).JsonAsync())["address"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WithCookieAsync(hub, cookie)).StatusCode);
        var back = await SignOutThereAsync(first, address);

        Assert.Equal("/login", back.AbsolutePath);
        await Eventually.TrueAsync(async () => (await WithCookieAsync(hub, cookie)).StatusCode == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(20), () => "the other session to be ended by the provider");
    }

    [Fact]
    public async Task SigningOut_OfASessionThatBeganHere_IsOnlyHere()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider);
        using var browser = new SignOnBrowser(hub);
        (await browser.Http.PostAsJsonAsync("/api/v1/setup", new { token = hub.SetupToken, user = "admin", password = "correct horse battery" })).EnsureSuccessStatusCode();

        var answer = await (await browser.Http.PostAsync("/api/v1/single-sign-on/sign-out", null)).JsonAsync();

        Assert.Null(answer["address"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Http.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task LogoutToken_ThatIsNotTheProvidersWord_EndsNothing()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await StartAsync(provider, ("Accounts:WrongTries", "20"));
        using var browser = new SignOnBrowser(hub);
        await (await browser.SignInAsync("wang")).JsonAsync();
        hub.Log.Expect("Single sign-on failed");
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var events = new Dictionary<string, object>(StringComparer.Ordinal) { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>(StringComparer.Ordinal) };
        var token = new SecurityTokenDescriptor { Issuer = provider.Issuer.AbsoluteUri.TrimEnd('/'), Audience = "hub", Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "wang", ["events"] = events } };
        var unsigned = new JsonWebTokenHandler().CreateToken(token);
        token.SigningCredentials = new SigningCredentials(new RsaSecurityKey(key), "RS256");
        var forged = new JsonWebTokenHandler().CreateToken(token);
        // What the client's secret signs, whoever knows it could have made.
        token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(DistrictIdentity.Secret.PadRight(64))), "HS256");
        var symmetric = new JsonWebTokenHandler().CreateToken(token);
        // Signed by the provider, but for something else.
        var idToken = await IdTokenAsync(hub);

        foreach (var wrong in new[] { unsigned, forged, symmetric, idToken, "not.a.token", "", new string('x', 40_000) })
        {
            using var form = new FormUrlEncodedContent([new("logout_token", wrong)]);
            Assert.Equal((400, "logout_token_invalid"), await (await browser.Http.PostAsync(Path, form)).ProblemAsync());
        }
        Assert.Equal((400, "logout_token_invalid"), await (await browser.Http.PostAsJsonAsync(Path, new { logout_token = forged })).ProblemAsync());

        Assert.Equal("王老师", (await browser.SessionAsync())["user"]!.GetValue<string>());
    }

    private static async Task<RunningHub> StartAsync(DistrictIdentity provider, params (string Name, string Value)[] settings)
    {
        var hub = await RunningHub.StartAsync(settings: provider.Settings(settings));
        await provider.KnowsAsync(hub.Address);
        using var admin = await hub.HubClientAsync();
        await hub.CreatePlaceAsync(admin);
        await provider.HasAsync("wang", new { preferred_username = "王老师", realm_access = new { roles = new[] { "teacher" } }, school = "校一" });
        return hub;
    }

    /// <summary>A second session here, of the same session over there.</summary>
    private static async Task<string> CookieAsync(SignOnBrowser browser)
    {
        var back = await browser.FetchCodeAsync("wang");
        using var answer = await browser.BringAsync(back);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("tongtang-session=", StringComparison.Ordinal)).Split(';')[0];
        // And a third, which the browser keeps.
        await (await browser.SignInAsync("wang")).JsonAsync();
        return cookie;
    }

    private static async Task<HttpResponseMessage> WithCookieAsync(RunningHub hub, string cookie)
    {
        using var client = hub.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session");
        request.Headers.Add("Cookie", cookie);
        return await client.SendAsync(request);
    }

    /// <summary>The provider's page asks once more.</summary>
    private static async Task<Uri> SignOutThereAsync(HttpClient browser, string address)
    {
        using var asked = await browser.GetAsync(new Uri(address));
        var page = await asked.Content.ReadAsStringAsync();
        Assert.True(asked.IsSuccessStatusCode, page);
        var action = new Uri(new Uri(address), FormActions().Match(page).Groups[1].Value);
        using var form = new FormUrlEncodedContent([new("xsrf", Tokens().Match(page).Groups[1].Value), new("logout", "yes")]);
        using var answer = await browser.PostAsync(action, form);
        return new Uri(action, answer.Headers.Location ?? throw new InvalidOperationException(await answer.Content.ReadAsStringAsync()));
    }

    private static async Task<string> IdTokenAsync(RunningHub hub)
    {
        await using var connection = await hub.Services.GetRequiredService<Tongtang.HubServer.Database.HubDatabase>().OpenAsync(default);
        return (await Dapper.SqlMapper.ExecuteScalarAsync<string>(connection, "SELECT id_token FROM session WHERE id_token IS NOT NULL"))!;
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex FormActions();

    [GeneratedRegex("name=\"xsrf\" value=\"([^\"]+)\"")]
    private static partial Regex Tokens();
}
