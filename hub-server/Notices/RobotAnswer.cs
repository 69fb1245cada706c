using System.Text.Json;

namespace Tongtang.HubServer.Notices;

/// <summary>
/// What a robot answered. Both kinds say HTTP 200 also when they refuse; what counts is <c>errcode</c> in the body. Pure.
/// </summary>
internal static class RobotAnswer
{
    /// <summary>WeCom counts by the minute.</summary>
    private static readonly TimeSpan s_wecomRest = TimeSpan.FromMinutes(1);

    /// <summary>DingTalk shuts a robot for ten minutes.</summary>
    private static readonly TimeSpan s_dingtalkRest = TimeSpan.FromMinutes(10);

    public static NoticeOutcome Read(ChannelKind kind, int status, string body)
    {
        if (status is < 200 or > 299) return NoticeOutcome.Failed(status == 429 ? "too_often" : "refused", $"HTTP {status} {body}") with { Rest = status == 429 ? Rest(kind) : null };
        if (CodeOf(body) is not { } code) return NoticeOutcome.Failed("answer_unreadable", $"HTTP {status} {body}");
        return code switch
        {
            0 => NoticeOutcome.Done(body),
            // 45009: WeCom, api freq out of limit. 130101, 410100, 90018, 90030: DingTalk, send too fast.
            45009 or 130101 or 410100 or 90018 or 90030 => NoticeOutcome.Failed("too_often", body) with { Rest = Rest(kind) },
            // 310000: DingTalk, by its words the signature, the keywords or the sender's address do not match.
            310000 => NoticeOutcome.Failed("sign_in_refused", body),
            _ => NoticeOutcome.Failed("refused", body),
        };
    }

    private static TimeSpan Rest(ChannelKind kind) => kind == ChannelKind.Dingtalk ? s_dingtalkRest : s_wecomRest;

    private static long? CodeOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("errcode", out var code) && code.TryGetInt64(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
