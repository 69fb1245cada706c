using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Tests.Sources;

public sealed class SourceRulesTests
{
    private static readonly SourceOptions _good = new() { Name = "teacher", Kind = SourceKind.Rtsp, Address = "rtsp://admin:pa55word@10.0.0.7/main" };

    [Fact]
    public void Check_EveryKind_Accepted()
    {
        SourceOptions[] sources =
        [
            _good with { AudioFrom = "mic" },
            new() { Name = "usb", Kind = SourceKind.Usb, Address = "/dev/video0", Width = 1280, Height = 720 },
            new() { Name = "screen", Kind = SourceKind.Screen, Role = SourceRole.Screen, User = "teacher" },
            new() { Name = "mic", Kind = SourceKind.Microphone, Role = SourceRole.Audio },
            new() { Name = "file", Kind = SourceKind.File, Address = "/media/a.mp4" },
            new() { Name = "board", Kind = SourceKind.Onvif, Address = "camera-1" },
            new() { Name = "front", Kind = SourceKind.Onvif, Address = "http://admin:pa55word@10.0.0.8:8080/onvif/device_service#main" },
            new() { Name = "test", Kind = SourceKind.Test, Audio = "spoken" },
        ];
        Assert.Empty(SourceRules.Check(sources));
    }

    [Theory]
    [InlineData("", "Sources:0:Name is \"\"")]
    [InlineData("Teacher", "Sources:0:Name is \"Teacher\"")]
    [InlineData("-a", "Sources:0:Name")]
    [InlineData("tracks", "\"tracks\" is reserved")]
    [InlineData("../../etc", "Sources:0:Name")]
    [InlineData("a23456789012345678901234567890123", "1 to 32")]
    public void Check_Name_Refused(string name, string expected) => Refused(_good with { Name = name }, expected);

    [Theory]
    [InlineData("Rtsp", "http://camera/", "rtsp:// or rtsps://")]
    [InlineData("Rtsp", "", "rtsp://")]
    [InlineData("Rtsp", "rtsp://h/\nfile /etc/passwd", "no control characters")]
    [InlineData("File", "http://elsewhere/x.mp4", "path of a media file on this machine")]
    [InlineData("File", "", "the path")]
    [InlineData("Usb", "", "/dev/video0")]
    [InlineData("Onvif", "", "id of an ONVIF camera")]
    [InlineData("Onvif", "rtsp://10.0.0.8/main", "http:// or https://")]
    [InlineData("Onvif", "Camera 1", "id of an ONVIF camera")]
    [InlineData("Usb", "-f", "does not begin with -")]
    public void Check_Address_Refused(string kind, string address, string expected) => Refused(_good with { Kind = Enum.Parse<SourceKind>(kind), Address = address }, expected);

    [Fact]
    public void Check_WrongAddressWithAPassword_MessageHasNone()
    {
        var fault = Assert.Single(SourceRules.Check([_good with { Address = "http://admin:pa55word@camera/" }]));
        Assert.DoesNotContain("pa55word", fault);
    }

    [Fact]
    public void Check_NumbersAndWords_Refused()
    {
        Refused(_good with { DelayMs = 6000 }, "Sources:0:DelayMs is \"6000\"; allowed: a whole number from -5000 to 5000.");
        Refused(_good with { FramesPerSecond = 61 }, "from 1 to 60");
        Refused(_good with { VideoKbps = 5 }, "from 100 to 50000");
        Refused(_good with { Width = 640 }, "Width and Height both, or neither");
        Refused(_good with { Width = 641, Height = 361 }, "even numbers");
        Refused(_good with { Audio = "loud" }, "Sources:0:Audio is \"loud\"; allowed: auto, none.");
        Refused(_good with { User = "a; rm -rf /" }, "the name of an account");
    }

    [Fact]
    public void Check_Together_Refused()
    {
        Assert.Contains("a name of its own", Assert.Single(SourceRules.Check([_good, _good])));
        Assert.Contains("no other source has sound", Assert.Single(SourceRules.Check([_good with { AudioFrom = "mic" }])));
        Assert.Contains("at most 8", SourceRules.Check(Enumerable.Range(0, 9).Select(i => _good with { Name = $"n{i}" }).ToList())[0]);
    }

    private static void Refused(SourceOptions source, string expected) => Assert.Contains(SourceRules.Check([source]), fault => fault.Contains(expected));
}
