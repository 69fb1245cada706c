using MimeKit;
using MimeKit.Utils;

namespace Tongtang.HubServer.Notices;

/// <summary>A message as a mail. Pure.</summary>
internal static class MailText
{
    private const int LongestSubject = 150;

    public static MimeMessage Of(ChannelTarget target, string address, string id, NoticeContent content, DateTimeOffset now) => new()
    {
        // The same at every attempt: who gets it twice can see that it is one.
        MessageId = $"{id}@{target.Sender.Split('@')[^1]}",
        Date = now,
        From = { new MailboxAddress("同堂 Tongtang", target.Sender) },
        To = { new MailboxAddress(null, address) },
        Subject = PlainText.Line(content.Title, LongestSubject),
        Headers =
        {
            // RFC 3834: no automatic answers to this.
            { "Auto-Submitted", "auto-generated" },
        },
        Body = new BodyBuilder { TextBody = MessageText.Plain(content), HtmlBody = MessageText.Html(content) }.ToMessageBody(),
    };

    /// <returns>What is wrong with a mail address of one person, or null.</returns>
    public static string? Fault(string address) =>
        address.Length is < 3 or > 254 || address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '<' or '>' or '"' or '(' or ')')
        || !MailboxAddress.TryParse(address, out var mailbox) || mailbox.Address != address || !mailbox.Address.Contains('@', StringComparison.Ordinal)
            ? "is no mail address such as name@example.edu.cn"
            : null;
}
