using System.Text.Json.Serialization;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Webhooks;

namespace Tongtang.HubServer.Notices;

internal enum ChannelKind
{
    Mail,

    /// <summary>A group's robot in WeCom (企业微信).</summary>
    Wecom,

    /// <summary>A group's robot in DingTalk (钉钉).</summary>
    Dingtalk,

    /// <summary>A program elsewhere.</summary>
    Webhook,
}

/// <summary>How the line to a mail server is kept secret.</summary>
internal enum MailSecurity
{
    /// <summary>Not at all; then no password is sent.</summary>
    None,

    /// <summary>Begins in the clear and turns to TLS, or is not used.</summary>
    StartTls,

    /// <summary>TLS from its first byte.</summary>
    Tls,
}

/// <summary>Where a channel leads, as a person gives it.</summary>
/// <param name="Url">Of a robot or a program; a robot's holds its key.</param>
/// <param name="Host">Name or address of the mail server.</param>
/// <param name="User">Of the mail account; empty: the server asks for none.</param>
/// <param name="Sender">The mail address that messages come from.</param>
internal sealed record ChannelTarget(string Url, string Host, int Port, MailSecurity Security, string User, string Sender)
{
    /// <summary>For people: without what follows the question mark, which is a key as often as not.</summary>
    [JsonIgnore]
    public string Shown => Host.Length > 0 ? $"{Host}:{Port}" : Url.Split('?')[0];
}

/// <summary>A way out with its secret: never to be answered.</summary>
internal sealed record OpenChannel(string Id, ChannelKind Kind, string Name, ChannelTarget Target, string Secret)
{
    /// <summary>Robots take 20 messages a minute and shut for ten when there are more; one more second is for clocks that differ.</summary>
    public static readonly TimeSpan RobotPace = TimeSpan.FromSeconds(61.0 / 20);

    public bool IsRobot => Kind is ChannelKind.Wecom or ChannelKind.Dingtalk;
}

/// <summary>A way out as its administrators see it: its secrets never leave the hub.</summary>
/// <param name="Address">Server and port, or the address without its key.</param>
/// <param name="HasSecret">A password or a signing key is kept.</param>
/// <param name="Paused">Nothing is sent on it, and what happens meanwhile is not kept for it.</param>
/// <param name="Rule">What the group or program gets; null where people choose for themselves, and until somebody has.</param>
internal sealed record NoticeChannel(
    string Id,
    ChannelKind Kind,
    string Name,
    TreePlace Scope,
    string Address,
    string Host,
    int Port,
    MailSecurity Security,
    string User,
    string Sender,
    bool HasSecret,
    bool Paused,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    WebhookCounts Deliveries,
    OwnNotice? Rule);

/// <summary>A way out that one may choose.</summary>
internal sealed record OfferedChannel(string Id, ChannelKind Kind, string Name);
