using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness.Network;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Notices;
using Tongtang.HubServer.Tests.Audit;

namespace Tongtang.HubServer.Tests.Notices;

/// <summary>Peers that refuse, hang, break off, or are somebody else.</summary>
public sealed class SendingTests
{
    [Theory]
    [InlineData("RCPT", "550 5.1.1 no such user", "550 5.1.1 no such user")]
    [InlineData(".", "554 5.7.1 looks like spam", "554 5.7.1 looks like spam")]
    public async Task Mail_RefusedForGood_IsGivenUpAtOnce(string command, string answer, string shown)
    {
        await using var notices = await NoticesFixture.StartAsync();
        notices.Mail.Answers[command] = answer;
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.Alarms.RaiseAsync();

        var delivery = await notices.DeliveryAsync(found => found.Text("state") == "failed");

        Assert.Equal(("refused", shown, 1), (delivery.Text("errorCode"), delivery.Text("answer"), delivery["attempts"]!.GetValue<int>()));
        // Once it is mended, it is sent again by hand.
        notices.Mail.Answers.Clear();
        Assert.True((await notices.Client.PostAsync($"/api/v1/notices/deliveries/{delivery.Text("id")}/replay", null)).IsSuccessStatusCode);
        await notices.DeliveryAsync(found => found.Text("state") == "sent");
        Assert.Single(notices.Mail.Mails);
    }

    [Theory]
    [InlineData("RCPT", "450 4.2.1 busy, come again", "refused")]
    [InlineData("MAIL", "452 4.3.1 no room", "refused")]
    [InlineData("AUTH", "454 4.7.0 not now", "sign_in_refused")]
    public async Task Mail_RefusedForNow_IsTriedLaterAndLater(string command, string answer, string code)
    {
        await using var notices = await NoticesFixture.StartAsync();
        notices.Mail.Answers[command] = answer;
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.Alarms.RaiseAsync();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var delivery = await notices.DeliveryAsync(found => found["attempts"]!.GetValue<int>() == attempt && IsOver(found, attempt));
            Assert.Equal(("waiting", code), (delivery.Text("state"), delivery.Text("errorCode")));
            Assert.Contains(answer[..3], delivery.Text("answer"), StringComparison.Ordinal);
        }
        notices.Mail.Answers.Clear();
        // In steps well below the patience with a mail server: the clock must not overtake a talk that goes on.
        await notices.MailAsync();
        await notices.DeliveryAsync(found => found.Text("state") == "sent");
        Assert.Single(notices.Mail.Mails);

