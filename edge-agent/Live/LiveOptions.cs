using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Live;

/// <summary>Settings of the section "Live"; appsettings.json says what each means.</summary>
internal sealed record LiveOptions
{
    [Range(0d, 10_000d)]
    public double MegabitsPerSecond { get; init; }

    internal double? BytesPerSecond => MegabitsPerSecond > 0 ? MegabitsPerSecond * 1_000_000 / 8 : null;
}
