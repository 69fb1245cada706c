using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>Settings of the section "Devices"; appsettings.json says what each means.</summary>
internal sealed record DevicesOptions
{
    public string? InitialFile { get; init; }

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReadingsEvery { get; init; } = TimeSpan.FromMinutes(1);
}
