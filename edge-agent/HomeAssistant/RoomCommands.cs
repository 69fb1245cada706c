using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Panel;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.HomeAssistant;

/// <summary>Does what Home Assistant asks of a room that lets it.</summary>
internal sealed partial class RoomCommands(DeviceDesk desk, DeviceBook book, Recorder recorder, PanelOptions panel, ILogger<RoomCommands> logger)
{
    public async Task RunAsync(string device, string capability, string payload, CancellationToken cancellationToken)
    {
        if (device == RoomTopics.Recorder)
        {
            if (capability == "recording") await RecordAsync(payload, cancellationToken);
            return;
        }

        if (book.Find(device)?.Capabilities.FirstOrDefault(known => known.Id == capability) is not { } found || RoomAnnouncements.Command(found, payload) is not { } command)
        {
            LogUnknown(device, capability);
            return;
        }

        var result = await desk.RunAsync(device, command, "homeassistant", cancellationToken);
        if (result.Outcome != CommandOutcome.Done) LogRefused(device, capability, result.Code, result.Message);
    }

    private async Task RecordAsync(string payload, CancellationToken cancellationToken)
    {
        try
        {
            if (payload == "on") await recorder.StartAsync(new StartRecordingRequest(), cancellationToken);
            else if (payload == "off") await recorder.StopAsync(TimeSpan.FromSeconds(panel.UndoSeconds), cancellationToken);
        }
        catch (RecorderException error)
        {
            LogRefused(RoomTopics.Recorder, "recording", error.Code, error.Message);
        }
    }

    [LoggerMessage(2912, LogLevel.Warning, "Home Assistant asks {Device} for {Capability}, which it has not")]
    private partial void LogUnknown(string device, string capability);

    [LoggerMessage(2913, LogLevel.Warning, "Home Assistant asked {Device} for {Capability}: {Code}, {Message}")]
    private partial void LogRefused(string device, string capability, string code, string message);
}
