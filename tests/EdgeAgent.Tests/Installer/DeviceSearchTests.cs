using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport.Serial;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Installer;
using Tongtang.EdgeAgent.Tests.HubLink;

namespace Tongtang.EdgeAgent.Tests.Installer;

public sealed class DeviceSearchTests
{
    [Fact]
    public async Task Search_NeedsThePinRunsOnceAndEndsWhenToldTo()
    {
        await using var box = await new TestBox().StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await box.Http.GetAsync(new Uri("/api/v1/devices/search", UriKind.Relative))).StatusCode);
        await PostAsync(box, "/api/v1/installer/session", """{ "pin": "246810" }""");
        Assert.Equal("none", (string?)(await SearchAsync(box))["state"]);

        var begun = JsonNode.Parse(await PostAsync(box, "/api/v1/devices/search", "{}"))!;
        Assert.Equal("running", (string?)begun["state"]);
        Assert.InRange((double)begun["secondsLeft"]!, 1, (double)begun["seconds"]!);
        var again = JsonNode.Parse(await PostAsync(box, "/api/v1/devices/search", "{}"))!;
        Assert.Equal((string?)begun["startedAt"], (string?)again["startedAt"]);

        Assert.Equal(HttpStatusCode.NoContent, (await box.Http.DeleteAsync(new Uri("/api/v1/devices/search", UriKind.Relative))).StatusCode);
        Assert.Equal("done", (string?)(await SearchAsync(box))["state"]);
    }

    [Fact]
    public async Task Drivers_TellTheFilesThatTheirSettingsCanName()
    {
        await using var box = await new TestBox().StartAsync();
        await PostAsync(box, "/api/v1/installer/session", """{ "pin": "246810" }""");
        var files = JsonNode.Parse(await box.Http.GetStringAsync(new Uri("/api/v1/drivers/command-table/files", UriKind.Relative)))!.AsArray();
        Assert.Contains("learn.json", files.Select(file => (string?)file));
        Assert.Equal(HttpStatusCode.NotFound, (await box.Http.GetAsync(new Uri("/api/v1/drivers/magic/files", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("command-table", "learned-board.json", """{ "names": { "zh": "x", "en": "x" }, "proof": "unproven" }""", HttpStatusCode.NoContent)]
    [InlineData("command-table", "..%2Fequipment.json", "{}", HttpStatusCode.BadRequest)]
    [InlineData("command-table", "Table.json", "{}", HttpStatusCode.BadRequest)]
    [InlineData("command-table", "table.txt", "{}", HttpStatusCode.BadRequest)]
    [InlineData("command-table", "table.json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("pjlink", "table.json", "{}", HttpStatusCode.NotFound)]
    public async Task FilesOfTheBox_AreKeptUnderTheirOwnNamesOnly(string driver, string name, string content, HttpStatusCode expected)
    {
        await using var box = await new TestBox().StartAsync();
        await PostAsync(box, "/api/v1/installer/session", """{ "pin": "246810" }""");
        using var answer = await box.Http.PutAsync(new Uri($"/api/v1/drivers/{driver}/files/{name}", UriKind.Relative), new StringContent(content, Encoding.UTF8, "application/json"));
        Assert.Equal(expected, answer.StatusCode);
        var files = box.Get<DriverCatalog>().FilesOf(driver, Path.Combine(box.DataFolder, "device-files"))!;
        Assert.Equal(expected == HttpStatusCode.NoContent, files.Contains(name));
    }

    [Fact]
    public void FreePorts_OfDevicesThatAreSetUp_AreLeftAlone()
    {
        SerialPort[] ports = [new("/dev/serial/by-id/a", "/dev/ttyUSB0", "a"), new("/dev/serial/by-id/b", "/dev/ttyUSB1", "b"), new("/dev/ttyUSB2", "/dev/ttyUSB2", "c")];
        DeviceOptions At(string path) => new() { Id = "x", Name = "X", Driver = "samsung-mdc", Connection = new DeviceConnection { Kind = ConnectionKind.Serial, Path = path } };
        Assert.Equal(["/dev/ttyUSB2"], DeviceSearchDesk.FreePorts(ports, [At("/dev/serial/by-id/a"), At("/dev/ttyUSB1")]));
    }

    private static async Task<JsonNode> SearchAsync(TestBox box) => JsonNode.Parse(await box.Http.GetStringAsync(new Uri("/api/v1/devices/search", UriKind.Relative)))!;

    private static async Task<string> PostAsync(TestBox box, string path, string body)
    {
        using var response = await box.Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(response.IsSuccessStatusCode, response.StatusCode.ToString());
        return await response.Content.ReadAsStringAsync();
    }
}
