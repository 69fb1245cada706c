namespace Tongtang.EdgeAgent.Monitor;

/// <summary>
/// The command lines of the two processes that look at one source and listen to it. Pure. Both read fragments from
/// their standard input and end with it.
/// </summary>
internal static class MonitorArguments
{
    /// <summary>Of the sound that comes back: 16 bit, mono; enough for a level and for a clap's edge.</summary>
    public const int SampleRate = 8000;

    /// <summary>
    /// Nothing is to be collected before the first result. Not <c>-fflags nobuffer</c>: it throws away what was read
    /// while probing, which here is the first picture.
    /// </summary>
    private static readonly string[] Input = ["-hide_banner", "-v", "error", "-probesize", "32768", "-analyzeduration", "0"];

    /// <summary>
    /// One JPEG for every keyframe, one behind the other. One thread and low_delay: otherwise a decoder that is given
    /// one picture a second holds each back by as many seconds as it has threads.
    /// </summary>
    public static IReadOnlyList<string> Picture(int width) =>
    [
        .. Input, "-flags", "low_delay", "-threads", "1", "-f", "mp4", "-i", "pipe:0",
        "-vsync", "passthrough", "-vf", $"scale={width}:-2:flags=fast_bilinear", "-c:v", "mjpeg", "-q:v", "6", "-pix_fmt", "yuvj420p", "-threads", "1",
        "-flush_packets", "1", "-f", "image2pipe", "pipe:1",
    ];

    /// <summary>Samples, 16 bit little-endian mono at <see cref="SampleRate"/>.</summary>
    public static IReadOnlyList<string> Sound { get; } =
        [.. Input, "-f", "mp4", "-i", "pipe:0", "-ac", "1", "-ar", $"{SampleRate}", "-c:a", "pcm_s16le", "-flush_packets", "1", "-f", "s16le", "pipe:1"];
}
