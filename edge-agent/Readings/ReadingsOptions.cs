using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Readings;

/// <summary>Settings of the section "Readings"; appsettings.json says what each means.</summary>
internal sealed record ReadingsOptions
{
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(15);

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AtLeastEvery { get; init; } = TimeSpan.FromMinutes(5);
}
