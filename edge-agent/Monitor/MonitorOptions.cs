using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Monitor;

/// <summary>The setting <c>Monitor</c>.</summary>
internal sealed record MonitorOptions
{
    /// <summary>Off: no pictures and no levels anywhere; recording is the same.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Pixels; the height follows.</summary>
    [Range(160, 640)]
    public int PictureWidth { get; init; } = 320;
}
