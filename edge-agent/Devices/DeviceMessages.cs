using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Protocol.V1;
using DeviceValue = Tongtang.DeviceDrivers.Contract.DeviceValue;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>Devices in the words of devices.proto. Pure.</summary>
internal static class DeviceMessages
{
    public static Protocol.V1.DeviceState ToMessage(DeviceSnapshot device, string descriptionHash)
    {
        var message = new Protocol.V1.DeviceState
        {
            Id = device.Options.Id,
            Name = device.Options.Name,
            Driver = device.Options.Driver,
            Health = (Protocol.V1.DeviceHealth)(device.Health + 1),
            SinceMs = device.Since.ToUnixTimeMilliseconds(),
            ProblemCode = device.ProblemCode,
            Problem = device.Problem,
            DescriptionHash = descriptionHash,
        };
        foreach (var (name, value) in device.Properties) message.Properties[name] = ToMessage(value);
        message.Readings.Add(device.Readings.ToDictionary());
        message.Identity.Add(device.Identity.ToDictionary());
        return message;
    }

    public static Protocol.V1.SceneState ToMessage(SceneOptions scene, Scenes.SceneRun? run)
    {
        var message = new Protocol.V1.SceneState { Id = scene.Id, NameZh = scene.Names.Zh, NameEn = scene.Names.En };
        if (run is null) return message;
        message.LastRun = new Protocol.V1.SceneRun { StartedAtMs = run.StartedAt.ToUnixTimeMilliseconds(), EndedAtMs = run.EndedAt?.ToUnixTimeMilliseconds() ?? 0, StartedBy = run.StartedBy };
        message.LastRun.FailedSteps.Add(run.Failures.Take(32).Select(failure => $"{failure.Place} {failure.Device} {failure.Code}"));
        return message;
    }

    public static DeviceCommand ToCommand(DeviceAction action) => new()
    {
        Capability = action.Capability,
        Action = action.Action,
        Arguments = action.Arguments.Where(pair => pair.Value.KindCase != Protocol.V1.DeviceValue.KindOneofCase.None).ToDictionary(pair => pair.Key, pair => ToValue(pair.Value)),
    };

    /// <summary>Names the state of all devices and scenes. Readings, which always move, are not part of it.</summary>
    public static string HashOf(IEnumerable<Protocol.V1.DeviceState> devices, IEnumerable<Protocol.V1.SceneState> scenes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var device in devices.OrderBy(device => device.Id, StringComparer.Ordinal))
        {
            var still = device.Clone();
            still.Readings.Clear();
            // Maps have no order on the wire; JSON of the same map in the order in which it was filled has.
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(still)));
        }

        foreach (var scene in scenes) hash.AppendData(scene.ToByteArray());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What devices of a kind can do, for pages to draw, and the name of it.</summary>
    public static DeviceDescription Describe(DriverManifest driver, IReadOnlyList<Capability> capabilities)
    {
        var json = JsonSerializer.Serialize(new { driver = driver.Id, driver.Names, driver.Models, driver.Connections, capabilities, driver.Settings, driver.Proof }, DriverJson.Strict);
        return new DeviceDescription { Hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json))), Json = json };
    }

    private static Protocol.V1.DeviceValue ToMessage(DeviceValue value) =>
        value.TryNumber(out var number) ? new() { Number = number } : value.TryFlag(out var flag) ? new() { Flag = flag } : new() { Text = value.ToString() };

    /// <summary>A number that is none becomes text, which no argument takes.</summary>
    private static DeviceValue ToValue(Protocol.V1.DeviceValue value) => value.KindCase switch
    {
        Protocol.V1.DeviceValue.KindOneofCase.Number when double.IsFinite(value.Number) => value.Number,
        Protocol.V1.DeviceValue.KindOneofCase.Number => "not a number",
        Protocol.V1.DeviceValue.KindOneofCase.Flag => value.Flag,
        _ => value.Text,
    };
}
