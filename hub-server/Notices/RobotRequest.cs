using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tongtang.HubServer.Webhooks;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Notices;

/// <summary>What a program elsewhere is sent.</summary>
/// <param name="Id">Of the message: the same when it is tried again.</param>
internal sealed record NoticeBody(string Id, string Event, DateTimeOffset At, NoticeContent Notice);

/// <summary>A message as the request that carries it. Pure.</summary>
internal static class RobotRequest
{
    // Chinese as it is: escaped, it would need twice the bytes of a limit that counts them.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static HttpRequestMessage Of(OpenChannel channel, string id, NoticeContent content, DateTimeOffset now) => channel.Kind switch
    {
        ChannelKind.Wecom => Post(channel.Target.Url, JsonSerializer.Serialize(new { msgtype = "markdown", markdown = new { content = MessageText.Wecom(content) } }, s_json)),
        ChannelKind.Dingtalk => Post(
            Signed(channel.Target.Url, channel.Secret, now),
            JsonSerializer.Serialize(new { msgtype = "markdown", markdown = new { title = PlainText.Markdown(content.Title), text = MessageText.Dingtalk(content) } }, s_json)),
        _ => Webhook(channel, id, content, now),
    };

    /// <summary>
    /// <c>timestamp</c> in milliseconds and <c>sign</c>, the base64 of the HMAC-SHA256, with the robot's key, of the time, a
    /// line's end and the key itself (open.dingtalk.com, 自定义机器人安全设置, 加签).
    /// </summary>
    public static string Signed(string url, string secret, DateTimeOffset now)
    {
        if (secret.Length == 0) return url;
        var at = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}\n{secret}"));
        return $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}timestamp={at}&sign={Uri.EscapeDataString(Convert.ToBase64String(hash))}";
    }

    private static HttpRequestMessage Webhook(OpenChannel channel, string id, NoticeContent content, DateTimeOffset now)
    {
        var body = JsonSerializer.Serialize(new NoticeBody(id, "notice", now, content), JsonDefaults.Options);
        var request = Post(channel.Target.Url, body);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(channel.Secret, now, body));
        request.Headers.Add("Tongtang-Delivery", id);
        request.Headers.Add("Tongtang-Event", "notice");
        return request;
    }

    private static HttpRequestMessage Post(string url, string body) => new(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
