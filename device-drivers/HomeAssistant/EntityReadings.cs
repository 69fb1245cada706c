namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>Which of our readings an entity is, by its device class and unit, and how to get from its unit to ours. Pure.</summary>
internal static class EntityReadings
{
    private static readonly (string Class, string Unit, string Reading, double Factor, double Offset)[] s_known =
    [
        ("temperature", "°C", "temperature_celsius", 1, 0),
        ("temperature", "°F", "temperature_celsius", 5.0 / 9, -160.0 / 9),
        ("temperature", "K", "temperature_celsius", 1, -273.15),
        ("humidity", "%", "humidity_percent", 1, 0),
        ("carbon_dioxide", "ppm", "co2_ppm", 1, 0),
        ("pm1", "µg/m³", "pm1_ugm3", 1, 0),
        ("pm25", "µg/m³", "pm25_ugm3", 1, 0),
        ("pm10", "µg/m³", "pm10_ugm3", 1, 0),
        ("illuminance", "lx", "illuminance_lux", 1, 0),
        ("sound_pressure", "dB", "noise_db", 1, 0),
        ("sound_pressure", "dBA", "noise_db", 1, 0),
        ("atmospheric_pressure", "hPa", "pressure_hpa", 1, 0),
        ("pressure", "hPa", "pressure_hpa", 1, 0),
        ("pressure", "mbar", "pressure_hpa", 1, 0),
        ("pressure", "kPa", "pressure_hpa", 10, 0),
        ("pressure", "Pa", "pressure_hpa", 0.01, 0),
        ("volatile_organic_compounds_parts", "ppb", "tvoc_ppb", 1, 0),
        ("voltage", "V", "voltage_volts", 1, 0),
        ("voltage", "mV", "voltage_volts", 0.001, 0),
        ("current", "A", "current_amperes", 1, 0),
        ("current", "mA", "current_amperes", 0.001, 0),
        ("power", "W", "power_watts", 1, 0),
        ("power", "kW", "power_watts", 1000, 0),
        ("energy", "kWh", "energy_kwh", 1, 0),
        ("energy", "Wh", "energy_kwh", 0.001, 0),
        ("battery", "%", "battery_percent", 1, 0),
    ];

    /// <summary>Null: none that we know.</summary>
    public static (string Reading, double Factor, double Offset)? Of(DiscoveredEntity entity)
    {
        // Two characters look like micro; Home Assistant takes both.
        var unit = entity.Unit.Replace('\u03bc', '\u00b5');
        foreach (var known in s_known)
        {
            if (known.Class == entity.DeviceClass && known.Unit == unit) return (known.Reading, known.Factor, known.Offset);
        }

        return null;
    }

    /// <summary>A sensor whose values are numbers, known or not.</summary>
    public static bool IsNumber(DiscoveredEntity entity) => entity.Component == "sensor" && (entity.Unit.Length > 0 || entity.StateClass.Length > 0);

    /// <summary>A binary sensor that says whether somebody is there.</summary>
    public static bool IsOccupancy(DiscoveredEntity entity) => entity is { Component: "binary_sensor", DeviceClass: "occupancy" or "motion" or "presence" };
}
