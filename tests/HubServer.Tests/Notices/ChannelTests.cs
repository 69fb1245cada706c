using System.Net.Http.Json;
using Tongtang.Harness.Network;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Audit;

namespace Tongtang.HubServer.Tests.Notices;

/// <summary>Who may set up a way out, where it may lead, and what is never given back.</summary>
public sealed class ChannelTests
{
    [Fact]
    public async Task Secrets_AreNeverGivenBack_NorTakenElsewhere()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var mail = await notices.AddMailAsync();
        var robot = await notices.AddRobotAsync("dingtalk", notices.Robots.Dingtalk, Robots.DingtalkSecret);
        var wecom = await notices.AddRobotAsync("wecom", notices.Robots.Wecom);
        var told = await notices.Client.GetStringAsync("/api/v1/notices/channels") + await notices.Client.GetStringAsync("/api/v1/notices/offered")
            + string.Concat((await notices.Alarms.Hub.AuditAsync()).Select(row => row.ToJsonString()));
        foreach (var secret in new[] { NoticesFixture.Password, Robots.DingtalkSecret, Robots.WecomKey, "access_token=" }) Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        Assert.Contains("/wecom", told, StringComparison.Ordinal);

        // Who may change the server could otherwise have the password sent to his own.
        foreach (object change in new object[] { new { host = "evil.example" }, new { port = 26 }, new { user = "other" }, new { security = "tls" } })
            Assert.Equal((400, "secret_required"), await (await notices.Client.PatchAsJsonAsync($"/api/v1/notices/channels/{mail}", change)).ProblemAsync());
        Assert.Equal((400, "secret_required"), await (await notices.Client.PatchAsJsonAsync($"/api/v1/notices/channels/{robot}", new { url = "https://evil.example/" })).ProblemAsync());
        Assert.Equal((400, "security_required"), await (await notices.Client.PatchAsJsonAsync($"/api/v1/notices/channels/{mail}", new { security = "none", secret = "x" })).ProblemAsync());
        Assert.Equal("新名", (await (await notices.Client.PatchAsJsonAsync($"/api/v1/notices/channels/{wecom}", new { name = "新名" })).JsonAsync()).Text("name"));
        Assert.Null((await notices.TestAsync(wecom)).Code);
    }

    [Fact]
    public async Task Address_OfAPrivateNetwork_IsRefused_AndNotCalledEvenIfItStandsThere()
    {
        await using var hub = await RunningHub.StartAsync(settings: TestBox.HubSettings);
        using var client = await hub.HubClientAsync();
        foreach (var url in new[] { "https://127.0.0.1/x", "https://localhost/x", "http://example.edu.cn/x", "https://[::1]/", "https://169.254.169.254/", "file:///etc/passwd" })
            Assert.Equal((400, "url_invalid"), await (await client.PostAsJsonAsync("/api/v1/notices/channels", new { kind = "wecom", name = "x", scope = new { kind = "hub" }, url })).ProblemAsync());
        foreach (var host in new[] { "127.0.0.1", "localhost", "10.0.0.1", "a b", "a/b", "x@y", "" })
            Assert.Equal((400, "host_invalid"), await (await client.PostAsJsonAsync("/api/v1/notices/channels", new { kind = "mail", name = "x", scope = new { kind = "hub" }, host, sender = "a@b.cn" })).ProblemAsync());

        // One that was made before the setting became stricter.
        await using var mail = new MailServer();
        var id = await client.PostForIdAsync("/api/v1/notices/channels", new { kind = "mail", name = "x", scope = new { kind = "hub" }, host = "mail.example.edu.cn", port = mail.Port, security = "none", sender = "a@b.cn" });
        await hub.TamperAsync("UPDATE notice_channel SET host = 'localhost'");
        var answer = await (await client.PostAsJsonAsync($"/api/v1/notices/channels/{id}/test", new { address = "a@b.cn" })).JsonAsync();
        Assert.Equal("address_private", answer.Text("errorCode"));
        Assert.Empty(mail.Lines);
    }

    [Fact]
    public async Task School_SetsUpItsOwn_AndItsRobotHearsOfNoOther()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var mail = await notices.AddMailAsync();
        var other = await notices.Alarms.Hub.CreatePlaceAsync(notices.Client, "二");
        using var school = await notices.Alarms.Hub.ClientAsync(new Scope(ScopeKind.School, other.SchoolId));
        Assert.Equal((404, "notice_channel_unknown"), await (await school.GetAsync($"/api/v1/notices/channels/{mail}")).ProblemAsync());
        Assert.Equal((403, "scope_too_small"), await (await school.PostAsJsonAsync("/api/v1/notices/channels", new { kind = "wecom", name = "x", scope = new { kind = "hub" }, url = notices.Robots.Wecom })).ProblemAsync());
        var own = await school.PostForIdAsync("/api/v1/notices/channels", new { kind = "wecom", name = "x", scope = new { kind = "school", id = other.SchoolId }, url = notices.Robots.Wecom });
        await (await school.PutAsJsonAsync($"/api/v1/notices/channels/{own}/rule", NoticesFixture.Wish("", ""))).JsonAsync();
        Assert.Equal(
            (400, "places_invalid"),
            await (await school.PutAsJsonAsync($"/api/v1/notices/channels/{own}/rule", NoticesFixture.Wish("", "", places: [new { kind = "school", id = notices.Alarms.Place.SchoolId }]))).ProblemAsync());
        await notices.Alarms.RaiseAsync();
        await notices.Alarms.OneAsync();
        await notices.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Empty(notices.Robots.Posts);
        // The teacher of that school may choose the district's mail, and not the group's robot.
        var (_, teacher) = await notices.Alarms.Hub.SignedInAsync("li", new Assignment(Role.Teacher, new TreePlace(ScopeKind.School, other.SchoolId)));
        Assert.Equal([mail], (await teacher.GetJsonAsync("/api/v1/notices/offered")).AsArray().Select(one => one!.Text("id")));
        Assert.Equal((400, "channel_invalid"), await (await teacher.PostAsJsonAsync("/api/v1/notices/own", NoticesFixture.Wish(own, ""))).ProblemAsync());
    }

    [Fact]
    public async Task OwnNotices_AreOnesOwn_AndChecked()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var mail = await notices.AddMailAsync();
        using var zhang = await notices.TellAsync(mail);
        using var li = await notices.TellAsync(mail, "li");
        var id = (await zhang.GetJsonAsync("/api/v1/notices/own")).AsArray().Single()!.Text("id");
        Assert.Equal((404, "notice_unknown"), await (await li.PutAsJsonAsync($"/api/v1/notices/own/{id}", NoticesFixture.Wish(mail, "li@example.edu.cn"))).ProblemAsync());
        Assert.Equal((404, "notice_unknown"), await (await li.DeleteAsync($"/api/v1/notices/own/{id}")).ProblemAsync());
        Assert.Equal((403, "account_required"), await (await notices.Client.GetAsync("/api/v1/notices/own")).ProblemAsync());
        foreach (var (wish, code) in new[]
        {
            (NoticesFixture.Wish(mail, "x"), "address_invalid"), (NoticesFixture.Wish("0", "a@b.cn"), "channel_invalid"), (NoticesFixture.Wish(mail, "a@b.cn", severities: []), "severities_invalid"),
            (NoticesFixture.Wish(mail, "a@b.cn", kinds: ["No Sound"]), "kinds_invalid"), (NoticesFixture.Wish(mail, "a@b.cn", quietFrom: "22:00:00"), "quiet_invalid"),
            (NoticesFixture.Wish(mail, "a@b.cn", places: [new { kind = "school", id = "0" }]), "places_invalid"),
        })
            Assert.Equal((400, code), await (await zhang.PutAsJsonAsync($"/api/v1/notices/own/{id}", wish)).ProblemAsync());
        for (var i = 1; i < HubServer.Notices.RuleStore.MostOfOne; i++) await zhang.PostForIdAsync("/api/v1/notices/own", NoticesFixture.Wish(mail, "a@b.cn"));
        Assert.Equal((409, "notices_full"), await (await zhang.PostAsJsonAsync("/api/v1/notices/own", NoticesFixture.Wish(mail, "a@b.cn"))).ProblemAsync());
        Assert.True((await zhang.DeleteAsync($"/api/v1/notices/own/{id}")).IsSuccessStatusCode);
    }
}
