using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Playback;

/// <summary>Settings of the section "Display"; appsettings.json says what each means.</summary>
internal sealed record DisplayOptions
{
    public const string Usual = "auto";

    /// <summary>A path, a name in PATH, "auto", or empty: no lesson is opened by the box.</summary>
    public string Browser { get; init; } = Usual;

    public string Screen { get; init; } = "";

    public string XAuthority { get; init; } = "";

    public string User { get; init; } = "";

    public bool HostToo { get; init; }

    [MaxLength(20)]
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
