using Tongtang.EdgeAgent.Readings;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.EdgeAgent.Tests.Recordings;
using Tongtang.Harness;

namespace Tongtang.EdgeAgent.Tests.Readings;

public sealed class ReadingTests
{
    [Fact]
    public async Task Box_Enrolled_TellsTheHubHowItIs()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = [("Readings:Every", "00:00:01")] }.StartEnrolledAsync(hub);
        var names = new[] { "cpu_percent", "memory_megabytes", "disk_free_gigabytes", "clock_offset_ms", "upload_megabits_per_second", "restarts" };
        await TestHub.EventuallyAsync(() => names.All(name => hub.Readings.Items.Any(i => i.Item.Reading?.Name == name)) ? "" : null);
        Assert.All(hub.Readings.Items, i => Assert.Equal("agent", i.Item.Reading.Device));
        Assert.Equal(1, Value("restarts"));
        Assert.InRange(Value("cpu_percent"), 0, 100);
        Assert.InRange(Value("memory_megabytes"), 20, 4000);
        Assert.True(Value("disk_free_gigabytes") > 0);

        double Value(string name) => hub.Readings.Items.First(i => i.Item.Reading.Name == name).Item.Reading.Value;
    }

    [Fact]
    public void Value_Unchanged_IsStoredNowAndThen_AndWhatIsNoNumberNever()
    {
        var choice = new ReadingChoice(TimeSpan.FromMinutes(5));
        bool Stored(double value, double minutes) => choice.IsWorthStoring(new Measured("cpu_percent", value, 2), TimeSpan.FromMinutes(minutes));
        Assert.True(Stored(10, 0));
        Assert.False(Stored(11.9, 1));
        Assert.True(Stored(12, 2));
        Assert.False(Stored(12, 6.9));
        Assert.True(Stored(12, 7));
        foreach (var nonsense in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }) Assert.False(Stored(nonsense, 100));
    }

    [Fact]
    public void Processor_TimesOfTheKernel_WaitingIsNoWork() =>
        Assert.Equal((130ul, 1130ul), MachineGauge.LinuxTimes("cpu  100 10 15 900 100 2 3 0 55 0"));

    [Fact]
    public void Temperature_OfTheProcessor_GoesBeforeZones_AndNonsenseIsNone()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(MachineGauge.TemperatureCelsius(folder.Path));
        Write("thermal/thermal_zone0/temp", "41000");
        Assert.Equal(41, MachineGauge.TemperatureCelsius(folder.Path));
        Write("hwmon/hwmon0/name", "nvme");
        Write("hwmon/hwmon0/temp1_input", "80000");
        Write("hwmon/hwmon1/name", "coretemp");
        Write("hwmon/hwmon1/temp1_input", "55500");
        Write("hwmon/hwmon1/temp2_input", "-273150");
        Assert.Equal(55.5, MachineGauge.TemperatureCelsius(folder.Path));

        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
            File.WriteAllText(folder[path], text);
        }
    }

    [Fact]
    public void Starts_AreCounted()
    {
        using var folder = new TemporaryFolder();
        using var logs = new LogWatch();
        var repairs = DamageBoard.Of(folder.Path, logs);
        Assert.Equal([1, 2], [Count(), Count()]);
        File.WriteAllText(folder["starts"], "\0\0\0");
        Assert.Equal(3, Count());
        File.WriteAllText(folder["starts"], "\0\0\0");
        File.Delete(folder["starts.copy"]);
        Assert.Equal(1, Count());
        Assert.Equal([("starts", 1L), ("starts", 0L)], repairs.All.Select(repair => (repair.File, repair.Saved)));

        long Count() => StartCount.CountOne(folder["starts"], repairs, TimeProvider.System);
    }
}
