using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Readings;

/// <summary>The section <c>Readings</c>.</summary>
internal sealed record ReadingsSettings
{
    /// <summary>How long readings are kept as they came.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan RawLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long their minutes are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "7300.00:00:00")]
    public TimeSpan MinuteLife { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long their hours are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan HourLife { get; init; } = TimeSpan.FromDays(3650);

    /// <summary>How long events and alarms are kept as they came.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan EventLife { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Megabytes of batches that wait for the disk; further ones are told when to come back.</summary>
    [Range(1, 1024)]
    public int LineMegabytes { get; init; } = 1;

    /// <summary>Series (a quantity of a device) that one room may have.</summary>
    [Range(1, 100_000)]
    public int SeriesPerRoom { get; init; } = 1000;
}
