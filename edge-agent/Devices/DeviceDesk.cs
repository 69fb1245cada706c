using System.Collections.Concurrent;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>Where panel, hub, scenes, rules and keys hand in commands. It runs the devices' loops as the equipment says.</summary>
internal sealed class DeviceDesk(EquipmentStore equipment, DeviceWorkshop workshop, CommandHistory history) : BackgroundService, IBeating
{
    private readonly ConcurrentDictionary<string, Running> _running = new();

    /// <summary>Has a device do something; the result says what became of it.</summary>
    /// <param name="requestedBy">For the history: "panel", "hub:name", "scene:id", "rule:id".</param>
    public async Task<CommandResult> RunAsync(string device, DeviceCommand command, string requestedBy, CancellationToken cancellationToken)
    {
        var result = await CheckAndRunAsync(device, command, cancellationToken);
        history.Add(device, command, requestedBy, result);
        return result;
    }

    /// <summary>The wire trace of a device, or null when it is not there or not spoken to.</summary>
    public WireTrace? TraceOf(string device) => _running.TryGetValue(device, out var running) ? running.Loop.Trace : null;

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var seen = equipment.Changed.Version;
                using (Pulse.Work()) await ArrangeAsync(equipment.Current.Devices, stoppingToken);
                await equipment.Changed.WaitAsync(seen, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(_running.Keys.Select(EndAsync));
        }
    }

    private async Task<CommandResult> CheckAndRunAsync(string device, DeviceCommand command, CancellationToken cancellationToken)
    {
        if (workshop.Book.Find(device) is not { } known) return CommandResult.Refused(CommandProblems.NotSupported, $"this room has no device \"{device}\"");
        if (known.Health == DeviceHealth.Disabled) return CommandResult.Refused(CommandProblems.Offline, $"\"{device}\" is switched off in the room's list of devices");
        var (whole, refusal) = CommandCheck.Check(known.Capabilities, command);
        if (refusal is not null) return refusal;
        return _running.TryGetValue(device, out var running) ? await running.Loop.RunAsync(whole!, cancellationToken) : CommandResult.Refused(CommandProblems.Offline, "the device is being set up");
    }

    /// <summary>Ends the loops of devices that are gone or changed, and begins those that are new.</summary>
    private async Task ArrangeAsync(IReadOnlyList<DeviceOptions> wanted, CancellationToken stoppingToken)
    {
        var gone = _running.Values.Where(running => !wanted.Any(device => Same(device, running.Options))).Select(running => running.Options.Id).ToList();
        await Task.WhenAll(gone.Select(EndAsync));
        foreach (var id in workshop.Book.Devices.Keys.Where(id => wanted.All(device => device.Id != id))) workshop.Book.Remove(id);
        foreach (var device in wanted.Where(device => !_running.ContainsKey(device.Id))) Begin(device, stoppingToken);
    }

    private void Begin(DeviceOptions device, CancellationToken stoppingToken)
    {
        var driver = workshop.Catalog.Find(device.Driver)!;
        workshop.Book.Put(new DeviceSnapshot
        {
            Options = device,
            Health = device.Enabled ? DeviceHealth.Connecting : DeviceHealth.Disabled,
            Since = workshop.Time.GetUtcNow(),
            Capabilities = [.. driver.Capabilities.Select(capability => capability.Describe()!)],
        });
        if (!device.Enabled) return;
        var loop = new DeviceLoop(device, driver, workshop);
        var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _running[device.Id] = new Running(device, loop, ending, Task.Run(() => loop.RunAsync(ending.Token), CancellationToken.None));
    }

    private async Task EndAsync(string id)
    {
        if (!_running.TryRemove(id, out var running)) return;
        await running.Ending.CancelAsync();
        await running.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        running.Ending.Dispose();
    }

    private static bool Same(DeviceOptions one, DeviceOptions other) =>
        System.Text.Json.JsonSerializer.Serialize(one, EquipmentStore.Json) == System.Text.Json.JsonSerializer.Serialize(other, EquipmentStore.Json);

    private sealed record Running(DeviceOptions Options, DeviceLoop Loop, CancellationTokenSource Ending, Task Task);
}
