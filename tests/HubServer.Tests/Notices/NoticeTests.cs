using System.Net.Http.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness.Network;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Notices;

/// <summary>From a box's alarm to a mail on the wire.</summary>
public sealed class NoticeTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Alarm_IsMailed_OverTls_SignedIn_InTheReadersWords()
    {
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.Alarms.RaiseAsync();

        var mail = await notices.MailAsync();

        var raw = notices.Mail.Mails.Single();
        Assert.Equal(("hub@example.edu.cn", "zhang@example.edu.cn", true, "hub@example.edu.cn"), (raw.From, raw.To, raw.WasSecure, raw.User));
        Assert.Equal("校一 室一：没有声音：mic", mail.Subject);
        var alarm = await notices.Alarms.OneAsync();
        var link = $"{notices.Alarms.Hub.Address.GetLeftPart(UriPartial.Authority)}/alarms?alarm={Alarms.AlarmsFixture.Id(alarm)}";
        foreach (var body in new[] { mail.TextBody, System.Net.WebUtility.HtmlDecode(mail.HtmlBody) })
        {
            Assert.Contains(link, body, StringComparison.Ordinal);
            // 00:00 UTC is 08:00 in the district.
            Assert.Contains("9月1日 08:00", body, StringComparison.Ordinal);
            Assert.Contains("[紧急] 没有声音", body, StringComparison.Ordinal);
        }
        var delivery = await notices.DeliveryAsync(found => found.Text("state") == "sent");
        Assert.Equal(("zhang", "250 2.0.0 queued as 4711", 1), (delivery.Text("person"), delivery.Text("answer"), delivery["attempts"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Alarms_OfOneTime_AreOneMessage_AndEnglishForWhoReadsIt()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var channel = await notices.AddMailAsync();
        await notices.TellAsync(channel, "smith", NoticesFixture.Wish(channel, "smith@example.edu.cn", language: "en"));
        await notices.Alarms.RaiseAsync("source_down/one", "source_down");
        notices.Time.Advance(TimeSpan.FromSeconds(30));
        await notices.Alarms.RaiseAsync("source_down/two", "source_down");
        await notices.Alarms.RaiseAsync("disk_low", "disk_low");

        var mail = await notices.MailAsync();

        Assert.Equal("3 alarms at 校一", mail.Subject);
        Assert.Contains("1 Sep 08:00", mail.TextBody, StringComparison.Ordinal);
        await notices.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Single(notices.Mail.Mails);
    }

    [Fact]
    public async Task Outage_IsOneLine_ThatCountsWhatItExplains()
    {
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.Alarms.RaiseAsync("source_down/one", "source_down");
        await notices.Alarms.RaiseAsync("source_down/two", "source_down");
        await notices.Alarms.ListAsync("", list => list.Count == 2);
        await notices.Alarms.Hub.Services.GetRequiredService<HubServer.Alarms.AlarmBook>().RaiseAsync(notices.Alarms.Place.RoomId, "agent_offline", "{}", CancellationToken.None);

        var mail = await notices.MailAsync();

        Assert.Equal("校一 室一：上课时间班级盒子离线", mail.Subject);
        Assert.Contains("另有 2 条由此引起", mail.TextBody, StringComparison.Ordinal);
        // What it explained speaks for itself when it is over.
        await notices.Alarms.Hub.Services.GetRequiredService<HubServer.Alarms.AlarmBook>().SettleAsync(notices.Alarms.Place.RoomId, ["agent_offline"], CancellationToken.None);
        Assert.Contains("2 条告警", (await notices.MailAsync(2)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeats_AreHeldBack_AndToldAgainLater()
    {
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.Alarms.RaiseAsync();
        await notices.MailAsync();
        for (var i = 0; i < 6; i++)
        {
            await notices.Alarms.DeliverAsync(notices.Alarms.Alarm(AlarmChange.Cleared));
            await notices.PassAsync(TimeSpan.FromMinutes(2));
            await notices.Alarms.RaiseAsync();
            await notices.PassAsync(TimeSpan.FromMinutes(8));
        }
        Assert.Single(notices.Mail.Mails);
        await notices.PassAsync(4 * s_hour, TimeSpan.FromMinutes(5));
        await notices.Alarms.RaiseAsync();
        await notices.MailAsync(2);
    }

    [Fact]
    public async Task Urgent_ThatIsOver_IsFollowedByAWord()
    {
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.Alarms.RaiseAsync();
        await notices.Alarms.RaiseAsync("disk_low", "disk_low");
        await notices.MailAsync();
        await notices.Alarms.DeliverAsync(notices.Alarms.Alarm(AlarmChange.Cleared), notices.Alarms.Alarm(AlarmChange.Cleared, "disk_low", "disk_low"));

        Assert.Equal("已恢复：校一 室一：没有声音：mic", (await notices.MailAsync(2)).Subject);
        await notices.PassAsync(s_hour, TimeSpan.FromMinutes(1));
        Assert.Equal(2, notices.Mail.Mails.Count);
    }

    [Fact]
    public async Task QuietHours_KeepWhatCanWait_AndLetUrgentThrough()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var channel = await notices.AddMailAsync();
        // It is 08:00 there.
        await notices.TellAsync(channel, wish: NoticesFixture.Wish(channel, "zhang@example.edu.cn", quietFrom: "07:00:00", quietTo: "09:30:00"));
        await notices.Alarms.RaiseAsync("disk_low", "disk_low");
        await notices.Alarms.OneAsync();
        await notices.PassAsync(s_hour, TimeSpan.FromMinutes(1));
        Assert.Empty(notices.Mail.Mails);
        await notices.PassAsync(s_hour, TimeSpan.FromMinutes(1));
        Assert.Contains("可录时间不足一天", (await notices.MailAsync()).Subject, StringComparison.Ordinal);

        // The next morning, something urgent.
        await notices.PassAsync(22 * s_hour, TimeSpan.FromMinutes(20));
        await notices.Alarms.RaiseAsync("no_sound/two");
        await notices.MailAsync(2);
        Assert.InRange(notices.Time.GetUtcNow().Hour, 0, 1);
    }

    [Fact]
    public async Task Told_AreThoseWhoSeeThePlaceNow_AndAskedForIt()
    {
        await using var notices = await NoticesFixture.StartAsync();
        var channel = await notices.AddMailAsync();
        var other = await notices.Alarms.Hub.CreatePlaceAsync(notices.Client, "二");
        var own = new TreePlace(ScopeKind.School, notices.Alarms.Place.SchoolId);
        await notices.TellAsync(channel, "own", place: own);
        await notices.TellAsync(channel, "other", place: new TreePlace(ScopeKind.School, other.SchoolId));
        await notices.TellAsync(channel, "elsewhere", NoticesFixture.Wish(channel, "elsewhere@example.edu.cn", places: [new { kind = "school", id = other.SchoolId }]));
        await notices.TellAsync(channel, "calm", NoticesFixture.Wish(channel, "calm@example.edu.cn", severities: ["notice"]));
        await notices.TellAsync(channel, "kind", NoticesFixture.Wish(channel, "kind@example.edu.cn", kinds: ["disk_low"]));
        await notices.TellAsync(channel, "gone", place: own);
        await notices.Alarms.Hub.TamperAsync("DELETE FROM account_role WHERE account_id IN (SELECT id FROM account WHERE name = 'gone')");
        await notices.TellAsync(channel, "disabled", place: own);
        await notices.Alarms.Hub.TamperAsync("UPDATE account SET disabled_at_ms = 1 WHERE name = 'disabled'");
        await notices.Alarms.RaiseAsync();

        await notices.MailAsync();
        await notices.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(["own@example.edu.cn"], notices.Mail.Mails.Select(mail => mail.To));
    }

    [Fact]
    public async Task Acknowledged_InTime_CallsNobody_AndSuppressed_Later()
    {
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.Alarms.RaiseAsync();
        var alarm = await notices.Alarms.OneAsync();
        Assert.True((await notices.Alarms.PostAsync(alarm, "acknowledge", new { })).IsSuccessStatusCode);
        await notices.Alarms.RaiseAsync("disk_low", "disk_low");
        var disk = await notices.Alarms.ListAsync("kind=disk_low", list => list.Count == 1);
        Assert.True((await notices.Alarms.PostAsync(disk[0], "suppress", new { until = notices.Time.GetUtcNow() + s_hour })).IsSuccessStatusCode);
        await notices.PassAsync(TimeSpan.FromMinutes(55));
        Assert.Empty(notices.Mail.Mails);
        Assert.Contains("可录时间不足一天", (await notices.MailAsync()).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_ThatWouldBeMarkupOrHeaders_AreText()
    {
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        var wecom = await notices.AddRobotAsync("wecom", notices.Robots.Wecom);
        await notices.RuleAsync(wecom);
        var alarm = notices.Alarms.Alarm(AlarmChange.Raised);
        alarm.Alarm.Subject = "<img src=x>[a](https://evil.example)**\r\nBcc: all@example.com";
        await notices.Alarms.DeliverAsync(alarm);

        var mail = await notices.MailAsync();
        await notices.UntilAsync(() => !notices.Robots.Posts.IsEmpty, () => "the robot");

        Assert.DoesNotContain(notices.Mail.Mails.Single().Data.Split("\r\n"), line => line.StartsWith("Bcc:", StringComparison.OrdinalIgnoreCase));
        Assert.Single(notices.Mail.Lines, line => line.StartsWith("RCPT", StringComparison.Ordinal));
        Assert.Empty(mail.Bcc);
        Assert.Contains("all@example.com", mail.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", mail.HtmlBody, StringComparison.Ordinal);
        var text = Robots.Content(notices.Robots.Posts.Single().Body, "content");
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("](https://evil", text, StringComparison.Ordinal);
        Assert.DoesNotContain("https://evil", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storm_MakesFewMessages_EachOfBoundedLength()
    {
        const int alarms = 10_000;
        await using var notices = await NoticesFixture.StartAsync();
        await notices.TellAsync(await notices.AddMailAsync());
        await notices.RuleAsync(await notices.AddRobotAsync("wecom", notices.Robots.Wecom));
        await notices.RuleAsync(await notices.AddRobotAsync("dingtalk", notices.Robots.Dingtalk, Robots.DingtalkSecret));
        var rows = notices.Alarms.Hub.Services.GetRequiredService<HubServer.Alarms.AlarmRows>();
        var database = notices.Alarms.Hub.Services.GetRequiredService<HubDatabase>();
        for (var done = 0; done < alarms; done += 500)
        {
            await database.WriteAsync(
                async connection =>
                {
                    for (var i = 0; i < 500; i++)
                    {
                        await rows.RaiseAsync(connection, new HubServer.Alarms.AlarmNotice
                        {
                            RoomId = notices.Alarms.Place.RoomId,
                            Origin = HubServer.Alarms.AlarmOrigin.Hub,
                            Key = $"{done + i}",
                            Kind = "no_sound",
                            Subject = new string('长', 60),
                            AtMs = 0,
                            ReceivedAtMs = 1,
                        });
                    }
                },
                CancellationToken.None);
        }
        await notices.Alarms.RaiseAsync("wake");
        await using (var reading = await database.OpenAsync(CancellationToken.None))
        {
            await notices.UntilAsync(() => reading.ExecuteScalar<int>("SELECT COUNT(*) FROM notice_change") == 0, () => "all are planned", TimeSpan.FromMilliseconds(10));
            Assert.InRange(reading.ExecuteScalar<int>("SELECT COUNT(*) FROM notice_item"), 1, 3 * (HubServer.Notices.NoticePlanner.MostWaiting + 20));
        }
        await notices.MailAsync();
        await notices.UntilAsync(() => notices.Robots.Posts.Count >= 2, () => "both robots");
        await notices.PassAsync(TimeSpan.FromMinutes(30));

        Assert.InRange(notices.Mail.Mails.Count, 1, 3);
        Assert.InRange(notices.Robots.Posts.Count, 2, 6);
        Assert.All(await notices.DeliveriesAsync(), delivery => Assert.Equal("sent", delivery.Text("state")));
        // The box's own is explained by the others.
        Assert.Equal(3 * alarms, (await notices.DeliveriesAsync()).Sum(delivery => delivery["alarms"]!.GetValue<int>()));
        Assert.All(notices.Mail.Mails, mail => Assert.InRange(mail.Data.Length, 1, 60_000));
    }
}
