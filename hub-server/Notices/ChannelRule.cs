using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.HubServer.Webhooks;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Notices;

/// <summary>What a channel must be before anything is sent on it.</summary>
internal static class ChannelRule
{
    private const int LongestSecret = 500;

    /// <returns>What is wrong, or null; then <paramref name="target"/> holds what its kind needs and no more.</returns>
    public static ProblemHttpResult? Check(ChannelKind kind, ChannelTarget given, string secret, WebhooksSettings settings, out ChannelTarget target)
    {
        target = new ChannelTarget("", "", 0, MailSecurity.None, "", "");
        if (secret.Length > LongestSecret || secret.Any(char.IsControl)) return Problems.Invalid("secret_invalid", $"secret has more than {LongestSecret} characters, or a control character.");
        if (kind != ChannelKind.Mail)
        {
            if (WebhookAddress.Fault(given.Url, settings) is { } fault) return Problems.Invalid("url_invalid", $"url {fault}.");
            target = target with { Url = given.Url };
            return null;
        }
        // The name is looked up where it is dialled; what is no name of a host is refused here already.
        if (WebhookAddress.Fault($"https://{given.Host}/", settings) is { } wrong || Uri.CheckHostName(given.Host) == UriHostNameType.Unknown)
            return Problems.Invalid("host_invalid", $"host is no name or address of a mail server that may be called.");
        if (given.Port is < 1 or > 65535) return Problems.Invalid("port_invalid", $"port is {given.Port}; allowed: 1 to 65535.");
        if (MailText.Fault(given.Sender) is { } sender) return Problems.Invalid("sender_invalid", $"sender {sender}.");
        if (NameRule.Fault(given.User, 254, out var user) is { } name) return Problems.Invalid("user_invalid", $"user {name}.");
        if (user.Length > 0 && given.Security == MailSecurity.None) return Problems.Invalid("security_required", "A mail account's password is sent over TLS only: choose start-tls or tls, or leave user empty.");
        target = given with { Url = "", User = user };
        return null;
    }
}
