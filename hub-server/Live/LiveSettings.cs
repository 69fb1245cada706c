using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Live;

/// <summary>The section <c>Live</c>.</summary>
internal sealed record LiveSettings
{
    /// <summary>Viewers of live sources at the same time; further ones are asked to come back.</summary>
    [Range(1, 100_000)]
    public int MaxViewers { get; init; } = 1000;

    /// <summary>Requests that wait for the next piece of a running lesson at the same time; further ones are asked to come back.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>Memory for pieces of running lessons that are not stored yet.</summary>
    [Range(1, 65_536)]
    public int PartsMegabytes { get; init; } = 512;
}
