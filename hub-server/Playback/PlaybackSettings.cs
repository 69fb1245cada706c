using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Playback;

/// <summary>The section <c>Playback</c>: what the hub makes of recordings with ffmpeg. To play them nothing is encoded.</summary>
internal sealed record PlaybackSettings
{
    /// <summary>The program, found in the path unless it is a path itself.</summary>
    [Required]
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>Threads of one encoding.</summary>
    [Range(1, 64)]
    public int EncodeThreads { get; init; } = 2;

    /// <summary>Files that are encoded at the same time.</summary>
    [Range(1, 16)]
    public int EncodeJobs { get; init; } = 1;

    /// <summary>Integrated loudness of an edited file, in LUFS (EBU R128 asks for -23).</summary>
    [Range(-40, -10)]
    public int LoudnessLufs { get; init; } = -23;
}
