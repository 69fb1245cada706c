using System.Net;
using System.Text;
using Tongtang.HubServer.Alarms;

namespace Tongtang.HubServer.Notices;

/// <summary>A message as its channel shows it. Pure.</summary>
internal static class MessageText
{
    /// <summary>Bytes of UTF-8 that a robot of WeCom takes in markdown.content (developer.work.weixin.qq.com/document/path/91770).</summary>
    public const int WecomBytes = 4096;

    /// <summary>Bytes of a whole message to a robot of DingTalk (open.dingtalk.com, 自定义机器人接入).</summary>
    public const int DingtalkBytes = 20_000;

    /// <summary>Of that the text: in JSON an emoji needs twelve bytes for its four, and the title stands there, too.</summary>
    private const int DingtalkTextBytes = 6_000;

    /// <summary>Kept free for how many there are more.</summary>
    private const int RestBytes = 400;

    public static string Plain(NoticeContent content)
    {
        var words = NoticeWords.Of(content.Language);
        var text = new StringBuilder(content.Title).Append("\n\n");
        foreach (var line in content.Lines)
        {
            text.Append(Headline(line, words)).Append('\n').Append(line.Where).Append("  ").Append(line.At).Append('\n');
            if (line.Followers > 0) text.Append(words.Followers(line.Followers)).Append('\n');
            if (line.Advice.Length > 0) text.Append(line.Advice).Append('\n');
            text.Append(line.Link).Append("\n\n");
        }
        if (content.More > 0) text.Append(words.More(content.More)).Append("\n\n");
        return text.Append(words.OpenAll).Append(": ").Append(content.Link).Append("\n\n").Append(words.Why).Append('\n').ToString();
    }

    public static string Html(NoticeContent content)
    {
        var words = NoticeWords.Of(content.Language);
        var text = new StringBuilder("<!DOCTYPE html><html lang=\"").Append(content.Language == NoticeLanguage.ZhCn ? "zh-CN" : "en")
            .Append("\"><body style=\"font-family:sans-serif;color:#1f2329\"><h1 style=\"font-size:18px\">").Append(Escape(content.Title)).Append("</h1>");
        foreach (var line in content.Lines)
        {
            text.Append("<p style=\"border-left:4px solid ").Append(line.IsOver ? "#237804" : line.Severity == AlarmSeverity.Critical ? "#cf1322" : "#ad6800")
                .Append(";padding-left:10px\"><b>").Append(Escape(Headline(line, words))).Append("</b><br>").Append(Escape(line.Where)).Append(" · ").Append(Escape(line.At));
            if (line.Followers > 0) text.Append("<br>").Append(Escape(words.Followers(line.Followers)));
            if (line.Advice.Length > 0) text.Append("<br>").Append(Escape(line.Advice));
            text.Append("<br><a href=\"").Append(Escape(line.Link)).Append("\">").Append(Escape(words.Open)).Append("</a></p>");
        }
        if (content.More > 0) text.Append("<p>").Append(Escape(words.More(content.More))).Append("</p>");
        return text.Append("<p><a href=\"").Append(Escape(content.Link)).Append("\">").Append(Escape(words.OpenAll)).Append("</a></p><p style=\"color:#646a73\">").Append(Escape(words.Why)).Append("</p></body></html>").ToString();
    }

    /// <summary>For WeCom's robots, which know colours.</summary>
    public static string Wecom(NoticeContent content) => Markdown(
        content, WecomBytes, "\n", (line, words) => $"> <font color=\"{(line.IsOver ? "info" : line.Severity == AlarmSeverity.Critical ? "warning" : "comment")}\">{PlainText.Markdown(Headline(line, words))}</font>");

    /// <summary>For DingTalk's robots, where a line ends with an empty one.</summary>
    public static string Dingtalk(NoticeContent content) => Markdown(content, DingtalkTextBytes, "\n\n", (line, words) => $"**{PlainText.Markdown(Headline(line, words))}**");

    private static string Headline(NoticeLine line, NoticeWords words) => line.IsOver ? words.Over + line.What : line.Severity == AlarmSeverity.Critical ? $"[{words.Urgent}] {line.What}" : line.What;

    private static string Markdown(NoticeContent content, int most, string end, Func<NoticeLine, NoticeWords, string> headline)
    {
        var words = NoticeWords.Of(content.Language);
        var text = new StringBuilder("**").Append(PlainText.Markdown(content.Title)).Append("**").Append(end);
        var (bytes, shown) = (Encoding.UTF8.GetByteCount(text.ToString()), 0);
        foreach (var line in content.Lines)
        {
            var followers = line.Followers > 0 ? $"（{words.Followers(line.Followers)}）" : "";
            var part = $"{headline(line, words)}{followers}{end}{PlainText.Markdown(line.Where)} {PlainText.Markdown(line.At)} [{words.Open}]({line.Link}){end}";
            var length = Encoding.UTF8.GetByteCount(part);
            if (bytes + length > most - RestBytes) break;
            text.Append(part);
            (bytes, shown) = (bytes + length, shown + 1);
        }
        var more = content.More + content.Lines.Count - shown;
        if (more > 0) text.Append(words.More(more)).Append(end);
        return text.Append('[').Append(words.OpenAll).Append("](").Append(content.Link).Append(')').ToString();
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
