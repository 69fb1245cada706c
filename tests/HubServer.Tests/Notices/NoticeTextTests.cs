using System.Text;
using MimeKit;
using Tongtang.Harness.Network;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Notices;

namespace Tongtang.HubServer.Tests.Notices;

/// <summary>What messages say and what they must not.</summary>
public sealed class NoticeTextTests
{
    private static readonly DateTimeOffset s_now = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly NoticesSettings s_settings = new();

    [Fact]
    public void Signature_IsWhatDingtalkDocuments()
    {
        // By openssl: printf '1577262236757\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64
        const string sign = "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=";
        Assert.Equal($"https://x/?access_token=a&timestamp=1577262236757&sign={Uri.EscapeDataString(sign)}", RobotRequest.Signed("https://x/?access_token=a", "this is secret", DateTimeOffset.FromUnixTimeMilliseconds(1577262236757)));
        Assert.Equal("https://x/?access_token=a", RobotRequest.Signed("https://x/?access_token=a", "", s_now));
    }

    [Theory]
    [InlineData("wecom", 200, """{"errcode":0,"errmsg":"ok"}""", null)]
    [InlineData("wecom", 200, """{"errcode":45009,"errmsg":"api freq out of limit"}""", "too_often")]
    [InlineData("wecom", 200, """{"errcode":93000,"errmsg":"invalid webhook url"}""", "refused")]
    [InlineData("dingtalk", 200, """{"errcode":310000,"errmsg":"sign not match"}""", "sign_in_refused")]
    [InlineData("dingtalk", 200, """{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}""", "too_often")]
    [InlineData("dingtalk", 200, "<html>", "answer_unreadable")]
    [InlineData("dingtalk", 200, "[]", "answer_unreadable")]
    [InlineData("dingtalk", 200, "", "answer_unreadable")]
    [InlineData("dingtalk", 502, """{"errcode":0}""", "refused")]
    [InlineData("wecom", 429, "", "too_often")]
    [InlineData("wecom", 302, """{"errcode":0}""", "refused")]
    public void Robot_ThatAnswers_IsBelievedByItsErrcodeOnly(string kind, int status, string body, string? code)
    {
        var outcome = RobotAnswer.Read(Enum.Parse<ChannelKind>(kind, ignoreCase: true), status, body);
        Assert.Equal(code, outcome.ErrorCode);
        Assert.Equal(code == "too_often", outcome.Rest is not null);
    }

