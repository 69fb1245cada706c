using System.Text;
using Tongtang.DeviceDrivers.LinuxSensors;
using Tongtang.DeviceDrivers.Tests.Conformance;
using Tongtang.Harness.Faults;

namespace Tongtang.DeviceDrivers.Tests.LinuxSensors;

public sealed class LinuxSensorsConformance : DriverConformance
{
    private protected override Bench NewBench() => LinuxSensorsTests.New();

    protected override DeviceCommand? Command => null;

    protected override (string Property, DeviceValue Value) Effect => ("co2_ppm", 640);

    /// <summary>A folder stays as it is.</summary>
    protected override bool SilenceIsNormal => true;

    protected override bool SeesBrokenLines => false;
}

public sealed class LinuxSensorsTests
{
    [Theory]
    [InlineData("sht3x", "temp1_input=23500 humidity1_input=31500", "temperature_celsius=23.5 humidity_percent=31.5")]
    [InlineData("scd4x", "in_concentration_co2_raw=853 in_concentration_co2_scale=0.000100000 in_temp_raw=25500 in_temp_scale=2.670288085 in_temp_offset=-16852.114286", "temperature_celsius=23.092346 co2_ppm=853")]
    [InlineData("bh1750", "in_illuminance_raw=480 in_illuminance_scale=0.833333", "illuminance_lux=399.99984")]
    [InlineData("bme280", "in_temp_input=22310 in_humidityrelative_input=44250 in_pressure_input=101.325", "temperature_celsius=22.31 humidity_percent=44.25 pressure_hpa=1013.25")]
    [InlineData("bme680", "in_temp_input=25320 in_humidityrelative_input=41.07 in_pressure_input=1014", "temperature_celsius=25.32 humidity_percent=41.07 pressure_hpa=1014")]
    [InlineData("sps30", "in_massconcentration_pm2p5_input=12.5", "pm25_ugm3=12.5")]
    [InlineData("x", "in_concentration_co2_raw=640 in_concentration_scale=0.0001", "co2_ppm=640")]
    [InlineData("x", "in_humidityrelative_input=141000 in_temp_input=nan", "")]
    public void Values_OfTheKernelsFiles_AreTheReadings(string name, string files, string readings)
    {
        var contents = files.Split(' ').Select(file => file.Split('=')).ToDictionary(pair => pair[0], pair => pair[1] + "\n");
        var values = SensorChannels.Of(name, contents.Keys.ToHashSet()).Select(channel => (channel.Reading, Value: SensorChannels.Value(channel, contents.GetValueOrDefault))).Where(pair => pair.Value is not null);
        Assert.Equal(readings, string.Join(' ', values.Select(pair => FormattableString.Invariant($"{pair.Reading}={pair.Value}"))));
    }

    [Fact]
    public void Files_OfAnyContent_NeverFall() => Fuzz.RunBriefly("sensor files", ["23500\n"u8.ToArray(), "-1e309"u8.ToArray()], bytes =>
    {
        foreach (var channel in SensorChannels.Of("bme680", new HashSet<string> { "in_temp_raw", "in_pressure_input" })) _ = SensorChannels.Value(channel, _ => Encoding.UTF8.GetString(bytes));
    });

    [Fact]
    public async Task Sensor_PulledOut_EndsTheSession()
    {
        await using var bench = New();
        await using var driver = await bench.StartAsync();
        Assert.Equal(640, bench.State("co2_ppm"));
        Assert.Equal(24, Math.Round(((bench.State("temperature_celsius") ?? 0).TryNumber(out var celsius) ? celsius : 0), 1));
        await bench.Host.DisposeAsync();
        Assert.Equal(DeviceProblems.LinkLost, (await Assert.ThrowsAsync<DeviceException>(() => driver.PollAsync(CancellationToken.None))).Code);
    }

    [Fact]
    public void Find_ByNameAndLabel_FindsTheFolder()
    {
        var root = Directory.CreateTempSubdirectory("tongtang-sys-").FullName;
        try
        {
            Make("class/hwmon/hwmon0", "coretemp", "");
            var door = Make("class/hwmon/hwmon3", "sht4x", "door");
            Make("class/hwmon/hwmon4", "sht4x", "window");
            var air = Make("bus/iio/devices/iio:device0", "scd4x", "");
            Assert.Equal(air, SensorFolders.Find("scd4x", root));
            Assert.Equal(air, SensorFolders.Find("iio/scd4x", root));
            Assert.Equal(door, SensorFolders.Find("hwmon/sht4x#door", root));
            Assert.Equal(door, SensorFolders.Find(door, root));
            Assert.Contains("add # and one of door, window", Assert.Throws<DeviceException>(() => SensorFolders.Find("sht4x", root)).Message, StringComparison.Ordinal);
            Assert.Contains("there are: coretemp, sht4x", Assert.Throws<DeviceException>(() => SensorFolders.Find("hwmon/scd4x", root)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        string Make(string folder, string name, string label)
        {
            var path = Directory.CreateDirectory(Path.Combine(root, folder)).FullName;
            File.WriteAllText(Path.Combine(path, "name"), name + "\n");
            if (label.Length > 0) File.WriteAllText(Path.Combine(path, "label"), label + "\n");
            return path;
        }
    }

    internal static Bench New()
    {
        var bench = new Bench("linux-sensors", ConnectionKind.Files, time => new LinuxSensorsSimulator(time));
        // The kernel has a sensor's files before it shows the sensor; here the last of them is "name".
        SpinWait.SpinUntil(() => File.Exists(Path.Combine(bench.Host.Connection.Path, "name")), TimeSpan.FromSeconds(10));
        return bench;
    }
}
