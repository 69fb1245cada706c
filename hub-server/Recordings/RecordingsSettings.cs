using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Recordings;

/// <summary>The section <c>Recordings</c>.</summary>
internal sealed record RecordingsSettings : IValidatableObject
{
    /// <summary>How long deleted recordings lie in the recycle bin.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan BinLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>From which visibility on somebody has to approve.</summary>
    public ApprovalFrom ApprovalFrom { get; init; } = ApprovalFrom.District;

    /// <summary>When what was kept long enough goes into it, and what is over goes for good, every night.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:59:00")]
    public TimeSpan EmptyAt { get; init; } = new(2, 30, 0);

    /// <summary>Where that is the time.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)) yield return new ValidationResult($"TimeZone is \"{TimeZone}\"; allowed: a name of the IANA time zone database, such as Asia/Shanghai");
    }
}
