using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class TotpTests
{
    private const string Password = "correct horse battery";

    private static readonly KeyValuePair<string, string?>[] s_required = [new("Accounts:SecondFactorFor:0", "security-administrator")];

    /// <summary>RFC 6238, appendix B, the column of SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Code_OfTheStandardsTimes_IsTheStandards(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Encoding.ASCII.GetBytes("12345678901234567890"), Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), 8));

    /// <summary>RFC 4648, section 10.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_OfTheStandardsTexts_IsTheStandards(string text, string code) => Assert.Equal(code, Totp.Base32(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Check_TakesTheStepsBesideNow_AndNoneTwice()
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        var now = DateTimeOffset.FromUnixTimeSeconds(1111111111);
        var step = Totp.StepAt(now);
        foreach (var near in new[] { -1, 0, 1 }) Assert.Equal(step + near, Totp.Check(secret, Totp.Code(secret, step + near), now, 0));
        foreach (var far in new[] { -2, 2 }) Assert.Null(Totp.Check(secret, Totp.Code(secret, step + far), now, 0));
        Assert.Null(Totp.Check(secret, Totp.Code(secret, step), now, step));
        Assert.Null(Totp.Check(secret, "", now, 0));
        Assert.Null(Totp.Check(secret, "１２３４５６", now, 0));
    }

    [Fact]
    public async Task SecondFactor_TurnedOn_IsAskedForAtSignIn()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time);
        using var client = hub.Anonymous();
        await SetUpAsync(hub, client);
        var phone = await (await client.PostAsync("/api/v1/session/second-factor", null)).JsonAsync();
        Assert.StartsWith("data:image/svg+xml;base64,", phone["picture"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((401, "code_wrong"), await (await client.PostAsJsonAsync("/api/v1/session/second-factor/confirm", new { code = "000000" })).ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, null)).StatusCode);
        var codes = (await (await client.PostAsJsonAsync("/api/v1/session/second-factor/confirm", new { code = Code(phone, time) })).JsonAsync())["codes"]!.AsArray();
        Assert.Equal(10, codes.Count);

        Assert.Equal((401, "code_required"), await (await SignInAsync(client, null)).ProblemAsync());
        Assert.Equal((401, "code_wrong"), await (await SignInAsync(client, Code(phone, time))).ProblemAsync());
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, Code(phone, time))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, codes[0]!.GetValue<string>())).StatusCode);
        Assert.Equal((401, "code_wrong"), await (await SignInAsync(client, codes[0]!.GetValue<string>())).ProblemAsync());

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/session/second-factor/end", new { code = codes[1]!.GetValue<string>() })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, null)).StatusCode);
    }

    [Fact]
    public async Task Codes_GuessedWithTheRightPassword_LockLikeWrongPasswords()
    {
        await using var hub = await RunningHub.StartAsync(time: new ManualTimeProvider());
        using var client = hub.Anonymous();
        await SetUpAsync(hub, client);
        var phone = await (await client.PostAsync("/api/v1/session/second-factor", null)).JsonAsync();
        await client.PostAsJsonAsync("/api/v1/session/second-factor/confirm", new { code = Code(phone, new ManualTimeProvider()) });

        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(client, i % 2 == 0 ? "000000" : null)).StatusCode);

        Assert.Equal((429, "sign_in_locked"), await (await SignInAsync(client, "000000")).ProblemAsync());
    }

    [Fact]
    public async Task SecondFactor_WhereTheRoleAsksForIt_IsSetUpBySigningIn()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time, settings: s_required);
        using var client = hub.Anonymous();
        await SetUpAsync(hub, client);

        var refused = await SignInAsync(client, null);
        var phone = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["phone"]!;
        Assert.Equal((403, "second_factor_required"), await refused.ProblemAsync());
        var session = await (await SignInAsync(client, Code(phone, time))).JsonAsync();

        Assert.Equal(10, session["recoveryCodes"]!.AsArray().Count);
        Assert.Equal((401, "code_required"), await (await SignInAsync(client, null)).ProblemAsync());
    }

    [Fact]
    public async Task Password_OlderThanMlpsAllows_IsChangedBySigningIn()
    {
        var time = new ManualTimeProvider();
        await using var hub = await RunningHub.StartAsync(time: time, settings: [new("Accounts:Profile", "mlps")]);
        using var client = hub.Anonymous();
        const string first = "Correct-Horse-1";
        await client.PostAsJsonAsync("/api/v1/setup", new { token = hub.SetupToken, user = "admin", password = first, securityAdministrator = "security", auditor = "auditor" });
        time.Advance(TimeSpan.FromDays(90));

        Assert.Equal((403, "password_expired"), await (await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = first })).ProblemAsync());
        Assert.Equal((400, "password_used"), await (await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = first, next = first })).ProblemAsync());
        Assert.Equal((400, "password_invalid"), await (await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = first, next = "no classes at all" })).ProblemAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = first, next = "Correct-Horse-2" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = "Correct-Horse-2" })).StatusCode);
    }

    private static string Code(JsonNode phone, TimeProvider time) => Totp.Code(Bytes(phone["secret"]!.GetValue<string>()), Totp.StepAt(time.GetUtcNow()));

    private static byte[] Bytes(string base32)
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.Select(letter => Convert.ToString(letters.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private static async Task SetUpAsync(RunningHub hub, HttpClient client)
    {
        var response = await client.PostAsJsonAsync("/api/v1/setup", new { token = hub.SetupToken, user = "admin", password = Password });
        client.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string? code) => client.PostAsJsonAsync("/api/v1/session", new { user = "admin", password = Password, code });
}
