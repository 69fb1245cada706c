using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Agents;

/// <summary>The section <c>Agents</c>.</summary>
internal sealed record AgentSettings
{
    /// <summary>Where classroom boxes connect; the same address as the pages' shares their port.</summary>
    public Uri Listen { get; init; } = new("https://127.0.0.1:8701");

    /// <summary>host:port that boxes dial, for join codes; empty: taken from Listen, or this machine's name when that is every address.</summary>
    [RegularExpression(@"^$|^[^\s/@]+:\d{1,5}$", ErrorMessage = "host:port, such as hub.example.edu.cn:8701, or empty")]
    public string Address { get; init; } = "";

    /// <summary>How often a box proves that it is there; silent for three times as long it counts as offline.</summary>
    [Range(1, 300)]
    public int ProbeIntervalSeconds { get; init; } = 10;

    /// <summary>Boxes that may be connected at the same time; further ones are told to come back later.</summary>
    [Range(1, 100_000)]
    public int MaxConnected { get; init; } = 12_000;

    /// <summary>New links that are taken per second; further ones are told when there is room.</summary>
    [Range(1, 10_000)]
    public int LinksPerSecond { get; init; } = 100;

    /// <summary>Certificates that are renewed or recovered per second; further boxes are told when there is room.</summary>
    [Range(1, 1_000)]
    public int CertificatesPerSecond { get; init; } = 20;

    /// <summary>A box whose certificate ended longer ago needs a new join code.</summary>
    [Range(typeof(TimeSpan), "0.00:00:00", "3650.00:00:00")]
    public TimeSpan RecoverWithin { get; init; } = TimeSpan.FromDays(730);

    /// <summary>How long it is kept when boxes came and went.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00")]
    public TimeSpan PresenceLife { get; init; } = TimeSpan.FromDays(180);
}
