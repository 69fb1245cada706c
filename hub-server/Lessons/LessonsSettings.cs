using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Lessons;

/// <summary>The section <c>Lessons</c>.</summary>
internal sealed record LessonsSettings : IValidatableObject
{
    /// <summary>How long before the bell the rooms try picture, sound and line.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan CheckBefore { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>So long after the bell a lesson may still begin, when the host's box comes late.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>One that begins no later after its planned start began on time.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan OnTimeWithin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where lessons are planned by wall time: a name of the IANA time zone database.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)) yield return new ValidationResult($"TimeZone is \"{TimeZone}\"; allowed: a name of the IANA time zone database, such as Asia/Shanghai");
    }
}
