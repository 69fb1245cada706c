using FsCheck;
using FsCheck.Fluent;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Tests.Sources;

public sealed class CaptureWordsTests
{
    private static readonly SourceOptions _camera = new() { Name = "a", Kind = SourceKind.Rtsp, Address = "rtsp://u:pass%20word@10.0.0.7/main" };

    [Theory]
    [InlineData("[tcp @ 0x55] Connection to tcp://10.0.0.7:554?timeout=5000000 failed: Connection refused", "source_refused")]
    [InlineData("[rtsp @ 0x55] method DESCRIBE failed: 401 Unauthorized", "source_wrong_password")]
    [InlineData("[rtsp @ 0x55] method DESCRIBE failed: 404 Not Found", "source_not_found")]
    [InlineData("[rtsp @ 0x55] method DESCRIBE failed: 503 Service Unavailable", "source_unavailable")]
    [InlineData("[tcp @ 0x55] Failed to resolve hostname cam.lan: Name or service not known", "source_unknown_host")]
    [InlineData("rtsp://10.0.0.7/main: No route to host", "source_unreachable")]
    [InlineData("rtsp://10.0.0.7/main: Connection timed out", "source_hangs")]
    [InlineData("/data/run/a.ffconcat: Invalid data found when processing input", "source_garbled")]
    [InlineData("something nobody has read before", "source_failed")]
    [InlineData("", "source_ended")]
    public void Understand_Rtsp(string words, string code) => Assert.Equal(code, CaptureWords.Understand(_camera, words).Code);

    [Theory]
    [InlineData(nameof(SourceKind.Usb), "Cannot open video device /dev/video0: Device or resource busy", "source_device_busy")]
    [InlineData(nameof(SourceKind.Usb), "Cannot open video device /dev/video0: No such file or directory", "source_device_missing")]
    [InlineData(nameof(SourceKind.Usb), "/dev/video0: Permission denied", "source_denied")]
    [InlineData(nameof(SourceKind.Screen), "Cannot open display :0, error 1.", "source_no_desktop")]
    [InlineData(nameof(SourceKind.Microphone), "default: Connection refused", "source_device_missing")]
    [InlineData(nameof(SourceKind.File), "./lesson.mp4: No such file or directory", "source_file_missing")]
    public void Understand_Devices(string kind, string words, string code) =>
        Assert.Equal(code, CaptureWords.Understand(new() { Name = "a", Kind = Enum.Parse<SourceKind>(kind), Address = "x" }, words).Code);

    [Fact]
    public void Understand_AnyWords_NeverInTheSentenceAndNoSecretInTheLog()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), ArbMap.Default.ArbFor<NonEmptyString>(), (before, after) =>
        {
            var problem = CaptureWords.Understand(_camera, $"{before.Get} rtsp://u:pass%20word@10.0.0.7/main pass word {after.Get}");
            return !problem.Text.Contains("10.0.0.7") && problem.Text.EndsWith('.') && !problem.ToString().Contains("pass%20word") && !problem.ToString().Contains("pass word");
        }).QuickCheckThrowOnFailure();
    }
}
