using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>The setting <c>Recording</c>.</summary>
internal sealed record RecordingOptions
{
    /// <summary>The program that captures; a name is looked up in PATH.</summary>
    [Required]
    public string Ffmpeg { get; init; } = "ffmpeg";

    [Required]
    public string Ffprobe { get; init; } = "ffprobe";

    /// <summary><c>auto</c> tries the machine's at start; else a name of ffmpeg's, e.g. <c>libx264</c>.</summary>
    [Required]
    public string Encoder { get; init; } = "auto";

    /// <summary>A capture without a byte for this long is killed and started again.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:02:00")]
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Sources stay warm for this long after a recording, so that the next one loses nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StayWarm { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A recording cut off by a crash or a power cut goes on when it was down for less than this.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "04:00:00")]
    public TimeSpan ResumeWithin { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A lesson is not cut at the bell: it runs on this long after its planned end, then it stops by itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "04:00:00")]
    public TimeSpan Overrun { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A recording without a planned end stops by itself after this.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "23:59:59")]
    public TimeSpan LongestLesson { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Below this much free space media that the hub has acknowledged is deleted, oldest first; see <see cref="DiskRoom"/>.</summary>
    [Range(100, 1_000_000)]
    public int MakeRoomBelowMegabytes { get; init; } = 8000;

    /// <summary>Below this much free space no new recording starts; see <see cref="DiskRoom"/>.</summary>
    [Range(50, 1_000_000)]
    public int RefuseStartBelowMegabytes { get; init; } = 1000;
}
