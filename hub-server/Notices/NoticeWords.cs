using System.Collections.Frozen;
using System.Text.Json;

namespace Tongtang.HubServer.Notices;

/// <summary>
/// What messages say beside names, in one language. What alarms are called, and what to do about them, is read from the
/// console's own word files: message and page say the same.
/// </summary>
internal sealed class NoticeWords
{
    private static readonly NoticeWords s_chinese = new("zh-CN")
    {
        Alarms = (count, place) => $"{place}：{count} 条告警",
        Places = count => $"{count} 所学校",
        One = (what, place) => $"{place}：{what}",
        Over = "已恢复：",
        Urgent = "紧急",
        More = count => $"另有 {count} 条，请打开页面查看。",
        Followers = count => $"另有 {count} 条由此引起",
        Open = "查看详情",
        OpenAll = "打开告警页面",
        Why = "您收到这封信，是因为同堂中您的账号设置了告警通知。要更改，请打开“我的通知”。",
        Trial = "测试消息",
        TrialText = "收到这条消息，说明通知渠道已设置好。",
        Other = kind => $"其他告警（{kind}）",
        TitleOf = (kind, subject) => $"{kind}：{subject}",
        TimeFormat = "M月d日 HH:mm",
    };

    private static readonly NoticeWords s_english = new("en")
    {
        Alarms = (count, place) => $"{count} alarms at {place}",
        Places = count => $"{count} schools",
        One = (what, place) => $"{place}: {what}",
        Over = "Over: ",
        Urgent = "urgent",
        More = count => $"{count} more: please open the page.",
        Followers = count => count == 1 ? "1 more alarm because of it" : $"{count} more alarms because of it",
        Open = "Details",
        OpenAll = "Open the alarms",
        Why = "You get this because your account in Tongtang asks for notices of alarms. To change that, open \"My notices\".",
        Trial = "Test message",
        TrialText = "If you can read this, the channel is set up well.",
        Other = kind => $"Other alarm ({kind})",
        TitleOf = (kind, subject) => $"{kind}: {subject}",
        TimeFormat = "d MMM HH:mm",
    };

    private readonly FrozenDictionary<string, string> _kinds;
    private readonly FrozenDictionary<string, string> _advice;

    private NoticeWords(string language)
    {
        using var file = typeof(NoticeWords).Assembly.GetManifestResourceStream($"words.{language}")!;
        using var words = JsonDocument.Parse(file);
        (_kinds, _advice) = (Read(words, "alarmKind"), Read(words, "alarmAdvice"));
    }

    public required Func<long, string, string> Alarms { get; init; }

    public required Func<int, string> Places { get; init; }

    public required Func<string, string, string> One { get; init; }

    public required string Over { get; init; }

    public required string Urgent { get; init; }

    public required Func<long, string> More { get; init; }

    public required Func<int, string> Followers { get; init; }

    public required string Open { get; init; }

    public required string OpenAll { get; init; }

    public required string Why { get; init; }

    public required string Trial { get; init; }

    public required string TrialText { get; init; }

    public required Func<string, string> Other { get; init; }

    public required Func<string, string, string> TitleOf { get; init; }

    public required string TimeFormat { get; init; }

    public static NoticeWords Of(NoticeLanguage language) => language == NoticeLanguage.ZhCn ? s_chinese : s_english;

    public string What(string kind, string subject)
    {
        var name = _kinds.GetValueOrDefault(kind) ?? Other(kind.Replace('_', ' '));
        return subject.Length == 0 ? name : TitleOf(name, subject);
    }

    public string Advice(string kind) => _advice.GetValueOrDefault(kind, "");

    private static FrozenDictionary<string, string> Read(JsonDocument words, string part) =>
        words.RootElement.GetProperty(part).EnumerateObject().ToFrozenDictionary(word => word.Name, word => word.Value.GetString()!, StringComparer.Ordinal);
}
