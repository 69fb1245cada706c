using Tongtang.EdgeAgent.Installer;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Tests.Installer;

public sealed class SourceSecretsTests
{
    private static readonly SourceOptions Camera = new() { Name = "teacher", Kind = SourceKind.Rtsp, Address = "rtsp://admin:s3cret/@x@10.0.0.5:554/main" };

    [Theory]
    [InlineData("rtsp://admin:s3cret@10.0.0.5:554/main", "rtsp://admin:***@10.0.0.5:554/main")]
    [InlineData("rtsp://10.0.0.5/main", "rtsp://10.0.0.5/main")]
    [InlineData("rtsp://admin@10.0.0.5/main", "rtsp://admin@10.0.0.5/main")]
    [InlineData("/dev/video0", "/dev/video0")]
    public void Hide_Password_BecomesTheMask(string address, string expected) =>
        Assert.Equal(expected, SourceSecrets.Hide(Camera with { Address = address }).Address);

    [Fact]
    public void Restore_SameCamera_PutsThePasswordBack()
    {
        var known = Camera with { Address = "rtsp://admin:s3cret@10.0.0.5:554/main" };
        var wanted = known with { Address = "rtsp://admin:***@10.0.0.5:554/second", DelayMs = 40 };
        Assert.Equal("rtsp://admin:s3cret@10.0.0.5:554/second", SourceSecrets.Restore(wanted, [known]).Address);
    }

    [Fact]
    public void Restore_AnotherHost_AsksForThePasswordAgain()
    {
        var known = Camera with { Address = "rtsp://admin:s3cret@10.0.0.5:554/main" };
        var error = Assert.Throws<SourcesException>(() => SourceSecrets.Restore(known with { Address = "rtsp://admin:***@evil.example/main" }, [known]));
        Assert.DoesNotContain("s3cret", error.Message);
    }
}
