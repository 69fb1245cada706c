using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Webhooks;

/// <summary>The section <c>Webhooks</c>.</summary>
internal sealed record WebhooksSettings
{
    /// <summary>Allow addresses of this machine and of private networks: a person with a console could reach what only the hub can.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Allow http beside https.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>How long the log of what was sent is kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan LogLife { get; init; } = TimeSpan.FromDays(30);
}
