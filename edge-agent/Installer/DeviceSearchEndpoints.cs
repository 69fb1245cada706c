using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Discovery;
using Tongtang.EdgeAgent.Devices;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>"Found: add?": a search of the room's network and serial ports, begun, looked at and ended.</summary>
internal static class DeviceSearchEndpoints
{
    /// <param name="Device">The id of the device that is set up at this place already; null: none.</param>
    private sealed record FoundView(string Driver, string Key, string Name, string Model, DeviceConnection Connection, IReadOnlyDictionary<string, string> Facts, string? Device);

    private sealed record SearchView(SearchState State, DateTimeOffset? StartedAt, double Seconds, double SecondsLeft, IReadOnlyList<FoundView> Found, IReadOnlyList<SearchProblem> Problems);

    public static void MapDeviceSearch(this IEndpointRouteBuilder installer)
    {
        installer.MapPost("/devices/search", (DeviceSearchDesk desk, EquipmentStore equipment, TimeProvider time) =>
            Results.Json(View(desk.Begin(), equipment.Current.Devices, time), EquipmentStore.Json, statusCode: StatusCodes.Status202Accepted));
        installer.MapGet("/devices/search", (DeviceSearchDesk desk, EquipmentStore equipment, TimeProvider time) =>
            Results.Json(View(desk.Status, equipment.Current.Devices, time), EquipmentStore.Json));
        installer.MapDelete("/devices/search", async (DeviceSearchDesk desk) =>
        {
            await desk.EndAsync();
            return TypedResults.NoContent();
        });
    }

    private static SearchView View(SearchStatus status, IReadOnlyList<DeviceOptions> devices, TimeProvider time)
    {
        var passed = status.StartedAt is { } started ? time.GetUtcNow() - started : TimeSpan.Zero;
        var left = status.State == SearchState.Running ? Math.Max(0, (status.Length - passed).TotalSeconds) : 0;
        return new(status.State, status.StartedAt, status.Length.TotalSeconds, left, [.. status.Found.Select(found => View(found, devices))], status.Problems);
    }

    private static FoundView View(FoundDevice found, IReadOnlyList<DeviceOptions> devices) => new(
        found.Driver, found.Key, found.Name, found.Model, found.Connection, found.Facts, devices.FirstOrDefault(device => SamePlace(device.Connection, found.Connection))?.Id);

    private static bool SamePlace(DeviceConnection one, DeviceConnection other) =>
        one.Kind == other.Kind && one.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port && one.Path == other.Path;
}
