using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.Protocol.V1;
using DeviceState = Tongtang.Protocol.V1.DeviceState;
using Value = Tongtang.Protocol.V1.DeviceValue;

namespace Tongtang.District;

/// <summary>What stands in a made-up room: a projector or a large display, a camera, and a sensor of the air.</summary>
internal sealed class MadeUpDevices
{
    private static readonly DriverCatalog s_drivers = DriverCatalog.Load();

    private static readonly Choice[] s_inputs = [new() { Id = "hdmi1", Zh = "HDMI 1", En = "HDMI 1" }, new() { Id = "hdmi2", Zh = "HDMI 2", En = "HDMI 2" }, new() { Id = "vga", Zh = "VGA", En = "VGA" }];

    private static readonly DeviceDescription s_projector = Describe("pjlink", Capabilities.Power, Capabilities.Input(s_inputs), Capabilities.Mute, Capabilities.PictureMute, Capabilities.Errors);
    private static readonly DeviceDescription s_display = Describe("samsung-mdc", Capabilities.Power, Capabilities.Input(s_inputs), Capabilities.Volume, Capabilities.Mute, Capabilities.Lock);
    private static readonly DeviceDescription s_camera = Describe("visca", Capabilities.Power, Capabilities.Ptz(["move", "stop", "home", "recall", "store"]));
    private static readonly DeviceDescription s_air = Describe("modbus-map", Capabilities.Readings([Shown("temperature_celsius", "温度", "Temperature", "°C"), Shown("co2_ppm", "二氧化碳", "CO₂", "ppm")]));

    private readonly List<DeviceState> _all;
    private readonly Random _random;
    private readonly double _warm;

    public MadeUpDevices(int room, DateTimeOffset since)
    {
        _random = new Random(room);
        _warm = _random.NextDouble() * 3;
        var at = since.AddHours(-_random.Next(1, 200)).ToUnixTimeMilliseconds();
        var screen = room % 3 == 0 ? Device("projector", "投影机", "pjlink", s_projector, at) : Device("board", "智慧黑板", "samsung-mdc", s_display, at);
        screen.Properties["power"] = new Value { Text = room % 4 == 0 ? "off" : "on" };
        screen.Properties["input"] = new Value { Text = "hdmi1" };
        screen.Properties["mute"] = new Value { Flag = false };
        screen.Identity["manufacturer"] = room % 3 == 0 ? "Epson" : "Samsung";
        var camera = Device("camera", "云台摄像机", "visca", s_camera, at);
        camera.Properties["power"] = new Value { Text = "on" };
        if (room % 29 == 4) (camera.Health, camera.ProblemCode, camera.Problem) = (DeviceHealth.Offline, "device_unreachable", "No answer within 2 s.");
        _all = [screen, camera, Device("air", "环境传感器", "modbus-map", s_air, at)];
    }

    /// <summary>What the hub may ask for.</summary>
    public static DeviceDescription? Description(string hash) => new[] { s_projector, s_display, s_camera, s_air }.FirstOrDefault(known => known.Hash == hash);

    /// <summary>All of them, with values of now.</summary>
    public DeviceStates Tell(DateTimeOffset now)
    {
        var air = _all[^1];
        air.Readings["temperature_celsius"] = Math.Round(19 + _warm + (2 * Math.Sin(now.Hour / 24.0 * 2 * Math.PI)) + _random.NextDouble(), 1);
        air.Readings["co2_ppm"] = Math.Round(450 + (_warm * 60) + (30 * _random.NextDouble()));
        var still = string.Join('\n', _all.Select(device => $"{device.Id} {device.Health} {string.Join(' ', device.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal))}"));
        return new DeviceStates { Complete = true, Devices = { _all.Select(device => device.Clone()) }, Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(still))) };
    }

    /// <returns>Whether it can do that, and did.</returns>
    public bool Do(DeviceAction action, DateTimeOffset now)
    {
        if (_all.FirstOrDefault(device => device.Id == action.Device) is not { Health: DeviceHealth.Online } device) return false;
        var value = action switch
        {
            { Capability: "power", Action: "on" or "off" } => new Value { Text = action.Action },
            { Action: "on" or "off" } => new Value { Flag = action.Action == "on" },
            { Capability: "input" } => action.Arguments.GetValueOrDefault("input"),
            { Action: "set" } => action.Arguments.GetValueOrDefault("level"),
            _ => null,
        };
        if (value is not null) device.Properties[action.Capability] = value;
        device.SinceMs = now.ToUnixTimeMilliseconds();
        return true;
    }

    private static DeviceState Device(string id, string name, string driver, DeviceDescription description, long since) =>
        new() { Id = id, Name = name, Driver = driver, Health = DeviceHealth.Online, SinceMs = since, DescriptionHash = description.Hash };

    private static CapabilityProperty Shown(string name, string zh, string en, string unit) =>
        new() { Name = name, Names = new Words { Zh = zh, En = en }, Kind = ValueKind.Number, Unit = unit, Reading = true };

    /// <summary>As a box describes a driver's device.</summary>
    private static DeviceDescription Describe(string id, params IReadOnlyList<Capability> capabilities)
    {
        var driver = s_drivers.Find(id)!;
        var json = JsonSerializer.Serialize(new { driver = driver.Id, driver.Names, driver.Models, driver.Connections, capabilities, driver.Settings, driver.Proof }, DriverJson.Strict);
        return new DeviceDescription { Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))), Json = json };
    }
}
