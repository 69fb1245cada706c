using Tongtang.EdgeAgent.Uploads;

namespace Tongtang.EdgeAgent.Tests.Uploads;

public sealed class UploadAllowanceTests
{
    private static readonly UploadWindow Night = new() { From = new(22, 0), To = new(6, 0), MegabitsPerSecond = 0 };
    private static readonly UploadWindow Noon = new() { From = new(12, 0), To = new(13, 0), MegabitsPerSecond = 8 };

    [Theory]
    [InlineData("08:00", true, 250_000d)]
    [InlineData("12:00", true, 1_000_000d)]
    [InlineData("12:59", true, 1_000_000d)]
    [InlineData("13:00", true, 250_000d)]
    [InlineData("22:00", true, null)]
    [InlineData("03:00", true, null)]
    [InlineData("06:00", true, 250_000d)]
    public void At_TimeOfDay_TakesTheWindowsLimit(string time, bool open, double? bytesPerSecond)
    {
        var options = new UploadOptions { MegabitsPerSecond = 2, Windows = [Night, Noon] };
        Assert.Equal(new UploadAllowance(open, bytesPerSecond), UploadAllowance.At(options, TimeOnly.ParseExact(time, "HH:mm")));
    }

    [Theory]
    [InlineData("08:00", false)]
    [InlineData("23:30", true)]
    [InlineData("05:59", true)]
    [InlineData("06:00", false)]
    public void At_OnlyInWindows_IsClosedOutside(string time, bool open) =>
        Assert.Equal(open, UploadAllowance.At(new UploadOptions { Windows = [Night], OnlyInWindows = true }, TimeOnly.ParseExact(time, "HH:mm")).Open);

    [Fact]
    public void Contains_EqualTimes_IsTheWholeDay() => Assert.True(new UploadWindow().Contains(new TimeOnly(15, 0)));
}
