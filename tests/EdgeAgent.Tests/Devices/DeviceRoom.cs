using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Tests.HubLink;

namespace Tongtang.EdgeAgent.Tests.Devices;

/// <summary>A whole box with devices of its own, over its API.</summary>
internal sealed class DeviceRoom : IAsyncDisposable
{
    public TestBox Box { get; init; } = new();

    public static DeviceOptions Projector(DeviceConnection connection, string id = "projector", string password = "") => new()
    {
        Id = id,
        Name = "投影机",
        Driver = "pjlink",
        Connection = connection,
        Settings = password.Length == 0 ? new Dictionary<string, DeviceValue>() : new Dictionary<string, DeviceValue> { ["password"] = password },
        PollSeconds = 0.5,
    };

    public async Task<DeviceRoom> StartAsync(Equipment equipment)
    {
        await Box.StartAsync();
        await Box.Get<EquipmentStore>().ReplaceAsync(equipment, CancellationToken.None);
        return this;
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Box.Http.GetAsync(new Uri(path, UriKind.Relative));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string path, object body)
    {
        using var response = await Box.Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Asks until what is shown of a device is so, for half a minute at most.</summary>
    public async Task UntilAsync(string device, Func<JsonNode, bool> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var shown = await GetAsync($"/api/v1/devices/{device}");
        while (!holds(shown))
        {
            if (late.IsCancellationRequested) Assert.Fail($"after 30 s {device} is {shown.ToJsonString()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            shown = await GetAsync($"/api/v1/devices/{device}");
        }
    }

    public ValueTask DisposeAsync() => Box.DisposeAsync();
}