        // While an attempt goes on, the next one is two minutes away.
        bool IsOver(JsonNode delivery, int attempt) =>
            delivery.Text("errorCode") is not null && delivery["nextAt"]!.GetValue<DateTimeOffset>() - notices.Time.GetUtcNow() <= NoticeSender.WaitAfter(attempt, 1);
    }

    [Theory]
    [InlineData("CONNECT", MailTrouble.Hang, "timeout")]
    [InlineData("STARTTLS", MailTrouble.Hang, "timeout")]
    [InlineData("DATA", MailTrouble.Hang, "timeout")]
    [InlineData("CONNECT", MailTrouble.Cut, "connection_failed")]
    [InlineData("STARTTLS", MailTrouble.Cut, "connection_failed")]
    [InlineData("RCPT", MailTrouble.Cut, "connection_failed")]
    public async Task MailServer_ThatHangsOrBreaksOff_HoldsUpNobodyElse_AndIsTriedAgain(string command, MailTrouble trouble, string code)
    {
        await using var notices = await NoticesFixture.StartAsync();
        notices.Mail.Troubles[command] = trouble;
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.RuleAsync(await notices.AddRobotAsync("wecom", notices.Robots.Wecom));
        await notices.Alarms.RaiseAsync();
        await notices.UntilAsync(() => !notices.Robots.Posts.IsEmpty, () => "the robot, whatever the mail server does");

        await notices.DeliveryAsync("mail", found => found.Text("errorCode") == code);

        notices.Mail.Troubles.Clear();
        await notices.DeliveryAsync("mail", found => found.Text("state") == "sent");
        Assert.Single(notices.Mail.Mails);
    }

    [Fact]
    public async Task Test_ReallySends_AndShowsThePeersOwnWords()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var mail = await notices.AddMailAsync();
        Assert.Equal((null, "250 2.0.0 queued as 4711"), await notices.TestAsync(mail, "zhang@example.edu.cn"));
        Assert.Equal("测试消息", NoticesFixture.Read(notices.Mail.Mails.Single()).Subject);
        notices.Mail.Answers["RCPT"] = "550 5.1.1 no such user";
        Assert.Equal(("refused", "550 5.1.1 no such user"), await notices.TestAsync(mail, "zhang@example.edu.cn"));
        notices.Mail.Answers.Clear();
        await (await notices.Client.PatchAsJsonAsync($"/api/v1/notices/channels/{mail}", new { secret = "wrong" })).JsonAsync();
        Assert.Equal(("sign_in_refused", "535: 5.7.8 wrong user or password"), await notices.TestAsync(mail, "zhang@example.edu.cn"));
        Assert.Equal((400, "address_invalid"), await (await notices.Client.PostAsJsonAsync($"/api/v1/notices/channels/{mail}/test", new { address = "a@b.cn\r\nRCPT TO:<x@y.cn>" })).ProblemAsync());
    }

    [Fact]
    public async Task MailServer_WithTlsFromTheFirstByte_AndOneThatNobodyVouchesFor()
    {
        await using (var notices = await NoticesFixture.StartAsync(new MailServer { TlsFromTheFirstByte = true, Account = ("hub@example.edu.cn", NoticesFixture.Password) }))
            Assert.Equal((null, "250 2.0.0 queued as 4711"), await notices.TestAsync(await notices.AddMailAsync("tls"), "zhang@example.edu.cn"));

        await using var other = await NoticesFixture.StartAsync(settings: ("Notices:MailAuthority", ""));
        Assert.Equal("certificate_refused", (await other.TestAsync(await other.AddMailAsync(), "zhang@example.edu.cn")).Code);
        Assert.DoesNotContain(other.Mail.Lines, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MailServer_WithoutStartTls_GetsNoPassword()
    {
        await using var notices = await NoticesFixture.StartAsync(new MailServer { OffersStartTls = false, Account = ("hub@example.edu.cn", NoticesFixture.Password) });
        Assert.Equal("certificate_refused", (await notices.TestAsync(await notices.AddMailAsync(), "zhang@example.edu.cn")).Code);
        Assert.DoesNotContain(notices.Mail.Lines, line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dingtalk_IsSigned_AndItsRefusalIsOne()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var good = await notices.AddRobotAsync("dingtalk", notices.Robots.Dingtalk, Robots.DingtalkSecret);
        Assert.Equal((null, """{"errcode":0,"errmsg":"ok"}"""), await notices.TestAsync(good));
        var bad = await notices.AddRobotAsync("dingtalk", notices.Robots.Dingtalk, "SECwrong");
        Assert.Equal(("sign_in_refused", """{"errcode":310000,"errmsg":"sign not match"}"""), await notices.TestAsync(bad));
    }

    [Fact]
    public async Task Wecom_TooOften_RestsAMinute_AndIsTriedAgain()
    {
        await using var notices = await NoticesFixture.StartAsync();
        notices.Robots.Answer = (200, """{"errcode":45009,"errmsg":"api freq out of limit"}""");
        await notices.RuleAsync(await notices.AddRobotAsync("wecom", notices.Robots.Wecom));
        await notices.Alarms.RaiseAsync();
        var delivery = await notices.DeliveryAsync(found => found.Text("errorCode") == "too_often");
        Assert.InRange(delivery["nextAt"]!.GetValue<DateTimeOffset>() - notices.Time.GetUtcNow(), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(1));
        notices.Robots.Answer = (200, "<html>Welcome to the hotel's network</html>");
        await notices.DeliveryAsync("wecom", found => found.Text("errorCode") == "answer_unreadable");
        notices.Robots.Answer = null;
        await notices.DeliveryAsync("wecom", found => found.Text("state") == "sent");
    }

    [Fact]
    public async Task Robot_WithMuchInLine_GetsTwentyAMinute()
    {
        const int messages = 45;
        await using var notices = await NoticesFixture.StartAsync();
        var channel = await notices.AddRobotAsync("wecom", notices.Robots.Wecom);
        await notices.RuleAsync(channel);
        var services = notices.Alarms.Hub.Services;
        await services.GetRequiredService<HubDatabase>().WriteAsync(
            async connection =>
            {
                var rule = (await services.GetRequiredService<RuleStore>().ActiveAsync(connection)).Single();
                for (var i = 0; i < messages; i++)
                    await services.GetRequiredService<NoticeOutbox>().AddAsync(connection, rule, new NoticeContent(NoticeLanguage.En, $"message {i}", [new NoticeLine(AlarmSeverity.Critical, "x", "y", "z", false, 0, "", "http://a")], 0, "http://a"), 1);
            },
            CancellationToken.None);
        services.GetRequiredService<NoticeOutbox>().Wake();
        await notices.UntilAsync(() => notices.Robots.Posts.Count >= messages, () => $"{notices.Robots.Posts.Count} of {messages}", TimeSpan.FromMilliseconds(500));

        var times = notices.Robots.Posts.Select(post => post.At).Order().ToList();
        Assert.All(times, at => Assert.InRange(times.Count(other => other >= at && other < at + TimeSpan.FromMinutes(1)), 1, 20));
        Assert.Equal(messages, notices.Robots.Posts.Select(post => Robots.Content(post.Body, "content").Split('\n')[0]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Program_IsToldSigned_AndItsSecretIsShownOnce()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var made = await (await notices.Client.PostAsJsonAsync("/api/v1/notices/channels", new { kind = "webhook", name = "平台", scope = new { kind = "hub" }, url = notices.Robots.Program })).JsonAsync();
        var secret = made.Text("secret")!;
        await notices.RuleAsync(made.Text("id")!);
        await notices.Alarms.RaiseAsync();
        await notices.UntilAsync(() => !notices.Robots.Posts.IsEmpty, () => "the program");
        var post = notices.Robots.Posts.Single();
        var signature = post.Headers["Tongtang-Signature"];
        Assert.Equal(SignatureOf(secret, signature, post.Body), signature);
        Assert.DoesNotContain(secret, await notices.Client.GetStringAsync($"/api/v1/notices/channels/{made.Text("id")}"), StringComparison.Ordinal);
    }

    private static string SignatureOf(string secret, string given, string body)
    {
        var time = given.Split(',')[0][2..];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";
    }
}
