using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Tests.Sources;

public sealed class CaptureArgumentsTests
{
    private const string EveryPicture = "-f mp4 -movflags cmaf+frag_discont+frag_every_frame -output_ts_offset 1 -flush_packets 1";
    private const string SomeSound = "-f mp4 -movflags cmaf+frag_discont -frag_duration 40000 -output_ts_offset 1 -flush_packets 1";
    private const string Quiet = "-hide_banner -nostdin -nostats -loglevel error";
    private static readonly CapturePaths _paths = new("/data/run/a.ffconcat", "unix:/data/run/a");
    private static readonly CaptureMachine _linux = new();
    private static readonly CaptureMachine _windows = new() { Windows = true };

    [Fact]
    public void Rtsp_H264AndAac_BothCopiedAndTheAddressOnlyInThePlaylist()
    {
        var plan = Plan(new() { Name = "a", Kind = SourceKind.Rtsp, Address = "rtsp://u:it's@10.0.0.7/main" }, new() { VideoCodec = "h264", AudioCodec = "aac" });
        Assert.Equal(
            $"{Quiet} -fflags +discardcorrupt -f concat -safe 0 -protocol_whitelist file,crypto,rtsp,rtsps,rtp,tcp,udp,tls,http,https -i /data/run/a.ffconcat "
            + $"-map 0:v:0 -c:v copy {EveryPicture} pipe:1 -map 0:a:0 -c:a copy -bsf:a aac_adtstoasc {SomeSound} unix:/data/run/a",
            string.Join(' ', plan.Arguments));
        Assert.Equal(
            "ffconcat version 1.0\nfile 'rtsp://u:it'\\''s@10.0.0.7/main'\noption rtsp_transport 'tcp'\noption timeout '4000000'\noption analyzeduration '2000000'\n",
            plan.Playlist);
    }

    [Fact]
    public void Rtsp_H265AndG711_Encoded()
    {
        var arguments = Line(new() { Name = "a", Kind = SourceKind.Rtsp, Address = "rtsp://h/" }, new() { VideoCodec = "hevc", AudioCodec = "pcm_alaw", Width = 1920, Height = 1080 });
        Assert.Contains("-c:v libx264 -preset veryfast -tune zerolatency", arguments);
        Assert.Contains("-force_key_frames expr:gte(t,n_forced*1)", arguments);
        Assert.Contains("-b:v 4665k", arguments);
        Assert.Contains("-map 0:a:0 -c:a aac -ar 48000 -ac 1 -b:a 64k", arguments);
    }

    [Fact]
    public void Rtsp_NoSound_OneOutput()
    {
        var plan = Plan(new() { Name = "a", Kind = SourceKind.Rtsp, Address = "rtsp://h/" }, new() { VideoCodec = "h264" });
        Assert.Equal((true, false), (plan.HasPicture, plan.HasSound));
        Assert.DoesNotContain("unix:/data/run/a", plan.Arguments);
    }

    [Fact]
    public void Usb_LinuxAndWindows()
    {
        SourceOptions source = new() { Name = "a", Kind = SourceKind.Usb, Address = "/dev/video2", Width = 1920, Height = 1080, FramesPerSecond = 30 };
        Assert.Contains("-f v4l2 -input_format mjpeg -framerate 30 -video_size 1920x1080 -i /dev/video2", Line(source, new() { UsbFormat = "mjpeg" }));
        Assert.Contains("-f dshow -rtbufsize 64M -framerate 30 -video_size 1920x1080 -i video=HD Cam", Line(source with { Address = "HD Cam" }, new(), _windows));
    }

    [Fact]
    public void Screen_LinuxAndWindows()
    {
        SourceOptions source = new() { Name = "a", Kind = SourceKind.Screen };
        Assert.Contains("-f x11grab -framerate 15 -i :0 ", Line(source, new()));
        Assert.Contains("-f gdigrab -framerate 15 -i desktop", Line(source, new(), _windows));
        Assert.Contains("-i ddagrab=framerate=15,hwdownload,format=bgra", Line(source, new(), _windows with { DuplicatesDesktop = true }));
        Assert.Contains("-vf scale=1280:720,format=yuv420p", Line(source with { Width = 1280, Height = 720 }, new()));
    }

