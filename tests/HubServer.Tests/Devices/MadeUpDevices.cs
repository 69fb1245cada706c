using System.Security.Cryptography;
using System.Text;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Devices;

/// <summary>Devices and their descriptions as a box tells them; the drivers are made up, because the hub knows none.</summary>
internal static class MadeUpDevices
{
    public const string Projector = """
        {"driver":"beamer","names":{"zh":"投影机","en":"Projector"},"models":["Epson"],"capabilities":[
          {"id":"power","names":{"zh":"电源","en":"Power"},"actions":[
            {"id":"on","names":{"zh":"开","en":"On"},"arguments":[],"repeatable":true,"leadsTo":{"power":"on"}},
            {"id":"off","names":{"zh":"关","en":"Off"},"arguments":[],"repeatable":true,"leadsTo":{"power":"off"}}],
           "properties":[{"name":"power","names":{"zh":"电源","en":"Power"},"kind":"choice","unit":"","options":[{"id":"on","zh":"开","en":"on"},{"id":"off","zh":"关","en":"off"}],"reading":false}]},
          {"id":"volume","names":{"zh":"音量","en":"Volume"},"actions":[
            {"id":"set","names":{"zh":"设置","en":"Set"},"arguments":[{"name":"level","names":{"zh":"音量","en":"Level"},"kind":"number","minimum":0,"maximum":100,"whole":true,"options":[]}],"repeatable":true,"leadsTo":{"volume":"{level}"}}],
           "properties":[{"name":"volume","names":{"zh":"音量","en":"Volume"},"kind":"number","unit":"%","options":[],"reading":false}]},
          {"id":"reading","names":{"zh":"读数","en":"Readings"},"actions":[],"properties":[{"name":"lamp_hours","names":{"zh":"灯泡时长","en":"Lamp hours"},"kind":"number","unit":"h","options":[],"reading":true}]}],
         "settings":[{"name":"password","names":{"zh":"密码","en":"Password"},"kind":"secret","maximum":32,"options":[]},
                     {"name":"retries","names":{"zh":"重试","en":"Retries"},"kind":"integer","default":2,"minimum":0,"maximum":9,"options":[]}],
         "proof":"vectors","ofAnotherVersion":{"x":[1]}}
        """;

    public const string Camera = """
        {"driver":"camera","names":{"zh":"云台摄像机","en":"PTZ camera"},"models":[],"capabilities":[
          {"id":"ptz","names":{"zh":"云台","en":"PTZ"},"actions":[
            {"id":"recall","names":{"zh":"调用","en":"Recall"},"arguments":[{"name":"preset","names":{"zh":"预置位","en":"Preset"},"kind":"number","minimum":1,"maximum":9,"whole":true}]},
            {"id":"move","names":{"zh":"转动","en":"Move"},"arguments":[{"name":"pan","kind":"number","minimum":-1,"maximum":1,"default":0}]}]}]}
        """;

    public static string HashOf(string description) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)));

    public static DeviceState Beamer(string id = "projector", string power = "on", double lampHours = 1234, string firmware = "1.02") => new()
    {
        Id = id,
        Name = "投影机",
        Driver = "beamer",
        Health = DeviceHealth.Online,
        SinceMs = 1_788_220_800_000,
        Properties = { ["power"] = new DeviceValue { Text = power }, ["volume"] = new DeviceValue { Number = 30 }, ["mute"] = new DeviceValue { Flag = false } },
        Readings = { ["lamp_hours"] = lampHours },
        Identity = { ["manufacturer"] = "EPSON", ["model"] = "EB-2065", ["firmware"] = firmware, ["serial"] = "X7TK123" },
        DescriptionHash = HashOf(Projector),
    };

    public static DeviceState PtzCamera(string id = "camera") => new()
    {
        Id = id,
        Name = "教师摄像机",
        Driver = "camera",
        Health = DeviceHealth.Offline,
        SinceMs = 1_788_220_800_000,
        ProblemCode = "device_unreachable",
        Problem = "no route to host",
        DescriptionHash = HashOf(Camera),
    };

    public static DeviceStates All(string hash, params DeviceState[] devices) => new()
    {
        Complete = true,
        Hash = hash.PadLeft(64, '0'),
        Devices = { devices },
        Scenes = { new SceneState { Id = "class-on", NameZh = "上课", NameEn = "Begin class" } },
    };
}
