using System.Globalization;

namespace Tongtang.DeviceDrivers.LinuxSensors;

/// <summary>What the kernel's sensor files mean (Documentation/hwmon/sysfs-interface.rst, ABI/testing/sysfs-bus-iio). Pure.</summary>
internal static class SensorChannels
{
    private static readonly SensorChannel[] s_hwmon =
    [
        new("temperature_celsius", "temp1", 0.001, -60, 125),
        new("humidity_percent", "humidity1", 0.001, 0, 100),
    ];

    private static readonly SensorChannel[] s_iio =
    [
        new("temperature_celsius", "in_temp", 0.001, -60, 125),
        new("humidity_percent", "in_humidityrelative", 0.001, 0, 100),
        // Kilopascals; concentrations are per cent.
        new("pressure_hpa", "in_pressure", 10, 300, 1100),
        new("illuminance_lux", "in_illuminance", 1, 0, 200_000),
        new("co2_ppm", "in_concentration_co2", 10_000, 1, 40_000),
        new("pm1_ugm3", "in_massconcentration_pm1", 1, 0, 1000),
        new("pm25_ugm3", "in_massconcentration_pm2p5", 1, 0, 1000),
        new("pm10_ugm3", "in_massconcentration_pm10", 1, 0, 1000),
    ];

    /// <summary>Drivers of the kernel that do not keep to the rules, by their names.</summary>
    private static readonly Dictionary<string, Dictionary<string, double>> s_overrides = new()
    {
        // Plain per cent (41.07) and hectopascals (1014) on at least one kernel.
        ["bme680"] = new() { ["humidity_percent"] = 1, ["pressure_hpa"] = 1 },
    };

    /// <param name="name">What the file "name" says.</param>
    /// <param name="files">The names of the sensor's files.</param>
    public static IReadOnlyList<SensorChannel> Of(string name, IReadOnlySet<string> files)
    {
        var isIio = files.Any(file => file.StartsWith("in_", StringComparison.Ordinal));
        return
        [
            .. (isIio ? s_iio : s_hwmon)
                .Where(channel => files.Contains($"{channel.Stem}_input") || isIio && files.Contains($"{channel.Stem}_raw"))
                .Select(channel => s_overrides.GetValueOrDefault(name)?.TryGetValue(channel.Reading, out var scale) == true ? channel with { Scale = scale } : channel),
        ];
    }

    /// <summary>The number of a file, or null when it is none.</summary>
    public static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A channel's value, or null when a file says no number or it is outside what such sensors measure.</summary>
    /// <param name="read">The content of a file, null when there is none.</param>
    public static double? Value(SensorChannel channel, Func<string, string?> read)
    {
        if (read($"{channel.Stem}_input") is { } scaled) return channel.Value(Number(scaled));
        var raw = read($"{channel.Stem}_raw") is { } text ? Number(text) : null;
        var (offset, scale) = (Factor(channel.Stem, "offset", 0), Factor(channel.Stem, "scale", 1));
        return channel.Value((raw + offset) * scale);

        // Some channels of a kind share a scale: in_concentration_scale for in_concentration_co2_raw.
        double? Factor(string stem, string kind, double without) =>
            (read($"{stem}_{kind}") ?? (stem.Count(c => c == '_') > 1 ? read($"{stem[..stem.LastIndexOf('_')]}_{kind}") : null)) is { } factor ? Number(factor) : without;
    }
}

/// <param name="Stem">What its files' names begin with.</param>
/// <param name="Scale">From the kernel's unit to the reading's.</param>
internal sealed record SensorChannel(string Reading, string Stem, double Scale, double Least, double Most)
{
    public double? Value(double? kernel) => kernel * Scale is { } value && value >= Least && value <= Most ? Math.Round(value, 6) : null;
}
