using Tongtang.EdgeAgent.Copies;

namespace Tongtang.EdgeAgent.Tests.Copies;

public sealed class CopyTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("数学", "2026-11-21 08.00 数学 teacher.mp4")]
    [InlineData("a/b\\c:d*e?f\"g<h>i|j", "2026-11-21 08.00 a_b_c_d_e_f_g_h_i_j teacher.mp4")]
    [InlineData("../../etc/passwd", "2026-11-21 08.00 _.._etc_passwd teacher.mp4")]
    [InlineData("  ...  ", "2026-11-21 08.00 teacher.mp4")]
    [InlineData("", "2026-11-21 08.00 teacher.mp4")]
    [InlineData("con", "2026-11-21 08.00 _con teacher.mp4")]
    [InlineData("tab\tnew\nline\0", "2026-11-21 08.00 tab_new_line_ teacher.mp4")]
    public void FileName_AnyTitle_IsOneThatEverySystemTakes(string title, string expected) =>
        Assert.Equal(expected, FileNames.For(title, Start, "teacher"));

    [Fact]
    public void FileName_TenThousandEmoji_IsShortAndCutBetweenThem()
    {
        var name = FileNames.Clean(string.Concat(Enumerable.Repeat("👩‍🏫", 2000)));
        Assert.InRange(name.Length, 60, 80);
        Assert.Equal(0, name.Length % 5);
    }

    [Fact]
    public void Mounts_WritableAndRemovable_AreOffered()
    {
        const string mounts = """
            /dev/sda1 / ext4 rw,relatime 0 0
            /dev/sdb1 /media/Lehrer\040Stick vfat rw,nosuid 0 0
            /dev/sdc1 /media/locked vfat ro,nosuid 0 0
            tmpfs /tmp tmpfs rw 0 0

            """;
        Assert.Equal(["/media/Lehrer Stick"], UsbDrives.ParseMounts(mounts, device => device is "sdb1" or "sdc1"));
    }

    [Theory]
    [InlineData("out_time_us=5000000", 0.5)]
    [InlineData("out_time_us=99000000", 1.0)]
    [InlineData("out_time_us=N/A", null)]
    [InlineData("frame=12", null)]
    public void Progress_OfFfmpeg_IsAPartOfTheWhole(string line, double? expected) =>
        Assert.Equal(expected, CopyWriter.ParseProgress(line, TimeSpan.FromSeconds(10)));
}
