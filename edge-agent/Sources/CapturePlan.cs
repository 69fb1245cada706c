namespace Tongtang.EdgeAgent.Sources;

/// <summary>What the box and its ffmpeg can do, found out by trial.</summary>
internal sealed record CaptureMachine
{
    public bool Windows { get; init; }

    /// <summary>ffmpeg's name of the H.264 encoder to use.</summary>
    public string Encoder { get; init; } = "libx264";

    /// <summary>drawtext finds a font.</summary>
    public bool DrawsText { get; init; }

    /// <summary>The flite filter speaks.</summary>
    public bool Speaks { get; init; }

    /// <summary>Windows: the desktop duplication grabber is there (ffmpeg 6 and later).</summary>
    public bool DuplicatesDesktop { get; init; }
}

/// <summary>What a probe found at a source; codecs by ffmpeg's names, empty: none.</summary>
internal sealed record SourceFacts
{
    public string VideoCodec { get; init; } = "";

    public string AudioCodec { get; init; } = "";

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>v4l2: <c>mjpeg</c> when the camera has it, since raw pictures do not fit through USB 2.</summary>
    public string UsbFormat { get; init; } = "";
}

/// <summary>One capture, ready to run. Pictures come on stdout; sound too when it is alone, else through the second output.</summary>
internal sealed record CapturePlan
{
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>To be written to the playlist's path, 0600, before the start; null: none is needed.</summary>
    public string? Playlist { get; init; }

    public required bool HasPicture { get; init; }

    public required bool HasSound { get; init; }
}

/// <summary>Where a capture's second output goes and where its playlist lies.</summary>
/// <param name="SoundOutput">An address ffmpeg writes to: <c>unix:/…</c> or <c>\\.\pipe\…</c>.</param>
internal sealed record CapturePaths(string Playlist, string SoundOutput);
