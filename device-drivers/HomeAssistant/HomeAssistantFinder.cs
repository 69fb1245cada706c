using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.HomeAssistant;

/// <summary>Reads the discovery messages that the box's broker has kept: every device of them is offered. It sends nothing.</summary>
[Finder("home-assistant")]
internal sealed class HomeAssistantFinder : IDeviceFinder
{
    private const string Prefix = "homeassistant";

    public async Task FindAsync(FinderContext context, IProgress<FoundDevice> found, CancellationToken cancellationToken)
    {
        await using var link = await context.Connections.Mqtt.OpenAsync(new WireTrace(context.Time), cancellationToken);
        using var patience = new CancellationTokenSource(context.Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await link.SubscribeAsync($"{Prefix}/+/+/config", 1, either.Token);
            await link.SubscribeAsync($"{Prefix}/+/+/+/config", 1, either.Token);
            while (true)
            {
                var message = await link.ReceiveAsync(either.Token);
                if (DiscoveryWire.Topic(Prefix, message.Topic) is not var (component, objectId)) continue;
                // What the box itself announces for Home Assistant is no device to be added.
                if (DiscoveryWire.Parse(component, objectId, message.Payload.Span) is not { } device || device.Ids[0].StartsWith("tongtang-", StringComparison.Ordinal)) continue;
                found.Report(Of(device));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // All that is kept has come long ago.
        }
    }

    private static FoundDevice Of(DiscoveryMessage device) => new()
    {
        Driver = "home-assistant",
        Key = device.Ids[0],
        Name = device.DeviceName,
        Model = $"{device.Manufacturer} {device.Model}".Trim(),
        Connection = new DeviceConnection { Kind = ConnectionKind.Mqtt, Path = device.Ids[0] },
        Facts = device.Firmware.Length > 0 ? new Dictionary<string, string> { ["firmware"] = device.Firmware } : new Dictionary<string, string>(),
    };
}
