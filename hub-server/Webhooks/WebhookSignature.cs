using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tongtang.HubServer.Webhooks;

/// <summary>
/// How whoever is told can see that it was this hub, and when: the header <c>Tongtang-Signature: t=1788220800,v1=…</c>,
/// where v1 is the hex HMAC-SHA256, with the webhook's secret, of the time, a dot and the body as it came. Refuse what is
/// older than five minutes, and a delivery's id that was there before.
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "Tongtang-Signature";

    public static string Of(string secret, DateTimeOffset now, string body)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }
}
