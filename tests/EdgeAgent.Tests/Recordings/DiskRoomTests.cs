using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Tests.Recordings;

public sealed class DiskRoomTests
{
    private const long Gigabyte = 1_000_000_000;
    private static readonly RecordingOptions s_options = new();

    [Fact]
    public void For_LargeDisk_TheComingHourAndNeverLessThanTheSettings()
    {
        Assert.Equal(new DiskRoom(8 * Gigabyte, Gigabyte), DiskRoom.For(null, 500 * Gigabyte, s_options));
        Assert.Equal(new DiskRoom(14_400_000_000, 2_400_000_000), DiskRoom.For(4_000_000, 500 * Gigabyte, s_options));
    }

    [Fact]
    public void Reserve_Reached_MediaGoesOnWithHalfAsMuchAgain()
    {
        var free = 100L;
        var reserve = new DiskReserve { DiskForTests = () => (free * 1_000_000, Gigabyte) };
        reserve.Require("");
        free = 31;
        Assert.Throws<IOException>(() => reserve.Require(""));
        free = 47;
        Assert.Throws<IOException>(() => reserve.Require(""));
        free = 48;
        reserve.Require("");
        free = 33;
        reserve.Require("");
    }

    [Fact]
    public void For_SmallDisk_MostOfItIsUsed()
    {
        Assert.Equal(new DiskRoom(750_000_000, 375_000_000), DiskRoom.For(500_000, 3 * Gigabyte, s_options));
        Assert.Equal(new DiskRoom(16_000_000, 8_000_000), DiskRoom.For(null, 64_000_000, s_options));
        // Nothing can be recorded on six megabytes, and that is said before, not found out after.
        Assert.Equal(new DiskRoom(8_000_000, 8_000_000), DiskRoom.For(null, 6_000_000, s_options));
    }
}
