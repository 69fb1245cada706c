using Tongtang.EdgeAgent.Playback;

namespace Tongtang.EdgeAgent.Tests.Playback;

public sealed class BrowserCommandTests
{
    private static readonly Uri s_page = new("http://127.0.0.1:8710/receive?shown=k");

    [Theory]
    [InlineData("auto", "/usr/bin/google-chrome", "/usr/bin/google-chrome")]
    [InlineData("auto", "/opt/other", null)]
    [InlineData("mybrowser", "/opt/bin/mybrowser", "/opt/bin/mybrowser")]
    [InlineData("/opt/b", "/opt/b", "/opt/b")]
    [InlineData("/opt/b", "/usr/bin/chromium", null)]
    [InlineData("", "/usr/bin/chromium", null)]
    public void Browser_IsFoundWhereItIs(string wanted, string there, string? expected) =>
        Assert.Equal(expected, BrowserCommand.Find(wanted, windows: false, ["/opt/bin", "/usr/bin"], path => path == there));

    [Fact]
    public void Command_ShowsOnePageFullScreenWithSound()
    {
        var options = new DisplayOptions { Screen = ":7", XAuthority = "/run/x", Arguments = ["--force-device-scale-factor=2"] };
        var (program, arguments, environment) = BrowserCommand.Of(options, "/usr/bin/chromium", "/data/browser", s_page, windows: false, "tongtang");
        Assert.Equal("/usr/bin/chromium", program);
        Assert.Contains("--kiosk", arguments);
        Assert.Contains("--autoplay-policy=no-user-gesture-required", arguments);
        Assert.Contains("--user-data-dir=/data/browser", arguments);
        Assert.Equal(["--force-device-scale-factor=2", s_page.AbsoluteUri], arguments.TakeLast(2));
        Assert.Equal((":7", "/run/x"), (environment["DISPLAY"], environment["XAUTHORITY"]));
    }

    /// <summary>The account at the desktop has a profile of its own: it may not look into the box's data.</summary>
    [Fact]
    public void Command_AsTheDesktopsUser()
    {
        var (program, arguments, _) = BrowserCommand.Of(new DisplayOptions { Screen = ":0", User = "teacher" }, "/usr/bin/chromium", "/data/browser", s_page, windows: false, "tongtang");
        Assert.Equal("sudo", program);
        Assert.Equal(["-n", "-u", "teacher", "--", "env", "DISPLAY=:0", "/usr/bin/chromium"], arguments.Take(7));
        Assert.DoesNotContain(arguments, argument => argument.Contains("/data/browser", StringComparison.Ordinal));
    }
}