    [Fact]
    public void Microphone_LinuxAndWindows()
    {
        SourceOptions source = new() { Name = "a", Kind = SourceKind.Microphone };
        Assert.Equal($"{Quiet} -f pulse -i default -map 0:a:0 -c:a aac -ar 48000 -ac 2 -b:a 128k {SomeSound} pipe:1", Line(source, new()));
        Assert.Contains("-f alsa -i hw:1,0", Line(source with { Address = "hw:1,0" }, new()));
        Assert.Contains("-f dshow -audio_buffer_size 50 -i audio=Room", Line(source with { Address = "Room" }, new(), _windows));
    }

    [Fact]
    public void File_PacedAndLooped() =>
        Assert.Contains("-re -stream_loop -1 -i ./-odd.mp4", Line(new() { Name = "a", Kind = SourceKind.File, Address = "-odd.mp4" }, new() { VideoCodec = "h264" }));

    [Fact]
    public void Test_SoundAlone_IsOneOutput()
    {
        var plan = Plan(new() { Name = "a", Kind = SourceKind.Test, Role = SourceRole.Audio }, new());
        Assert.Equal((false, true), (plan.HasPicture, plan.HasSound));
    }

    [Theory]
    [InlineData("h264_vaapi", "-vaapi_device /dev/dri/renderD128", "format=nv12,hwupload")]
    [InlineData("h264_nvenc", "-tune ll", "format=yuv420p")]
    [InlineData("h264_qsv", "-forced_idr 1", "format=nv12")]
    [InlineData("h264_v4l2m2m", "-c:v h264_v4l2m2m", "format=yuv420p")]
    public void Encoder_OfTheMachine_Used(string encoder, string expected, string format)
    {
        var line = Line(new() { Name = "a", Kind = SourceKind.Screen }, new(), _linux with { Encoder = encoder });
        Assert.Contains(expected, line);
        Assert.Contains(format, line);
    }

    [Fact]
    public void UserSession_OtherAccount_ByItsOwnDesktop()
    {
        SourceOptions source = new() { Name = "a", Kind = SourceKind.Screen, Address = ":1", User = "teacher", XAuthority = "/home/teacher/.Xauthority" };
        var (program, arguments, _) = UserSession.Command(source, "ffmpeg", ["-i", ":1"], windows: false, "tongtang");
        Assert.Equal("sudo -n -u teacher -- env DISPLAY=:1 XAUTHORITY=/home/teacher/.Xauthority ffmpeg -i :1", $"{program} {string.Join(' ', arguments)}");
        Assert.Equal("ffmpeg", UserSession.Command(source, "ffmpeg", [], windows: false, "teacher").Program);
    }

    [Theory]
    [InlineData("open rtsp://admin:secret@10.0.0.7/main failed", "open rtsp://…@10.0.0.7/main failed")]
    [InlineData("rtsp://a:p@ss@h/x and rtsp://b:c@h/y", "rtsp://…@h/x and rtsp://…@h/y")]
    [InlineData("rtsp://camera/main", "rtsp://camera/main")]
    public void Redact_Credentials_Gone(string text, string expected) => Assert.Equal(expected, SecretAddress.Redact(text));

    [Fact]
    public void Redact_ThePasswordByItself_Gone() =>
        Assert.Equal("401 for …, …", SecretAddress.Redact("401 for p@ss, p%40ss", "rtsp://admin:p%40ss@camera/main"));

    [Fact]
    public void Parse_ProbesAnswer_CodecsAndSize()
    {
        var facts = SourceProbe.Parse("""{"streams":[{"codec_type":"audio","codec_name":"pcm_mulaw"},{"codec_type":"video","codec_name":"hevc","width":2560,"height":1440},{"codec_type":"data"}]}""");
        Assert.Equal(new SourceFacts { VideoCodec = "hevc", AudioCodec = "pcm_mulaw", Width = 2560, Height = 1440 }, facts);
    }

    private static CapturePlan Plan(SourceOptions source, SourceFacts facts, CaptureMachine? machine = null) => CaptureArguments.For(source, facts, machine ?? _linux, _paths);

    private static string Line(SourceOptions source, SourceFacts facts, CaptureMachine? machine = null) => string.Join(' ', Plan(source, facts, machine).Arguments);
}
