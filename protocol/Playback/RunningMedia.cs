using Microsoft.AspNetCore.Http;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// Asked before what is stored: of a recording that runs, something may be known that is not stored yet. Each answers
/// whether it has sent anything.
/// </summary>
public sealed record RunningMedia
{
    /// <summary>A media playlist of a view.</summary>
    public required Func<HttpContext, string, string, ViewPage, Task<bool>> SendPlaylistAsync { get; init; }

    /// <summary>A segment, by recording, track, epoch and number.</summary>
    public required Func<HttpContext, string, string, int, int, Task<bool>> SendSegmentAsync { get; init; }
}
