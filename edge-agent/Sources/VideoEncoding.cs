namespace Tongtang.EdgeAgent.Sources;

/// <summary>How pictures are encoded on the box: H.264, a keyframe each second, no B-frames, nothing held back. Pure.</summary>
internal static class VideoEncoding
{
    /// <summary>Tried in this order; the last one is always there.</summary>
    public static readonly IReadOnlyList<string> Encoders = ["h264_nvenc", "h264_qsv", "h264_vaapi", "h264_v4l2m2m", "libx264"];

    /// <param name="filters">Before the encoder; may be empty.</param>
    /// <param name="cheap">For made-up pictures: as little work as possible.</param>
    public static IReadOnlyList<string> Arguments(string encoder, string filters, int kbps, bool cheap)
    {
        var format = encoder switch
        {
            "h264_vaapi" => "format=nv12,hwupload",
            "h264_qsv" => "format=nv12",
            _ => "format=yuv420p",
        };
        return
        [
            "-vf", filters.Length > 0 ? $"{filters},{format}" : format,
            "-c:v", encoder, .. Of(encoder, cheap),
            "-bf", "0", "-g", "600", "-force_key_frames", "expr:gte(t,n_forced*1)",
            "-b:v", $"{kbps}k", "-maxrate", $"{kbps * 3 / 2}k", "-bufsize", $"{kbps * 2}k",
        ];
    }

    /// <summary>A second of a small picture through the encoder: it works on this machine or it does not.</summary>
    public static IReadOnlyList<string> Trial(string encoder) =>
    [
        "-hide_banner", "-nostdin", "-loglevel", "error",
        .. encoder == "h264_vaapi" ? new[] { "-vaapi_device", "/dev/dri/renderD128" } : [],
        "-f", "lavfi", "-i", "color=size=640x360:rate=25:duration=0.4",
        .. Arguments(encoder, "", 500, cheap: false), "-f", "null", "-",
    ];

    private static string[] Of(string encoder, bool cheap) => encoder switch
    {
        "h264_nvenc" => ["-preset", "p3", "-tune", "ll", "-forced-idr", "1"],
        "h264_qsv" => ["-preset", "veryfast", "-forced_idr", "1"],
        "h264_vaapi" or "h264_v4l2m2m" => [],
        _ => ["-preset", cheap ? "ultrafast" : "veryfast", "-tune", "zerolatency", "-sc_threshold", "0", "-forced-idr", "1"],
    };
}
