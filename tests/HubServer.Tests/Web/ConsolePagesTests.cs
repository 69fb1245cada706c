using System.Net;
using System.Text.RegularExpressions;
using Tongtang.Harness;

namespace Tongtang.HubServer.Tests.Web;

public sealed class ConsolePagesTests
{
    [Fact]
    public async Task Page_AtEveryAddressOfItsOwn_CarriesAFreshNonceAndAStrictPolicy()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await WithConsoleAsync(folder);
        using var client = hub.Anonymous();
        var nonces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in new[] { "/", "/rooms", "/rooms/0123", "/recordings/0123?at=5", "/setup" })
        {
            var response = await client.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            var nonce = Regex.Match(await response.Content.ReadAsStringAsync(), "nonce=\"([^\"]+)\"").Groups[1].Value;
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains($"script-src 'self' 'nonce-{nonce}'", policy, StringComparison.Ordinal);
            Assert.Contains($"connect-src 'self' ws://{hub.Address.Authority} wss://{hub.Address.Authority};", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.True(nonces.Add(nonce));
            Assert.True(response.Headers.CacheControl?.NoStore);
        }
    }

    [Fact]
    public async Task Assets_AreKeptForEver_AndNothingElseIsServed()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await WithConsoleAsync(folder);
        using var client = hub.Anonymous();

        var asset = await client.GetAsync("/assets/index-abc123.js");

        Assert.Equal("text/javascript", asset.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", asset.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", asset.Headers.GetValues("X-Content-Type-Options").Single());
        foreach (var path in new[] { "/index.html", "/assets/missing.js", "/assets/..%2fsecret.txt", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/secret.txt", "/assets/%00.js" })
            Assert.False((await client.GetAsync(path)).IsSuccessStatusCode, path);
    }

    [Fact]
    public async Task Assets_AreCompressed_ForWhoCanReadThat()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await WithConsoleAsync(folder);
        using var client = hub.Anonymous();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br, gzip");

        var asset = await client.GetAsync("/assets/index-abc123.js");

        Assert.Equal(["br"], asset.Content.Headers.ContentEncoding);
        Assert.Empty((await client.GetAsync("/api/v1/setup")).Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api")]
    [InlineData("/media/nothing")]
    [InlineData("/openapi/v2.json")]
    public async Task Api_WhereNothingIs_AnswersAProblemAndNoPage(string path)
    {
        using var folder = new TemporaryFolder();
        await using var hub = await WithConsoleAsync(folder);
        using var client = await hub.HubClientAsync();

        Assert.Equal(404, (await (await client.GetAsync(path)).ProblemAsync()).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PutAsync("/api/v1/rooms", null)).StatusCode);
    }

    [Fact]
    public async Task Page_NotBuilt_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await RunningHub.StartAsync(settings: [new("Hub:ConsoleFolder", folder["none"])]);
        using var client = hub.Anonymous();

        Assert.Equal((404, "console_missing"), await (await client.GetAsync("/")).ProblemAsync());
    }

    private static async Task<RunningHub> WithConsoleAsync(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["www/assets"]);
        await File.WriteAllTextAsync(folder["secret.txt"], "secret");
        await File.WriteAllTextAsync(folder["www/index.html"], "<!doctype html><meta property=\"csp-nonce\" nonce=\"__NONCE__\">");
        await File.WriteAllTextAsync(folder["www/assets/index-abc123.js"], "export {}");
        return await RunningHub.StartAsync(settings: [new("Hub:ConsoleFolder", folder["www"])]);
    }
}
