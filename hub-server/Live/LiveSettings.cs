using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Live;

/// <summary>The section <c>Live</c>.</summary>
internal sealed record LiveSettings
{
    /// <summary>Viewers of live sources at the same time; further ones are asked to come back.</summary>
    [Range(1, 100_000)]
    public int MaxViewers { get; init; } = 1000;
}
