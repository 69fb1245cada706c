using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Tests.HubLink;

namespace Tongtang.EdgeAgent.Tests.Devices;

public sealed class EquipmentTests
{
    private const string Good = """{ "id": "a", "name": "A", "driver": "pjlink", "connection": { "kind": "tcp", "host": "10.0.0.1", "port": 4352 } }""";

    [Theory]
    [InlineData("""{ "devices": [{ "id": "A!", "name": "A", "driver": "pjlink", "connection": { "kind": "tcp", "host": "h", "port": 1 } }] }""", "devices[0] \"A!\": id")]
    [InlineData("""{ "devices": [{ "id": "a", "name": " ", "driver": "pjlink", "connection": { "kind": "tcp", "host": "h", "port": 1 } }] }""", "name is")]
    [InlineData("""{ "devices": [{ "id": "a", "name": "A", "driver": "magic", "connection": { "kind": "tcp", "host": "h", "port": 1 } }] }""", "driver is \"magic\"")]
    [InlineData("""{ "devices": [{ "id": "a", "name": "A", "driver": "pjlink", "connection": { "kind": "serial", "path": "/dev/ttyS0" } }] }""", "connection.kind is \"serial\"; pjlink allows: tcp")]
    [InlineData("""{ "devices": [{ "id": "a", "name": "A", "driver": "pjlink", "connection": { "kind": "tcp", "host": "", "port": 70000 } }] }""", "connection.port is 70000; allowed: 1 to 65535")]
    [InlineData("""{ "devices": [{ "id": "a", "name": "A", "driver": "pjlink", "connection": { "kind": "tcp", "host": "h", "port": 1 }, "settings": { "passwort": "x" } }] }""", "setting \"passwort\" is unknown")]
    [InlineData("""{ "devices": [GOOD, GOOD] }""", "\"a\" is there 2 times")]
    [InlineData("""{ "devices": [GOOD], "scenes": [{ "id": "s", "names": { "zh": "s", "en": "s" }, "steps": [{ "device": "b", "capability": "power", "action": "on" }] }] }""", "steps[0]: there is no device \"b\"")]
    [InlineData("""{ "scenes": [{ "id": "s", "names": { "zh": "s", "en": "s" }, "steps": [{ "scene": "t" }] }, { "id": "t", "names": { "zh": "t", "en": "t" }, "steps": [{ "parallel": [{ "scene": "s" }] }] }] }""", "\"s\" runs itself: s → t → s")]
    [InlineData("""{ "scenes": [{ "id": "s", "names": { "zh": "s", "en": "s" }, "steps": [{ "pauseSeconds": 1, "recording": "start" }] }] }""", "names 2 of device, parallel, scene")]
    [InlineData("""{ "devices": [GOOD], "rules": [{ "id": "r", "names": { "zh": "r", "en": "r" }, "when": { "device": "a", "reading": "co2_ppm" }, "then": [{ "pauseSeconds": 1 }] }] }""", "a reading needs above or below")]
    [InlineData("""{ "devices": [GOOD], "rules": [{ "id": "r", "names": { "zh": "r", "en": "r" }, "when": { "device": "a", "key": "1" } }] }""", "it does nothing")]
    [InlineData("""{ "rules": [{ "id": "r", "names": { "zh": "r", "en": "r" }, "when": { "recorder": "dancing" }, "then": [{ "pauseSeconds": 1 }] }] }""", "recorder is \"dancing\"; allowed: idle")]
    [InlineData("""{ "rules": [{ "id": "r", "names": { "zh": "r", "en": "r" }, "when": { "recorder": "idle" }, "from": "7 Uhr", "to": "08:00", "then": [{ "pauseSeconds": 1 }] }] }""", "from is \"7 Uhr\"")]
    public void Equipment_ThatCannotBe_SaysWhereAndWhat(string json, string named)
    {
        var problems = EquipmentRules.Problems(EquipmentStore.Parse(json.Replace("GOOD", Good, StringComparison.Ordinal)), DriverCatalog.Load());
        Assert.Contains(problems, problem => problem.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Equipment_OverTheApi_NeedsThePinHidesPasswordsAndKeepsTheLastGoodOne()
    {
        await using var box = await new TestBox().StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await box.Http.GetAsync(new Uri("/api/v1/equipment", UriKind.Relative))).StatusCode);
        await PostAsync(box, "/api/v1/installer/session", """{ "pin": "246810" }""");
        var password = Good[..^1] + """, "settings": { "password": "geheim" }, "enabled": false }""";
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(box, $$"""{ "devices": [{{password}}] }""")).Status);

        var shown = await box.Http.GetStringAsync(new Uri("/api/v1/equipment", UriKind.Relative));
        Assert.DoesNotContain("geheim", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(box, shown)).Status);
        Assert.Equal("geheim", box.Get<EquipmentStore>().Current.Devices[0].Settings["password"]);

        var (status, problem) = await PutAsync(box, """{ "devices": [{ "id": "a" }] }""");
        Assert.Equal((HttpStatusCode.BadRequest, "equipment_invalid"), (status, (string?)problem["code"]));
        Assert.Single(box.Get<EquipmentStore>().Current.Devices);
    }

    [Fact]
    public async Task Equipment_ChangedByTwo_TheSecondIsTold()
    {
        await using var box = await new TestBox().StartAsync();
        await PostAsync(box, "/api/v1/installer/session", """{ "pin": "246810" }""");
        using var seen = await box.Http.GetAsync(new Uri("/api/v1/equipment", UriKind.Relative));
        var version = seen.Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(box, $$"""{ "devices": [{{Good}}] }""", version)).Status);

        var (status, problem) = await PutAsync(box, """{ "devices": [] }""", version);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "equipment_changed"), (status, (string?)problem["code"]));
        Assert.Single(box.Get<EquipmentStore>().Current.Devices);
        (status, problem) = await PutAsync(box, """{ "devices": [] }""", version: null);
        Assert.Equal((HttpStatusCode.PreconditionRequired, "equipment_version_missing"), (status, (string?)problem["code"]));
        using var now = await box.Http.GetAsync(new Uri("/api/v1/equipment", UriKind.Relative));
        Assert.NotEqual(version, now.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(box, """{ "devices": [] }""", now.Headers.ETag.Tag)).Status);
    }

    private static async Task PostAsync(TestBox box, string path, string body)
    {
        using var response = await box.Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(response.IsSuccessStatusCode, response.StatusCode.ToString());
    }

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> PutAsync(TestBox box, string body, string? version = "*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/equipment") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        using var response = await box.Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
