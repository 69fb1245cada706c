using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Notices;

/// <summary>The section <c>Notices</c>. Where messages may go is said by the section <c>Webhooks</c>.</summary>
internal sealed record NoticesSettings : IValidatableObject
{
    /// <summary>Alarms that come within this time of each other make one message.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan GroupWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>At least so long between two messages to the same person or group.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>An alarm that is raised again within this time after it was told is not told again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>An urgent alarm must stay over for so long before that is told.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ClearedAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A message that could not be sent for so long is given up.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long the log of what was sent is kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan LogLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>PEM file of the authority that signed the mail servers' certificates; empty: those that the machine trusts.</summary>
    public string MailAuthority { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MailAuthority.Length > 0 && !File.Exists(MailAuthority)) yield return new ValidationResult($"MailAuthority is \"{MailAuthority}\"; allowed: a PEM file that is there");
    }
}
