namespace Tongtang.EdgeAgent.Sources;

/// <summary>ffmpeg's arguments for every kind of source, on Linux and on Windows. Pure.</summary>
/// <remarks>
/// Each track has an output of its own. With both in one, ffmpeg 5.1 stamps pictures that wait for sound with the next
/// one's time (movenc.c, mov_flush_fragment). <c>frag_discont</c> makes tfdt the true decode time instead of counting from
/// the track's first packet, so that the two outputs stay in step; <c>output_ts_offset</c> keeps it positive, since AAC
/// begins with a frame of priming before 0. A fragment is written for every frame, so that a lesson can be watched as it
/// happens; sound comes two frames at a time, since each of its boxes is as large as what it holds. Against one
/// fragment for 0.2 s this costs a sixth more of ffmpeg (copying 4 Mbit/s: 9.0 instead of 7.7 ms of a core in a second).
/// </remarks>
internal static class CaptureArguments
{
    /// <summary>
    /// How long ffmpeg waits for a camera's next word. It waits twice, and after the first time hands out the picture that
    /// it held back, which looks like life to the watchdog: both together are to be over within the ten seconds after
    /// which a lost source is told.
    /// </summary>
    public static readonly TimeSpan RtspLimit = TimeSpan.FromSeconds(4);

    private static readonly string[] _quiet = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "error"];
    private static readonly string[] _everyPicture =
        ["-f", "mp4", "-movflags", "cmaf+frag_discont+frag_every_frame", "-output_ts_offset", "1", "-flush_packets", "1"];

    private static readonly string[] _someSound =
        ["-f", "mp4", "-movflags", "cmaf+frag_discont", "-frag_duration", "40000", "-output_ts_offset", "1", "-flush_packets", "1"];

    public static CapturePlan For(SourceOptions source, SourceFacts facts, CaptureMachine machine, CapturePaths paths)
    {
        var hasPicture = source.HasPicture && (source.Kind is not (SourceKind.Rtsp or SourceKind.File) || facts.VideoCodec.Length > 0);
        var hasSound = source.HasSound && (source.Kind is not (SourceKind.Rtsp or SourceKind.File) || facts.AudioCodec.Length > 0);
        var arguments = new List<string>(_quiet);
        if (machine.Encoder == "h264_vaapi") arguments.AddRange(["-vaapi_device", "/dev/dri/renderD128"]);
        arguments.AddRange(Input(source, facts, machine, paths));
        if (hasPicture) arguments.AddRange([.. Picture(source, facts, machine), .. _everyPicture, "pipe:1"]);
        if (hasSound) arguments.AddRange([.. Sound(source, facts), .. _someSound, hasPicture ? paths.SoundOutput : "pipe:1"]);
        return new CapturePlan
        {
            Arguments = arguments,
            Playlist = source.Kind == SourceKind.Rtsp ? RtspPlaylist(source.Address) : null,
            HasPicture = hasPicture,
            HasSound = hasSound,
        };
    }

    /// <summary>The input alone, for a probe too.</summary>
    public static IReadOnlyList<string> Input(SourceOptions source, SourceFacts facts, CaptureMachine machine, CapturePaths paths) => source.Kind switch
    {
        SourceKind.Rtsp => Playlist(paths.Playlist),
        SourceKind.Usb => machine.Windows ? UsbOnWindows(source) : UsbOnLinux(source, facts),
        SourceKind.Screen => Screen(source, machine),
        SourceKind.Microphone => Microphone(source.Address, machine.Windows),
        SourceKind.File => ["-re", "-stream_loop", "-1", "-i", FilePath(source.Address)],
        SourceKind.Test => TestSource.Input(source, machine),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source.Kind, "no such kind"),
    };

    public static IReadOnlyList<string> Playlist(string path) =>
    [
        "-fflags", "+discardcorrupt", "-f", "concat", "-safe", "0",
        "-protocol_whitelist", "file,crypto,rtsp,rtsps,rtp,tcp,udp,tls,http,https", "-i", path,
    ];

    /// <summary>TCP, since schools' networks lose UDP.</summary>
    public static string RtspPlaylist(string address) =>
        SecretAddress.Playlist(address, [("rtsp_transport", "tcp"), ("timeout", $"{(long)RtspLimit.TotalMicroseconds}"), ("analyzeduration", "2000000")]);

    private static List<string> UsbOnLinux(SourceOptions source, SourceFacts facts)
    {
        var arguments = new List<string> { "-f", "v4l2" };
        if (facts.UsbFormat.Length > 0) arguments.AddRange(["-input_format", facts.UsbFormat]);
        arguments.AddRange(["-framerate", $"{FramesPerSecond(source)}", "-video_size", Size(source), "-i", source.Address]);
        return arguments;
    }

    private static string[] UsbOnWindows(SourceOptions source) =>
        ["-f", "dshow", "-rtbufsize", "64M", "-framerate", $"{FramesPerSecond(source)}", "-video_size", Size(source), "-i", $"video={source.Address}"];

    private static string[] Screen(SourceOptions source, CaptureMachine machine)
    {
        var rate = FramesPerSecond(source);
        if (!machine.Windows) return ["-f", "x11grab", "-framerate", $"{rate}", "-i", source.Address.Length > 0 ? source.Address : ":0"];
        return machine.DuplicatesDesktop
            ? ["-f", "lavfi", "-i", $"ddagrab=framerate={rate},hwdownload,format=bgra"]
            : ["-f", "gdigrab", "-framerate", $"{rate}", "-i", source.Address.Length > 0 ? source.Address : "desktop"];
    }

    private static string[] Microphone(string address, bool windows)
    {
        if (windows) return ["-f", "dshow", "-audio_buffer_size", "50", "-i", $"audio={address}"];
        var alsa = address.StartsWith("hw:", StringComparison.Ordinal) || address.StartsWith("plughw:", StringComparison.Ordinal);
        return alsa ? ["-f", "alsa", "-i", address] : ["-f", "pulse", "-i", address.Length > 0 ? address : "default"];
    }

    private static IEnumerable<string> Picture(SourceOptions source, SourceFacts facts, CaptureMachine machine)
    {
        var copied = source.Kind is SourceKind.Rtsp or SourceKind.File && facts.VideoCodec == "h264";
        if (copied) return ["-map", "0:v:0", "-c:v", "copy"];
        var filters = source.Kind == SourceKind.Test ? TestSource.Filters(source, machine) : Scaling(source);
        return ["-map", "0:v:0", .. VideoEncoding.Arguments(machine.Encoder, filters, Kbps(source, facts), source.Kind == SourceKind.Test)];
    }

    /// <summary>H.264 in 4:2:0 wants even sides; a desktop or a window may have odd ones.</summary>
    private static string Scaling(SourceOptions source) =>
        source.Width > 0 && source.Kind is not SourceKind.Usb ? $"scale={source.Width}:{source.Height}" : "crop=trunc(iw/2)*2:trunc(ih/2)*2";

    private static string[] Sound(SourceOptions source, SourceFacts facts)
    {
        string[] map = ["-map", source.Kind == SourceKind.Test ? "1:a:0" : "0:a:0"];
        if (source.Kind is SourceKind.Rtsp or SourceKind.File && facts.AudioCodec == "aac")
            return [.. map, "-c:a", "copy", "-bsf:a", "aac_adtstoasc"];
        return source.Kind == SourceKind.Microphone
            ? [.. map, "-c:a", "aac", "-ar", "48000", "-ac", "2", "-b:a", "128k"]
            : [.. map, "-c:a", "aac", "-ar", "48000", "-ac", "1", "-b:a", "64k"];
    }

    private static string FilePath(string path) => Path.IsPathRooted(path) ? path : $"./{path}";

    private static string Size(SourceOptions source) => source.Width > 0 ? $"{source.Width}x{source.Height}" : "1280x720";

    private static int FramesPerSecond(SourceOptions source) =>
        source.FramesPerSecond > 0 ? source.FramesPerSecond : source.Kind == SourceKind.Screen ? 15 : 25;

    /// <summary>0.09 bit a pixel: 2 Mbit/s at 720p, 4.7 at 1080p with 25 pictures a second.</summary>
    private static int Kbps(SourceOptions source, SourceFacts facts)
    {
        if (source.VideoKbps > 0) return source.VideoKbps;
        var (width, height) = source.Width > 0 ? (source.Width, source.Height)
            : facts.Width > 0 ? (facts.Width, facts.Height)
            : source.Kind == SourceKind.Screen ? (1920, 1080) : (1280, 720);
        return Math.Clamp((int)(width * (long)height * FramesPerSecond(source) * 9 / 100_000), 400, 12_000);
    }
}
