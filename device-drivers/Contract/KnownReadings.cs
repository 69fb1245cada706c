namespace Tongtang.DeviceDrivers.Contract;

/// <summary>Readings that several devices have, so that a chart or a rule means the same by a name everywhere. The unit is part of the name.</summary>
public static class KnownReadings
{
    private static readonly Dictionary<string, CapabilityProperty> ByName = new[]
    {
        Reading("temperature_celsius", "温度", "Temperature", "°C"),
        Reading("humidity_percent", "湿度", "Humidity", "%"),
        Reading("co2_ppm", "二氧化碳", "CO₂", "ppm"),
        Reading("pm1_ugm3", "PM1.0", "PM1.0", "µg/m³"),
        Reading("pm25_ugm3", "PM2.5", "PM2.5", "µg/m³"),
        Reading("pm10_ugm3", "PM10", "PM10", "µg/m³"),
        Reading("illuminance_lux", "照度", "Illuminance", "lx"),
        Reading("noise_db", "噪声", "Noise", "dB"),
        Reading("pressure_hpa", "气压", "Air pressure", "hPa"),
        Reading("tvoc_ppb", "TVOC", "TVOC", "ppb"),
        Reading("formaldehyde_ugm3", "甲醛", "Formaldehyde", "µg/m³"),
        Reading("voltage_volts", "电压", "Voltage", "V"),
        Reading("current_amperes", "电流", "Current", "A"),
        Reading("power_watts", "功率", "Power", "W"),
        Reading("energy_kwh", "电量", "Energy", "kWh"),
        Reading("lamp_hours", "灯泡时长", "Lamp hours", "h"),
        Reading("usage_hours", "使用时长", "Hours of use", "h"),
        Reading("filter_hours", "滤网时长", "Filter hours", "h"),
        Reading("battery_percent", "电池", "Battery", "%"),
        Reading("occupancy", "有人", "Occupancy", ""),
        Reading("round_trip_ms", "响应时间", "Round trip", "ms"),
    }.ToDictionary(reading => reading.Name);

    /// <summary>The reading of this name; of an unknown one a description made of the name.</summary>
    public static CapabilityProperty Of(string name) => ByName.TryGetValue(name, out var known) ? known : Reading(name, name, name, "");

    public static IEnumerable<CapabilityProperty> All => ByName.Values;

    private static CapabilityProperty Reading(string name, string zh, string en, string unit) =>
        new() { Name = name, Names = new Words { Zh = zh, En = en }, Kind = ValueKind.Number, Unit = unit, Reading = true };
}
