using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Alarms;

/// <summary>The section <c>Alarms</c>.</summary>
internal sealed record AlarmsSettings : IValidatableObject
{
    /// <summary>When boxes must be there, as <see cref="Alarms.LessonHours"/> reads it; empty: never.</summary>
    public string LessonHours { get; init; } = "Mon-Fri 08:00-17:30";

    /// <summary>Where these hours hold: a name of the IANA time zone database.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>So long a box must be away in lesson hours before that is an alarm.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "08:00:00")]
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>So long boxes may take to come back after the hub has started.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "08:00:00")]
    public TimeSpan RestartGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Raised again within this time, it is the same alarm once more and not another one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SameWithin { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long cleared alarms are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Life { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Open alarms that one room may have; further ones of its box are counted and not taken.</summary>
    [Range(10, 1000)]
    public int OpenPerRoom { get; init; } = 100;

    /// <summary>Cleared alarms that are kept of one room.</summary>
    [Range(10, 100_000)]
    public int ClearedPerRoom { get; init; } = 1000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)) yield return new ValidationResult($"TimeZone is \"{TimeZone}\"; allowed: a name of the IANA time zone database, such as Asia/Shanghai");
        else if (Alarms.LessonHours.Parse(LessonHours, zone) is null) yield return new ValidationResult($"LessonHours is \"{LessonHours}\"; allowed: such as Mon-Fri 08:00-17:30, Sat 08:00-12:00, or empty for never");
    }
}