    [Theory]
    [InlineData("ZhCn")]
    [InlineData("En")]
    public void Messages_OfTheLongestAlarms_StayWithinWhatRobotsTake(string language)
    {
        var content = Content(Enum.Parse<NoticeLanguage>(language), string.Concat(Enumerable.Repeat("告🚨", 40)), NoticeComposer.MostLines, more: 9_999_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(MessageText.Wecom(content)), 1, MessageText.WecomBytes);
        using var request = RobotRequest.Of(new OpenChannel("c", ChannelKind.Dingtalk, "x", new ChannelTarget("https://x", "", 0, MailSecurity.None, "", ""), "s"), "id", content, s_now);
        Assert.InRange(request.Content!.ReadAsStream().Length, 1, MessageText.DingtalkBytes);
        // All that do not fit are counted.
        foreach (var text in new[] { MessageText.Wecom(content), MessageText.Dingtalk(content) })
            Assert.Contains($"{9_999_000 + NoticeComposer.MostLines - text.Split("?alarm=").Length + 1} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_InNames_IsNoMarkup()
    {
        var content = Content(NoticeLanguage.ZhCn, "<a href=x>[点](https://evil.example)**`#@all\n> x", 1);
        foreach (var text in new[] { MessageText.Wecom(content), MessageText.Dingtalk(content) })
        {
            Assert.DoesNotContain("<a", text, StringComparison.Ordinal);
            Assert.DoesNotContain("evil.example)", text.Replace("［点］(https：//evil.example)", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("\n> x", text, StringComparison.Ordinal);
        }
        Assert.Contains("&lt;a href=x&gt;", MessageText.Html(content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\r\nBcc: all@example.com")]
    [InlineData("x\nX-Evil: 1")]
    [InlineData("x\u2028y\u0000z")]
    public void Subject_WithLines_IsOneHeader(string title)
    {
        var mail = MailText.Of(new ChannelTarget("", "h", 25, MailSecurity.None, "", "hub@example.edu.cn"), "a@example.edu.cn", "id1", Content(NoticeLanguage.En, "x", 1) with { Title = title }, s_now);
        using var bytes = new MemoryStream();
        mail.WriteTo(bytes);
        var read = MimeMessage.Load(new MemoryStream(bytes.ToArray()));
        Assert.Empty(read.Bcc);
        Assert.Null(read.Headers["X-Evil"]);
        Assert.Equal("id1@example.edu.cn", read.MessageId);
        Assert.DoesNotContain('\n', read.Subject!);
    }

    [Theory]
    [InlineData("zhang@example.edu.cn", true)]
    [InlineData("张@例子.中国", true)]
    [InlineData("a@b.cn, c@d.cn", false)]
    [InlineData("A <a@b.cn>", false)]
    [InlineData("a@b.cn\r\nBcc: x@y.cn", false)]
    [InlineData("a@b.cn>", false)]
    [InlineData("nobody", false)]
    [InlineData("", false)]
    public void Address_IsOnePersonsOrNone(string address, bool isGood) => Assert.Equal(isGood, MailText.Fault(address) is null);

    [Theory]
    [InlineData(22, 7, "2026-09-01T21:59:00+08:00", null)]
    [InlineData(22, 7, "2026-09-01T22:00:00+08:00", "2026-09-02T07:00:00+08:00")]
    [InlineData(22, 7, "2026-09-02T03:00:00+08:00", "2026-09-02T07:00:00+08:00")]
    [InlineData(22, 7, "2026-09-02T07:00:00+08:00", null)]
    [InlineData(12, 14, "2026-09-01T13:00:00+08:00", "2026-09-01T14:00:00+08:00")]
    [InlineData(12, 14, "2026-09-01T11:00:00+08:00", null)]
    [InlineData(7, 7, "2026-09-01T07:00:00+08:00", null)]
    public void QuietHours_EndByTheWallClock(int from, int to, string now, string? end) => Assert.Equal(
        end is null ? null : DateTimeOffset.Parse(end), new QuietHours(from * 60, to * 60, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).EndAfter(DateTimeOffset.Parse(now)));

    [Fact]
    public void QuietHours_InTheNightWhenClocksChange_EndOnTime()
    {
        var quiet = new QuietHours(22 * 60, 7 * 60, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T05:00:00Z"), quiet.EndAfter(DateTimeOffset.Parse("2026-03-28T22:00:00Z")));
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T06:00:00Z"), quiet.EndAfter(DateTimeOffset.Parse("2026-10-24T22:00:00Z")));
    }

    [Fact]
    public void Wait_GrowsFourfold_UpToAnHour_WithAFifthOfChance()
    {
        Assert.Equal([8, 10, 12], new[] { 0, 0.5, 1 }.Select(chance => NoticeSender.WaitAfter(1, chance).TotalSeconds));
        Assert.Equal(new[] { 10, 40, 160, 640, 2560, 3600, 3600 }, Enumerable.Range(1, 7).Select(attempt => (int)NoticeSender.WaitAfter(attempt, 0.5).TotalSeconds));
    }

    [Fact]
    public void Rule_IsOfWhatItsOwnerSees_WhateverItAsksFor()
    {
        var rule = new NoticeRule
        {
            Id = "r",
            ChannelId = "c",
            ChannelKind = ChannelKind.Mail,
            Address = "a",
            Severities = [AlarmSeverity.Critical],
            Kinds = ["no_sound"],
            Places = [new TreePlace(ScopeKind.Region, "one")],
            Sight = new Scope(ScopeKind.School, "s"),
        };
        Assert.True(rule.Wants(AlarmSeverity.Critical, "no_sound", new ScopePath("one", "s")));
        Assert.False(rule.Wants(AlarmSeverity.Critical, "no_sound", new ScopePath("one", "t")));
        Assert.False(rule.Wants(AlarmSeverity.Critical, "no_sound", new ScopePath("two", "s")));
        Assert.False(rule.Wants(AlarmSeverity.Warning, "no_sound", new ScopePath("one", "s")));
        Assert.False(rule.Wants(AlarmSeverity.Critical, "disk_low", new ScopePath("one", "s")));
    }

    [Fact]
    public void Plan_OfAnAlarmThatFlaps_HoldsBack()
    {
        var open = new NoticeFacts(IsOpen: true, IsAcknowledged: false, AlarmSeverity.Critical, null);
        var over = open with { IsOpen = false };
        var waiting = NoticePlan.After(open, null, true, s_now, s_settings);
        Assert.Equal((NoticeState.Waiting, s_now + s_settings.GroupWindow), (waiting!.State, waiting.DueAt));
        Assert.Null(NoticePlan.After(over, waiting, true, s_now, s_settings));
        var told = new NoticeItem(NoticeState.Told, null, s_now);
        var clearing = NoticePlan.After(over, told, true, s_now, s_settings);
        Assert.Equal((NoticeState.Clearing, s_now + s_settings.ClearedAfter), (clearing!.State, clearing.DueAt));
        Assert.Equal(told, NoticePlan.After(open, clearing, true, s_now, s_settings));
        Assert.Equal(told, NoticePlan.After(over, told, false, s_now, s_settings));
        Assert.Equal(NoticeState.Waiting, NoticePlan.After(open, told, true, s_now + s_settings.RepeatAfter, s_settings)!.State);
        Assert.Equal(NoticeState.Waiting, NoticePlan.After(open, told with { State = NoticeState.Over }, true, s_now, s_settings)!.State);
        Assert.Null(NoticePlan.After(open with { IsAcknowledged = true }, waiting, true, s_now, s_settings));
        Assert.Equal(s_now.AddDays(1), NoticePlan.After(open with { SuppressedUntil = s_now.AddDays(1) }, waiting, true, s_now, s_settings)!.DueAt);
    }

    private static NoticeContent Content(NoticeLanguage language, string name, int lines, long more = 0) => new(
        language, name, [.. Enumerable.Range(0, lines).Select(_ => new NoticeLine(AlarmSeverity.Critical, name, name, "9月1日 08:00", false, 3, name, $"https://hub.example.edu.cn/alarms?alarm={Guid.Empty:N}"))], more, "https://hub.example.edu.cn/alarms");
}
